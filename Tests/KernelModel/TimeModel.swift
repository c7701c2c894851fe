// Nobody uses more time than its budget allows: in any stretch of n periods at most n budgets, plus what it was kept from using
// before, which is at most one more.
//
// A context is *held up* while somebody wants its time and it has some, but more urgent ones run, or the thread that it
// leads to cannot. What it could not use meanwhile it may use right after, as a periodic task may that was preempted. So
// a context that nobody holds up uses at most one budget in any window of one period.

import KernelABI

@testable import Kernel

final class TimeModel {
  private struct Use {
    var start: Ticks
    var end: Ticks
    /// For how long it had been held up when this began.
    let backlog: Ticks
  }

  private struct Account {
    let budget: Ticks
    let period: Ticks
    let since: Ticks
    /// Stretches of use, oldest first, of the last `periods` periods.
    var uses: [Use] = []
    var total: Ticks = 0
    var backlog: Ticks = 0
  }

  private static var periods: Ticks { 4 }
  private var accounts: [Int: Account] = [:]

  func configure(_ id: Int, budget: Ticks, period: Ticks, now: Ticks) {
    accounts[id] = budget == period ? nil : Account(budget: budget, period: period, since: now)
  }

  func isLimited(_ id: Int) -> Bool { accounts[id] != nil }

  func end(_ id: Int) { accounts[id] = nil }

  /// The context was held up for some time.
  func holdUp(_ id: Int, for ticks: Ticks) { accounts[id]?.backlog += ticks }

  /// Nobody wants the context's time, or it has none: what it did not use is forfeit.
  func forfeit(_ id: Int) { accounts[id]?.backlog = 0 }

  /// A CPU ran on this context's time from `start` to `end`.
  func use(_ id: Int, from start: Ticks, to end: Ticks) throws {
    guard var account = accounts.removeValue(forKey: id) else { return }
    let start = max(start, account.since)
    if end > start {
      if let last = account.uses.last, last.end == start {
        account.uses[account.uses.count - 1].end = end
      } else {
        account.uses.append(Use(start: start, end: end, backlog: account.backlog))
      }
      account.total += end - start
      let horizon = account.period * Self.periods
      account.uses.removeAll { $0.end + horizon < end }
    }
    accounts[id] = account
    if end > start { try check(account, id, now: end) }
  }

  private func check(_ account: Account, _ id: Int, now: Ticks) throws {
    let age = now - account.since
    let fair = (age / account.period + 1) * account.budget
    try require(account.total <= fair, "context \(id) used \(account.total) ticks in \(age): more than \(fair)")
    for count in 1...Self.periods {
      let start = now - min(now, count * account.period)
      let recent = account.uses.filter { $0.end > start }
      let used = recent.reduce(0) { $0 + $1.end - max($1.start, start) }
      let allowance = count * account.budget + min(account.budget, recent.first?.backlog ?? 0)
      try require(
        used <= allowance, "context \(id) used \(used) ticks in \(count) periods of \(account.period); \(allowance) are allowed"
      )
    }
  }
}
