import Testing

@testable import Consent

/// What was refused in the time of an earlier broker, and how decisions are written down.
@Suite struct RecallTests {
  private func use(_ id: UInt64, _ label: String = "app", rule: ConsentRule = .eachTime, service: String = "Record") -> Use {
    Use(id: id, label: label, component: label, service: service, purpose: "", rule: rule)
  }

  @Test func whatWasRefusedIsRefusedUnasked() {
    var broker = Broker()
    #expect(broker.recall("Record", for: "app", at: 0).isEmpty)
    #expect(broker.remembered.map(\.isAllowed) == [false])
    #expect(broker.request(use(1), at: 1) == [.deny(1)])
    #expect(broker.request(use(2, service: "Camera"), at: 1) == [.ask(2)])
    // It is no news.
    #expect(broker.takeRecords().map(\.event) == [.denied, .asked])
  }

  /// It came before the refusals did: the question goes, and the next one comes.
  @Test func whoAlreadyAsksIsRefused() {
    var broker = Broker()
    #expect(broker.request(use(1), at: 0) == [.ask(1)])
    _ = broker.request(use(2, "other"), at: 0)
    _ = broker.request(use(3), at: 0)
    #expect(broker.recall("Record", for: "app", at: 5) == [.dismiss, .deny(1), .deny(3), .ask(2)])
    #expect(broker.question?.id == 2)
  }

  @Test func whatWasDecidedSinceIsStronger() {
    var broker = Broker()
    _ = broker.propose("Record", for: "app", by: "settings", at: 0)
    _ = broker.answer(.yes, at: 1000)
    #expect(broker.recall("Record", for: "app", at: 2000).isEmpty)
    #expect(broker.request(use(1), at: 3000) == [.grant(1)])
  }

  @Test func aProposalIsStillAskedAbout() {
    var broker = Broker()
    #expect(broker.propose("Record", for: "app", by: "settings", at: 0) == [.ask(0)])
    #expect(broker.recall("Record", for: "app", at: 1).isEmpty && broker.question?.proposer == "settings")
  }

  @Test func whatGoesOnEnds() {
    var broker = Broker()
    _ = broker.request(use(1, rule: .always), at: 0)
    #expect(broker.recall("Record", for: "app", at: 1) == [.revoke(1)])
    #expect(broker.refuse("Record", for: "app", at: 2).isEmpty)
  }

  @Test func decisionsAreWrittenDown() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.answer(.neverAgain, at: 1000)
    _ = broker.forget("Record", for: "app", at: 2000)
    // Nothing was decided about that one.
    _ = broker.forget("Camera", for: "app", at: 2000)
    _ = broker.propose("Record", for: "app", by: "settings", at: 3000)
    _ = broker.answer(.yes, at: 4000)
    _ = broker.refuse("Record", for: "app", at: 5000)
    let records = broker.takeRecords()
    #expect(records.map(\.event) == [.asked, .denied, .refused, .reopened, .asked, .granted, .allowed, .refused])
    #expect(records.map(\.reason) == [.rule, .answer, .answer, .chosen, .settings, .answer, .answer, .chosen])
    #expect(records.map(\.component) == ["app", "app", "", "", "settings", "settings", "", ""])
  }
}
