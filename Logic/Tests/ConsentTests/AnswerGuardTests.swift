import Testing

@testable import Consent

@Suite struct AnswerGuardTests {
  /// Presses and releases, with the time that passes before each.
  private func answer(_ events: [(UInt64, Bool, Choice?)], visibleSince: UInt64 = 0) -> Choice? {
    var guarded = AnswerGuard(visibleSince: visibleSince)
    var now = visibleSince
    for (delay, isPress, choice) in events {
      now += delay
      if isPress {
        guarded.press(choice, at: now)
      } else if let answer = guarded.release(choice, at: now) {
        return answer
      }
    }
    return nil
  }

  @Test func aPressAndAReleaseAfterTheQuietTimeAreAnAnswer() {
    #expect(answer([(700, true, .yes), (80, false, .yes)]) == .yes)
    #expect(answer([(5000, true, .no), (1, false, .no)]) == .no)
  }

  @Test func earlyPressesAreNone() {
    #expect(answer([(699, true, .yes), (100, false, .yes)]) == nil)
    #expect(answer([(699, true, .yes), (701, false, .yes)]) == nil)
  }

  @Test func earlyPressesStartTheQuietTimeAnew() {
    #expect(answer([(600, true, .yes), (50, false, .yes), (600, true, .yes), (50, false, .yes)]) == nil)
    #expect(answer([(600, true, .yes), (50, false, .yes), (700, true, .yes), (50, false, .yes)]) == .yes)
  }

  @Test func whatWasPressedBeforeIsNoAnswer() {
    #expect(answer([(800, false, .yes)]) == nil)
    #expect(answer([(800, false, .yes), (10, false, .yes)]) == nil)
  }

  @Test func pressAndReleaseMustBeOnTheSameChoice() {
    #expect(answer([(800, true, .no), (50, false, .yes)]) == nil)
    #expect(answer([(800, true, nil), (50, false, .yes)]) == nil)
    #expect(answer([(800, true, .yes), (50, false, nil), (50, false, .yes)]) == nil)
  }

  @Test func whatMeansNothingStartsTheQuietTimeAnew() {
    #expect(answer([(800, true, nil), (50, false, nil), (600, true, .yes), (50, false, .yes)]) == nil)
    #expect(answer([(800, true, nil), (50, false, nil), (700, true, .yes), (50, false, .yes)]) == .yes)
  }

  @Test func aSecondKeyTakesTheAnswerBack() {
    #expect(answer([(800, true, .yes), (200, true, .no), (50, false, .yes)]) == nil)
  }

  @Test(arguments: [1, 5, 20, 60, 119] as [UInt64]) func whoTypesAnswersNothing(interval: UInt64) {
    var guarded = AnswerGuard(visibleSince: 0)
    var now: UInt64 = 0
    // The first press of a storm that begins exactly at the wrong moment is one press; its release is never alone.
    for _ in 0..<10_000 {
      guarded.press(.yes, at: now)
      #expect(guarded.release(.yes, at: now) == nil)
      now += interval
    }
  }

  /// Storms that begin at any phase: the only answer ever is what a single press says that came after silence.
  @Test func stormsOfRandomKeysAnswerNothing() {
    var state: UInt64 = 7
    func random(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for phase in 0..<50 as Range<UInt64> {
      var guarded = AnswerGuard(visibleSince: 10_000)
      var now = 10_000 - phase * 14
      for _ in 0..<2000 {
        let choices: [Choice?] = [.yes, .no, .neverAgain, nil]
        let choice = choices[Int(random(4))]
        if random(2) == 0 {
          guarded.press(choice, at: now)
        } else {
          #expect(guarded.release(choice, at: now) == nil)
        }
        now += random(100)
      }
    }
  }
}
