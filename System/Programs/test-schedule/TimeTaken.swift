// How much time is taken from a thread that wants all there is.

import Bulkhead
import Synchronization

/// In microseconds.
struct TimeTaken {
  let total: UInt64
  let window: UInt64
  /// The most in any window of one period.
  let worst: UInt64

  /// Runs a thread of low priority that looks at the clock all the time.
  static func measure(_ environment: Environment, periods: UInt64, of period: UInt64) -> TimeTaken? {
    guard let done = try? environment.entrypoint.onSignal(.io, { _ in }) else { return nil }
    let (signal, clock, result) = (done.capability, environment.clock, Result())
    var options = ThreadOptions()
    options.priority = 10
    let length = clock.ticks(.microseconds(period))
    do throws(ThreadError) {
      let thread = try Thread(Text("measure"), options: options, environment: environment) { _ in
        var gaps = Gaps()
        gaps.record(for: length * periods)
        result.total.store(gaps.total, ordering: .relaxed)
        result.worst.store(gaps.worst(in: length), ordering: .relaxed)
        signal.submit()
      }
      environment.entrypoint.dispatchOneIOSignal()
      thread.join()
    } catch { return nil }
    return TimeTaken(
      total: clock.span(ticks: result.total.load(ordering: .relaxed)).microseconds,
      window: period * periods, worst: clock.span(ticks: result.worst.load(ordering: .relaxed)).microseconds)
  }
}

private final class Result: Sendable {
  let total = Atomic<UInt64>(0)
  let worst = Atomic<UInt64>(0)
}

/// When the thread did not run; in ticks.
private struct Gaps {
  private var starts: [UInt64] = []
  private var ends: [UInt64] = []

  /// Longer than what an interrupt takes that comes and goes.
  private static var shortest: UInt64 { 3_000 }

  mutating func record(for length: UInt64) {
    starts.reserveCapacity(4096)
    ends.reserveCapacity(4096)
    let start = KernelCall.ticks
    var last = start
    while last &- start < length {
      let now = KernelCall.ticks
      if now &- last > Self.shortest, starts.count < 4096 {
        starts.append(last)
        ends.append(now)
      }
      last = now
    }
  }

  var total: UInt64 {
    var sum: UInt64 = 0
    for index in starts.indices { sum += ends[index] - starts[index] }
    return sum
  }

  /// The most in any window: the worst ones start with a gap.
  func worst(in length: UInt64) -> UInt64 {
    var worst: UInt64 = 0
    for first in starts.indices {
      let end = starts[first] + length
      var sum: UInt64 = 0
      for index in first..<starts.count where starts[index] < end { sum += min(ends[index], end) - starts[index] }
      worst = max(worst, sum)
    }
    return worst
  }
}
