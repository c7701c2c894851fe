// What happened, for those who may know: the log, and two reports.
//
// `uses`: what goes on now, and what is remembered. `audit`: the newest records, oldest first; each also is a line of the log,
// which no component can take back. Records have numbers, from 1 on in each instance of the broker, and instances the moment in
// which they began: so whoever keeps records (`audit_log`) neither misses nor doubles any without knowing it.

import Bulkhead
import Consent
import HID

final class AuditTrail {
  private let environment: Environment
  /// Nil: not wished, or not possible.
  private var uses: Reporter?
  private var history: Reporter?
  private var records: [AuditRecord] = []
  /// How many there were.
  private var count = 0
  /// Microseconds since the machine started.
  private let start: UInt64

  /// Records that are kept for the report.
  private static var limit: Int { 100 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    start = environment.clock.now.microseconds
    let node = try environment.configuration().node.node("report")
    if node?.attribute("uses")?.isSame(as: "yes") == true { uses = Reporter(Text("uses"), environment: environment) }
    if node?.attribute("audit")?.isSame(as: "yes") == true { history = Reporter(Text("audit"), environment: environment) }
  }

  func add(_ new: [AuditRecord]) {
    if new.isEmpty { return }
    for record in new { environment.log.write(Self.line(record)) }
    records.append(contentsOf: new)
    count += new.count
    if records.count > Self.limit { records.removeFirst(records.count - Self.limit) }
    guard let history else { return }
    var top = Node("audit")
    top.set("instance", "\(start)")
    for (index, record) in records.enumerated() { top.append(Self.node(record, count - records.count + index + 1)) }
    if !publish(top, by: history) { self.history = nil }
  }

  func report(_ active: [Use], remembered: [Remembered], silenced: [String]) {
    guard let uses else { return }
    var top = Node("uses")
    for use in active {
      var node = Node("use")
      node.set("id", "\(use.id)")
      node.set("service", use.service)
      node.set("label", use.label)
      node.set("component", use.component)
      top.append(node)
    }
    for entry in remembered {
      var node = Node("remembered")
      node.set("service", entry.service)
      node.set("label", entry.label)
      node.set("decision", entry.isAllowed ? "allow" : "deny")
      top.append(node)
    }
    for label in silenced {
      var node = Node("silenced")
      node.set("label", label)
      top.append(node)
    }
    if !publish(top, by: uses) { self.uses = nil }
  }

  /// False if it cannot be reported.
  private func publish(_ node: Node, by reporter: Reporter) -> Bool {
    do throws(SessionError) {
      try reporter.update(node)
      return true
    } catch {
      environment.log("error: the report \"\(node.type)\" cannot be made; route it to a server that somebody reads it from")
      return false
    }
  }

  private static func line(_ record: AuditRecord) -> Text {
    var text = Text()
    text.append(record.event.words)
    text.append(": \(record.service) for \"")
    text.append(record.label)
    text.append("\" (")
    text.append(record.reason.words)
    text.append(")")
    if let duration = record.duration { text.append(" after \(duration) ms") }
    return text
  }

  private static func node(_ record: AuditRecord, _ number: Int) -> Node {
    var node = Node("record")
    node.set("number", "\(number)")
    node.set("ms", "\(record.time)")
    node.set("event", record.event.words.description)
    node.set("reason", record.reason.words.description)
    node.set("service", record.service)
    if !record.component.utf8.isEmpty { node.set("component", record.component) }
    node.set("label", record.label)
    if let duration = record.duration { node.set("used_ms", "\(duration)") }
    return node
  }
}
