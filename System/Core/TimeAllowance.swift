// What all threads of a CPU session together are held to. Parts of a CPU are counted in 2^32ths, rounded against the threads, so that
// however many there are, they never have more than what was allowed.

import RPC
import Sessions

struct TimeAllowance: Equatable {
  /// Microseconds, at most 2^31.
  let period: UInt64
  /// 2^32ths of a CPU.
  let share: UInt64

  static var longestPeriod: UInt64 { 1 << 31 }

  /// Session arguments: `budget` and `period`. Nil if there is no budget among them.
  init?(_ arguments: Text) {
    guard let budget = arguments.numericArgument("budget") else { return nil }
    self.init(budget: budget, period: arguments.numericArgument("period") ?? 0)
  }

  /// If the two make no sense together, nothing is allowed.
  init(budget: UInt64, period: UInt64) {
    let isSensible = budget <= period && period <= Self.longestPeriod && period > 0
    self.period = isSensible ? period : 1
    share = isSensible ? (budget << 32) / period : 0
  }

  /// What a thread takes of it. One that names neither budget nor period gets all that is left.
  ///
  /// - Parameters:
  ///   - budget: microseconds in each period.
  ///   - taken: by the session's other threads.
  /// - Returns: its part; nil if there is not so much left.
  func grant(budget: inout UInt64, period: inout UInt64, taken: UInt64) -> UInt64? {
    let rest = share - min(taken, share)
    if budget == 0, period == 0 {
      period = self.period
      budget = (rest * period) >> 32
    }
    guard budget > 0, budget <= period, period <= Self.longestPeriod else { return nil }
    let part = ((budget << 32) + period - 1) / period
    return part <= rest ? part : nil
  }
}
