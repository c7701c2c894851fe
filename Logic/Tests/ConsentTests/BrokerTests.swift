import Testing

@testable import Consent

@Suite struct BrokerTests {
  private func use(
    _ id: UInt64, _ label: String = "app", _ rule: ConsentRule = .eachTime, service: String = "Record",
    of component: String? = nil
  ) -> Use {
    Use(id: id, label: label, component: component ?? label, service: service, purpose: "to test", rule: rule)
  }

  // MARK: Rules

  @Test func neverIsRefusedUnasked() {
    var broker = Broker()
    #expect(broker.request(use(1, "app", .never), at: 0) == [.deny(1)])
    // Not even a remembered yes opens what no route offers.
    var generous = Broker(remembered: [Remembered(label: "app", service: "Record", isAllowed: true)])
    #expect(generous.request(use(1, "app", .never), at: 0) == [.deny(1)])
  }

  @Test func alwaysIsGrantedUnaskedAndRecorded() {
    var broker = Broker()
    #expect(broker.request(use(1, "app", .always), at: 5) == [.grant(1)])
    #expect(broker.active.map(\.id) == [1])
    #expect(broker.takeRecords().map(\.event) == [.granted])
  }

  @Test func eachTimeAsksEachTime() {
    var broker = Broker()
    #expect(broker.request(use(1), at: 0) == [.ask(1)])
    #expect(broker.answer(.yes, at: 1000) == [.dismiss, .grant(1)])
    #expect(broker.closed(1, at: 2000) == [])
    #expect(broker.request(use(2), at: 3000) == [.ask(2)])
    #expect(broker.answer(.no, at: 4000) == [.dismiss, .deny(2)])
  }

  @Test func aLeaseIsGoodForMoreSessionsAndEndsThemAll() {
    var broker = Broker()
    let rule = ConsentRule.perSession(seconds: 10)
    #expect(broker.request(use(1, "app", rule), at: 0) == [.ask(1)])
    #expect(broker.answer(.yes, at: 1000) == [.dismiss, .grant(1)])
    #expect(broker.request(use(2, "app", rule), at: 5000) == [.grant(2)])
    #expect(broker.request(use(3, "other", rule), at: 5000) == [.ask(3)])
    #expect(broker.nextTick == 11_000)
    #expect(broker.tick(10_999) == [])
    #expect(broker.tick(11_000) == [.revoke(1), .revoke(2)])
    #expect(broker.active.isEmpty)
    #expect(broker.answer(.no, at: 11_500) == [.dismiss, .deny(3)])
    #expect(broker.request(use(4, "app", rule), at: 12_000) == [.ask(4)])
  }

  @Test func whileFocusedEndsWithTheFocus() {
    var broker = Broker()
    #expect(broker.request(use(1, "app", .whileFocused), at: 0) == [.deny(1)])
    _ = broker.focus("app", at: 1)
    #expect(broker.request(use(2, "app", .whileFocused), at: 2) == [.ask(2)])
    #expect(broker.answer(.yes, at: 1000) == [.dismiss, .grant(2)])
    #expect(broker.focus("app", at: 1500) == [])
    #expect(broker.focus("other", at: 2000) == [.revoke(2)])
  }

  @Test func whoLostTheFocusMeanwhileIsRefused() {
    var broker = Broker()
    _ = broker.focus("app", at: 0)
    _ = broker.request(use(1, "app", .whileFocused), at: 0)
    _ = broker.focus("other", at: 10)
    #expect(broker.answer(.yes, at: 1000) == [.dismiss, .deny(1)])
  }

