import Testing

@testable import Consent

/// To be allowed something from now on: whoever wants that for whomever, only the user gives it.
@Suite struct ProposalTests {
  private func use(_ id: UInt64) -> Use {
    Use(id: id, label: "app", component: "app", service: "Record", purpose: "", rule: .eachTime)
  }

  @Test func nothingIsAllowedBeforeTheUserSaidYes() {
    var broker = Broker()
    #expect(broker.propose("Record", for: "app", by: "settings", at: 0) == [.ask(0)])
    #expect(broker.question?.proposer == "settings" && broker.question?.label == "app")
    #expect(broker.remembered.isEmpty)
    #expect(broker.answer(.yes, at: 1000) == [.dismiss])
    #expect(broker.remembered.map(\.isAllowed) == [true])
    #expect(broker.request(use(1), at: 2000) == [.grant(1)])
    // What is so already is not asked about.
    #expect(broker.propose("Record", for: "app", by: "settings", at: 3000).isEmpty && broker.question == nil)
  }

  @Test func noMeansThatNothingChanges() {
    for choice in [Choice.no, .neverAgain] {
      var broker = Broker(remembered: [Remembered(label: "app", service: "Record", isAllowed: false)])
      _ = broker.propose("Record", for: "app", by: "settings", at: 0)
      #expect(broker.answer(choice, at: 1000) == [.dismiss])
      #expect(broker.remembered.map(\.isAllowed) == [false])
      #expect(broker.request(use(1), at: 2000) == [.deny(1)])
    }
  }

  @Test func neverTakesWhatGoesOn() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.answer(.yes, at: 1000)
    _ = broker.propose("Record", for: "app", by: "settings", at: 2000)
    #expect(broker.answer(.neverAgain, at: 3000) == [.dismiss, .revoke(1)])
  }

  @Test func silenceIsANo() {
    var broker = Broker()
    _ = broker.propose("Record", for: "app", by: "settings", at: 0)
    #expect(broker.tick(Broker.patience) == [.dismiss])
    #expect(broker.remembered.isEmpty && broker.question == nil)
  }

  @Test func whoProposesTooOftenIsSilencedAndNobodyElse() {
    var broker = Broker()
    for time in 0..<3 as Range<UInt64> {
      #expect(broker.propose("Record", for: "app\(time)", by: "hostile", at: time) == [.ask(0)])
      _ = broker.answer(.no, at: time)
    }
    #expect(broker.propose("Record", for: "app", by: "hostile", at: 10).isEmpty && broker.question == nil)
    #expect(broker.silenced == ["hostile"])
    #expect(broker.request(use(1), at: 20) == [.ask(1)])
  }

  @Test func proposalsWaitLikeWishesAndOnlySoMany() {
    var broker = Broker()
    _ = broker.request(use(7), at: 0)
    for number in 0..<9 { #expect(broker.propose("S\(number)", for: "app", by: "settings", at: 1).isEmpty) }
    // The component that asked first is gone: its end is not taken for that of a proposal.
    #expect(broker.closed(7, at: 2) == [.dismiss, .ask(0)])
    #expect(broker.closed(0, at: 3).isEmpty && broker.question?.service == "S0")
  }

  @Test func aLaterNoIsStronger() {
    var broker = Broker(remembered: [Remembered(label: "app", service: "Record", isAllowed: true)])
    _ = broker.request(use(1), at: 0)
    #expect(broker.refuse("Record", for: "app", at: 1) == [.revoke(1)])
    #expect(broker.request(use(2), at: 2) == [.deny(2)])
    #expect(broker.forget("Record", for: "app", at: 3).isEmpty)
    #expect(broker.request(use(3), at: 4) == [.ask(3)])
  }
}
