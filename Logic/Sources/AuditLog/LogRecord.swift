// One record of the audit log: what the consent broker reported, or what the log has to say about itself.

import Calendar
import Consent
import HID

public struct LogRecord: Equatable, Sendable {
  public enum Event: Equatable, Sendable {
    case happened(AuditRecord.Event)
    /// A broker began; what its predecessor did in its last moments may be missing.
    case began
    /// So many records of the broker were lost before they could be read: `count` says how many.
    case missed
    /// So many records of a component were not written, since there were too many: likewise.
    case more
    /// A refusal that still stands, written again before its older record makes room.
    case stands
  }

  public let event: Event
  public var reason: Reason?
  public var label = ""
  public var component = ""
  public var service = ""
  /// Since the machine started.
  public var milliseconds: UInt64 = 0
  /// Milliseconds that a use went on which ended.
  public var duration: UInt64?
  /// Seconds since 1970; nil: nobody knew.
  public var time: UInt64?
  /// Which broker it was, and the number that it gave to the record.
  public var instance: UInt64 = 0
  public var number: UInt64 = 0
  /// Of `missed` and `more`.
  public var count: UInt64 = 0

  public init(_ event: Event) { self.event = event }

  /// It took a person, or a question that one sees, so that no component can bring about many.
  var isPersonal: Bool {
    switch event {
    case .happened(.refused), .happened(.allowed), .happened(.reopened), .happened(.asked): true
    case .happened(.granted), .happened(.denied): reason == .answer
    case .happened(.ended), .began, .missed, .more, .stands: false
    }
  }
}

// MARK: - As the broker reports it, and as the log does

extension LogRecord {
  /// Nil: this is no record.
  init?(_ node: Node, instance: UInt64) {
    guard let number = node.attribute("number").flatMap({ UInt64($0) }), let word = node.attribute("event"),
      let event = AuditRecord.Event.allCases.first(where: { word.isSame(as: $0.words.description) }),
      let label = node.attribute("label"), let service = node.attribute("service")
    else { return nil }
    self.init(.happened(event))
    let reason = node.attribute("reason") ?? ""
    self.reason = Reason.allCases.first { reason.isSame(as: $0.words.description) }
    (self.label, self.service, component) = (label, service, node.attribute("component") ?? "")
    milliseconds = node.attribute("ms").flatMap { UInt64($0) } ?? 0
    duration = node.attribute("used_ms").flatMap { UInt64($0) }
    (self.instance, self.number) = (instance, number)
  }

  /// For who shows the log. Nil: it is the log's own business.
  var node: Node? {
    guard let words else { return nil }
    var node = Node("record")
    node.set("ms", "\(milliseconds)")
    if let time, let moment = CalendarTime(secondsSince1970: time) { node.set("time", moment.text) }
    node.set("event", words.description)
    if let reason { node.set("reason", reason.words.description) }
    if count > 0 { node.set("count", "\(count)") }
    node.set("service", service)
    node.set("label", label)
    if let duration { node.set("used_ms", "\(duration)") }
    return node
  }

  private var words: StaticString? {
    switch event {
    case .happened(let event): event.words
    case .began: "began"
    case .missed: "missed"
    case .more: "more"
    case .stands: nil
    }
  }
}