  @Test func whatFailedForWantOfQuotaIsNotAskedTwice() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.answer(.yes, at: 1000)
    broker.failed(1, at: 1010)
    #expect(broker.active.isEmpty)
    // Somebody else, something else, and too late: asked.
    #expect(broker.request(use(2, "other"), at: 1020) == [.ask(2)])
    _ = broker.answer(.no, at: 1025)
    #expect(broker.request(use(3), at: 1030) == [.grant(3)])
    #expect(broker.request(use(4), at: 1040) == [.ask(4)])
    _ = broker.answer(.yes, at: 2000)
    broker.failed(4, at: 2000)
    #expect(broker.request(use(5), at: 4000) == [.ask(5)])
  }

  @Test func whoWasRefusedHasNoSecondTry() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.answer(.no, at: 1000)
    broker.failed(1, at: 1001)
    #expect(broker.request(use(2), at: 1002) == [.ask(2)])
  }

  // MARK: Questions

  @Test func oneQuestionAtATime() {
    var broker = Broker()
    #expect(broker.request(use(1), at: 0) == [.ask(1)])
    #expect(broker.request(use(2, "other"), at: 1) == [])
    #expect(broker.question?.id == 1)
    #expect(broker.answer(.no, at: 1000) == [.dismiss, .deny(1), .ask(2)])
  }

  @Test func theAuditSaysHowLongAUseWentOn() {
    var broker = Broker()
    _ = broker.request(use(1, "app", .always), at: 100)
    _ = broker.request(use(2, "app", .never), at: 200)
    _ = broker.stop(1, at: 1350)
    #expect(broker.takeRecords().map(\.duration) == [nil, nil, 1250])
  }

  @Test func silenceIsANo() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    #expect(broker.nextTick == 30_000 && broker.tick(29_999) == [])
    #expect(broker.tick(30_000) == [.dismiss, .deny(1)])
    #expect(broker.takeRecords().last?.reason == .timeout && broker.nextTick == nil)
  }

  @Test func whoGivesUpIsNotAskedAbout() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.request(use(2, "other"), at: 0)
    #expect(broker.closed(1, at: 10) == [.dismiss, .ask(2)])
    // An answer to nothing grants nothing.
    _ = broker.closed(2, at: 20)
    #expect(broker.answer(.yes, at: 1000) == [] && broker.active.isEmpty)
  }

  @Test func neverAgainIsRemembered() {
    var broker = Broker()
    _ = broker.request(use(1), at: 0)
    _ = broker.request(use(2), at: 0)
    #expect(broker.answer(.neverAgain, at: 1000) == [.dismiss, .deny(1), .deny(2)])
    #expect(broker.request(use(3), at: 2000) == [.deny(3)])
    #expect(broker.request(use(4, "app", .eachTime, service: "Capture"), at: 2000) == [.ask(4)])
    _ = broker.answer(.no, at: 2500)
    _ = broker.forget("Record", for: "app", at: 3000)
    #expect(broker.request(use(5), at: 3000) == [.ask(5)])
  }

  @Test func whoAsksTooOftenIsSilenced() {
    var broker = Broker()
    for id in 1...3 as ClosedRange<UInt64> {
      #expect(broker.request(use(id), at: id) == [.ask(id)])
      #expect(broker.answer(.no, at: id) == [.dismiss, .deny(id)])
    }
    #expect(broker.request(use(4), at: 10) == [.deny(4)])
    #expect(broker.request(use(5, "other"), at: 11) == [.ask(5)])
    _ = broker.answer(.no, at: 12)
    // Time does not help, only the user does.
    #expect(broker.request(use(6), at: 120_000) == [.deny(6)])
    broker.settingsOpened(for: "app")
    #expect(broker.request(use(7), at: 120_001) == [.ask(7)])
  }

  @Test func aFloodOfWishesFillsNoQueue() {
    var broker = Broker()
    var denied = 0
    for id in 1...1000 as ClosedRange<UInt64> where broker.request(use(id), at: 0) == [.deny(id)] { denied += 1 }
    #expect(denied == 1000 - Broker.waitingPerComponent)
    #expect(broker.request(use(2000, "other"), at: 1) == [])
  }

  @Test func whoIsAgreedToMayGoOn() {
    var broker = Broker()
    for id in 1...20 as ClosedRange<UInt64> {
      #expect(broker.request(use(id, "app -> \(id)", of: "app"), at: id) == [.ask(id)])
      #expect(broker.answer(.yes, at: id) == [.dismiss, .grant(id)])
    }
  }

  /// What a component says behind its name tells its uses apart, and gets it no further questions.
  @Test func otherLabelsAreNoOtherComponents() {
    var broker = Broker()
    for id in 1...3 as ClosedRange<UInt64> {
      #expect(broker.request(use(id, "app -> \(id)", of: "app"), at: id) == [.ask(id)])
      #expect(broker.answer(.neverAgain, at: id) == [.dismiss, .deny(id)])
    }
    #expect(broker.request(use(4, "app -> 4", of: "app"), at: 10) == [.deny(4)])
    #expect(broker.request(use(5, "app", service: "Capture", of: "app"), at: 10) == [.deny(5)])
    #expect(broker.silenced == ["app"] && broker.takeRecords().last?.reason == .tooManyQuestions)
    // A name that begins alike is somebody else.
    #expect(broker.request(use(6, "app2 -> 1", of: "app2"), at: 11) == [.ask(6)])
    _ = broker.answer(.no, at: 12)
    broker.settingsOpened(for: "app -> 4")
    #expect(broker.request(use(7, "app -> 7", of: "app"), at: 13) == [.deny(7)])
    broker.settingsOpened(for: "app")
    #expect(broker.request(use(8, "app -> 8", of: "app"), at: 14) == [.ask(8)])
  }

  @Test func otherLabelsFillNoQueue() {
    var broker = Broker()
    var denied = 0
    for id in 1...1000 as ClosedRange<UInt64> where broker.request(use(id, "app -> \(id)", of: "app"), at: 0) == [.deny(id)] {
      denied += 1
    }
    #expect(denied == 1000 - Broker.waitingPerComponent)
  }

  // MARK: Taking back

  @Test func theUserStopsAUse() {
    var broker = Broker()
    _ = broker.request(use(1, "app", .always), at: 0)
    #expect(broker.stop(1, at: 10) == [.revoke(1)])
    #expect(broker.stop(1, at: 11) == [] && broker.active.isEmpty)
  }

  @Test func stoppingEndsTheLease() {
    var broker = Broker()
    let rule = ConsentRule.perSession(seconds: 1000)
    _ = broker.request(use(1, "app", rule), at: 0)
    _ = broker.answer(.yes, at: 1000)
    _ = broker.request(use(2, "app", rule), at: 2000)
    #expect(broker.stop(1, at: 3000) == [.revoke(1), .revoke(2)])
    #expect(broker.request(use(3, "app", rule), at: 4000) == [.ask(3)])
  }

  @Test func aNoInTheSettingsEndsWhatGoesOn() {
    var broker = Broker()
    _ = broker.request(use(1, "app", .always), at: 0)
    #expect(broker.refuse("Record", for: "app", at: 5) == [.revoke(1)])
    #expect(broker.request(use(2, "app", .always), at: 6) == [.deny(2)])
  }

  // MARK: All together

  /// Random events: every grant has a reason, every session one end, and never more than one question.
  @Test func everyGrantHasAReasonAndAnEnd() {
    for seed in 1...30 as ClosedRange<UInt64> { RandomLife(seed).live() }
  }
}

