// Has the consent broker decide things, while whoever is between the broker and the disk is killed, and compares what the audit log says
// with what was decided.
//
// Invariants of each round: all decisions of the round are in the log, each once, in order, and nothing is missed; what was refused for
// good in the first round of all is refused unasked, whichever broker it is by now.

import Bulkhead
import HID
import TestSupport

@main final class TestAudit: Component {
  private let environment: Environment
  private let checks: Checks
  private let broker: Session<ConsentControl>
  private let audit: ROMContent

  /// In one life: longer than all kills take.
  private static var rounds: Int { 12 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    broker = try environment.open(ConsentControl.self)
    audit = try ROMContent(Text("audit"), environment: environment)
    environment.log("loading")
    wait("the log says something") { report != nil }
    if !isRefusalKnown { decide("test-audit -> never", .deny) }
    for _ in 0..<Self.rounds { round() }
    checks.expect(true, "all was written down, once and in order, whoever was killed")
    environment.exit(0)
  }

  /// An earlier life of this component had it refused, and that was written down. (A full report does not go back that far.)
  private var isRefusalKnown: Bool {
    let records = records
    return records.count >= 200 || records.contains { $0.attribute("label")?.isSame(as: "test-audit -> never") == true }
  }

  private func round() {
    var decided: [String] = []
    for _ in 0..<8 {
      // Later ones are greater.
      let label = "d\(environment.clock.now.microseconds)"
      decide(label, .deny)
      decide(label, .ask)
      decided.append(label)
      environment.entrypoint.pause(.milliseconds(5))
    }
    wish()
    wait("all decisions are in the log") { self.contains(decided, "refused") && self.contains(decided, "asked about") }
    judge()
  }

  // MARK: - The broker

  /// When the broker falls, this component is started anew: until then nothing is to be done.
  private func decide(_ label: String, _ decision: ConsentDecision) {
    let setting = ConsentSetting(label: Text(label), service: Text("Greeter"), decision)
    do throws(ConsentFailure) { try broker.call(ConsentControl.decide, setting) } catch { restart() }
  }

  private func restart() -> Never { while true { environment.entrypoint.pause(.seconds(1)) } }

  /// Wants what was refused. Who asks a new broker before it knows that is asked about for a moment, which is no reason to be silenced.
  private func wish() {
    do throws(ConsentFailure) { try broker.call(ConsentControl.forgive, Text("test-audit")) } catch { restart() }
    let start = environment.clock.now
    do throws(SessionError) {
      _ = try environment.open(Greeter.self, label: Text("never"))
      fail("nobody gets what was refused")
    } catch {
      // A question that nobody answers is a no as well, but takes half a minute.
      guard case .denied = error, environment.clock.now.microseconds - start.microseconds < 10_000_000 else {
        fail("what was refused is refused unasked")
      }
    }
  }

  // MARK: - The log

  private var report: Node? {
    audit.refresh()
    return Node.parse(audit.bytes).node
  }

  private var records: [Node] { report?.nodes("record") ?? [] }

  /// The labels of decisions of a kind.
  private func labels(_ event: String) -> [String] {
    records.compactMap { record in
      guard record.attribute("event")?.utf8.starts(with: event.utf8) == true, let label = record.attribute("label"),
        label.utf8.first == UInt8(ascii: "d")
      else { return nil }
      return label
    }
  }

  private func contains(_ decided: [String], _ event: String) -> Bool {
    let labels = labels(event)
    return decided.allSatisfy { label in labels.contains { $0.isSame(as: label) } }
  }

  private func judge() {
    for event in ["refused", "asked about"] {
      let times = labels(event).compactMap { Int.parse(String(decoding: Array($0.utf8.dropFirst()), as: UTF8.self)) }
      if zip(times, times.dropFirst()).contains(where: { $0 >= $1 }) { fail("each decision is there once, and in order") }
    }
    if records.contains(where: { $0.attribute("event")?.isSame(as: "missed") == true }) { fail("nothing is missed") }
  }

  private func wait(_ what: StaticString, seconds: Int = 30, _ condition: () -> Bool) {
    for _ in 0..<seconds * 50 {
      if condition() { return }
      environment.entrypoint.pause(.milliseconds(20))
    }
    fail(what)
  }

  private func fail(_ what: StaticString) -> Never {
    checks.expect(false, what)
    environment.exit(1)
  }
}
