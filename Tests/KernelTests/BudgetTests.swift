import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct BudgetTests {
  /// In every window of one period after activation, at most the budget is used, plus one carried-over refill.
  @Test func neverGivesMoreThanItsShare() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      let period = 10_000 + random.next() % 100_000
      let amount = 5_000 + random.next() % (period - 5_000)
      var budget = Budget(amount: amount, period: period, now: 0)
      var now: Ticks = 0
      var used: [(start: Ticks, ticks: Ticks)] = []
      for _ in 0..<400 {
        if random.next() % 4 == 0 {
          now += random.next() % (period * 2)
          budget.wake(at: now)
        }
        now = max(now, budget.usableFrom)
        let ticks = min(budget.available, 1 + random.next() % amount)
        _ = budget.consume(ticks)
        used.append((now, ticks))
        now += ticks
      }
      let span = now + 1
      let total = used.reduce(0) { $0 + $1.ticks }
      #expect(total <= (span / period + 2) * amount, "seed \(seed)")
    }
  }

  @Test func anUnlimitedBudgetIsATimeSlice() {
    var budget = Budget(amount: 10_000, period: 10_000, now: 0)
    #expect(budget.isUnlimited)
    let early = budget.consume(9_999)
    let late = budget.consume(1)
    #expect(!early && late)
    #expect(budget.available == 10_000)
  }

  @Test func isOutUntilOnePeriodAfterItsUse() {
    var budget = Budget(amount: 10_000, period: 50_000, now: 100)
    _ = budget.consume(10_000)
    #expect(budget.usableFrom == 50_100)
    #expect(budget.available == 10_000)
  }

  @Test func excessIsPaidBackLater() {
    var budget = Budget(amount: 10_000, period: 50_000, now: 0)
    _ = budget.consume(12_000)
    #expect(budget.usableFrom >= 50_000)
    #expect(budget.available <= 10_000)
  }

  @Test func aClockThatJumpsDoesNotHang() {
    var budget = Budget(amount: 5_000, period: 5_001, now: 0)
    _ = budget.consume(Ticks.max / 2)
    #expect(budget.available <= 5_000)
  }

  @Test func sleepingSavesNothingUp() {
    var budget = Budget(amount: 10_000, period: 50_000, now: 0)
    budget.wake(at: 1_000_000)
    #expect(budget.available == 10_000)
    #expect(budget.usableFrom == 1_000_000)
  }

  /// A greedy user in a random world: it uses whatever it may, and others keep it from that now and then.
  @Test func inNoPeriodsItGivesMoreThanOneBudgetTooMany() {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      let period = 10_000 + random.next() % 100_000
      let amount = 5_000 + random.next() % (period - 5_000)
      var budget = Budget(amount: amount, period: period, now: 0)
      var now: Ticks = 0
      var uses: [(start: Ticks, ticks: Ticks)] = []
      for _ in 0..<300 {
        now = max(now, budget.usableFrom) + (random.chance(20) ? random.next() % (period * 3) : 0)
        budget.limitBacklog(at: now)
        let ticks = random.chance(70) ? budget.available : 1 + random.next() % budget.available
        _ = budget.consume(ticks)
        uses.append((now, ticks))
        now += ticks
        for count in 1...4 as ClosedRange<UInt64> {
          let start = now - min(now, count * period)
          let used = uses.reduce(0) { $0 + ($1.start >= start ? $1.ticks : 0) }
          #expect(used <= (count + 1) * amount, "seed \(seed)")
        }
      }
    }
  }

  /// Without anybody in the way, any window of one period sees at most one budget.
  @Test func alwaysUsedAtOnceItGivesExactlyItsShare() {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      let period = 10_000 + random.next() % 100_000
      let amount = 5_000 + random.next() % (period - 5_000)
      var budget = Budget(amount: amount, period: period, now: 0)
      var now: Ticks = 0
      var uses: [(start: Ticks, end: Ticks)] = []
      for _ in 0..<300 {
        if random.chance(10) {
          now += random.next() % (period * 2)
          budget.wake(at: now)
        }
        now = max(now, budget.usableFrom)
        let ticks = random.chance(50) ? budget.available : 1 + random.next() % budget.available
        _ = budget.consume(ticks)
        uses.append((now, now + ticks))
        now += ticks
        if budget.usableFrom < now, ticks > 0 { budget.wake(at: now) }
        let start = now - min(now, period)
        let used = uses.reduce(0) { $0 + ($1.end > start ? $1.end - max($1.start, start) : 0) }
        #expect(used <= amount, "seed \(seed)")
      }
    }
  }

  @Test func whoWasKeptWaitingKeepsOneBudgetAtMost() {
    var budget = Budget(amount: 10_000, period: 50_000, now: 0)
    budget.limitBacklog(at: 1_000_000)
    #expect(budget.usableFrom == 950_000)
    _ = budget.consume(10_000)
    #expect(budget.usableFrom == 1_000_000)
    _ = budget.consume(10_000)
    #expect(budget.usableFrom == 1_050_000)
  }
}