/// Drives a broker at random and keeps its own, naive books.
private final class RandomLife {
  var broker = Broker()
  var state: UInt64
  let seed: UInt64
  var (now, next) = (0 as UInt64, 1 as UInt64)
  var (pending, granted): (Set<UInt64>, Set<UInt64>) = ([], [])
  var shown: UInt64?
  let rules: [ConsentRule] = [.never, .eachTime, .perSession(seconds: 5), .whileFocused, .always]

  init(_ seed: UInt64) {
    self.seed = seed
    state = seed
  }

  func random(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }

  func live() {
    for _ in 0..<3000 {
      now += random(3000)
      step()
      #expect(Set(broker.active.map(\.id)) == granted, "seed \(seed)")
      #expect(broker.question?.id == shown, "seed \(seed)")
    }
  }

  func step() {
    let label = "app\(random(4))"
    switch random(8) {
    case 0, 1, 2:
      let use = Use(
        id: next, label: label, component: label, service: "S\(random(2))", purpose: "", rule: rules[Int(random(5))])
      next += 1
      pending.insert(use.id)
      apply(broker.request(use, at: now))
    case 3: answer()
    case 4:
      let id = random(next)
      pending.remove(id)
      granted.remove(id)
      if shown == id { shown = nil }
      apply(broker.closed(id, at: now), dismissed: true)
    case 5: apply(broker.tick(now))
    case 6: apply(broker.focus(label, at: now))
    default:
      if let id = granted.min() { apply(broker.stop(id, at: now)) }
      if random(4) == 0 { broker.settingsOpened(for: label) }
    }
  }

  func answer() {
    let choice: Choice = random(3) == 0 ? .neverAgain : random(2) == 0 ? .yes : .no
    apply(broker.answer(choice, at: now))
    if random(3) == 0 { apply(broker.forget("S\(random(2))", for: "app\(random(4))", at: now)) }
  }

  func apply(_ effects: [Effect], dismissed: Bool = false) {
    for effect in effects {
      switch effect {
      case .grant(let id):
        #expect(pending.remove(id) != nil, "granted what was not asked for; seed \(seed)")
        granted.insert(id)
      case .deny(let id): #expect(pending.remove(id) != nil, "seed \(seed)")
      case .revoke(let id): #expect(granted.remove(id) != nil, "seed \(seed)")
      case .ask(let id):
        #expect(shown == nil && pending.contains(id), "seed \(seed)")
        shown = id
      case .dismiss:
        #expect(shown != nil || dismissed, "seed \(seed)")
        shown = nil
      }
    }
  }
}
