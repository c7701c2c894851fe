import Testing

@testable import Core

@Suite struct TimeAllowanceTests {
  /// Budget, period and share that a thread gets; nil: it is refused.
  private func grant(_ allowance: TimeAllowance, _ budget: UInt64, _ period: UInt64, taken: UInt64 = 0)
    -> (budget: UInt64, period: UInt64, share: UInt64)?
  {
    var (budget, period) = (budget, period)
    return allowance.grant(budget: &budget, period: &period, taken: taken).map { (budget, period, $0) }
  }

  @Test func aThreadThatNamesNothingGetsAll() throws {
    let all = try #require(grant(TimeAllowance(budget: 2000, period: 10_000), 0, 0))
    #expect(all.period == 10_000 && (1999...2000).contains(all.budget))
    #expect(grant(TimeAllowance(budget: 2000, period: 10_000), 0, 0, taken: all.share + 1 << 32) == nil)
  }

  @Test func threadsShareAndNobodyGetsTooMuch() throws {
    let allowance = TimeAllowance(budget: 1, period: 3)
    let half = try #require(grant(allowance, 1, 6))
    #expect(grant(allowance, 1, 6, taken: half.share) == nil, "rounded up, two sixths are more than a third")
    #expect(grant(allowance, 1, 7, taken: half.share) != nil)
    #expect(grant(allowance, 2, 3) == nil && grant(allowance, 1, 2) == nil)
  }

  @Test(arguments: [(5, 4), (1, 0), (0, 0), (0, 10), (1 << 32, 1 << 32), (.max, .max), (1, .max)] as [(UInt64, UInt64)])
  func whatMakesNoSenseAllowsNothing(_ budget: UInt64, _ period: UInt64) {
    let allowance = TimeAllowance(budget: budget, period: period)
    #expect(grant(allowance, 0, 0) == nil && grant(allowance, 1, 1000) == nil)
  }

  @Test func whatThreadsNameIsCheckedToo() {
    let allowance = TimeAllowance(budget: 10, period: 10)
    for (budget, period) in [(0, 5), (5, 0), (6, 5), (.max, .max), (1 << 40, 1 << 41)] as [(UInt64, UInt64)] {
      #expect(grant(allowance, budget, period) == nil, "\(budget) of \(period)")
    }
    #expect(grant(allowance, 1 << 31, 1 << 31) != nil)
  }

  @Test func manyRandomThreadsNeverExceedIt() {
    var state: UInt64 = 42
    func roll(_ sides: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % sides
    }
    for _ in 0..<500 {
      let period = 1 + roll(1 << 20)
      let allowance = TimeAllowance(budget: roll(period + 1), period: period)
      var (taken, sum): (UInt64, Double) = (0, 0)
      for _ in 0..<40 {
        let other = 1 + roll(1 << 20)
        guard let thread = grant(allowance, 1 + roll(other), other, taken: taken) else { continue }
        taken += thread.share
        sum += Double(thread.budget) / Double(thread.period)
      }
      #expect(taken <= allowance.share && sum <= Double(allowance.share) / 4_294_967_296)
    }
  }
}
