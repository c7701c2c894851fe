// Time: many timeouts, no drift, and one time on all CPUs.

import Bulkhead
import TestSupport

/// What timeouts did.
private final class Diary {
  var early = 0
  var unordered = 0
  var count = 0
  var last: UInt64 = 0
  var timeouts: [KeptTimeout] = []
}

private final class KeptTimeout {
  let timeout: Timeout
  init(_ timeout: consuming Timeout) { self.timeout = timeout }
}

func checkClock(_ checks: Checks) {
  checkManyTimeouts(checks)
  checkDrift(checks)
  checkCPUsAgree(checks)
  checkTimeoutsEverywhere(checks)
}

private func checkManyTimeouts(_ checks: Checks) {
  let (entrypoint, clock, diary) = (checks.environment.entrypoint, checks.environment.clock, Diary())
  var random: UInt64 = 7
  for _ in 0..<500 {
    random = random &* 6_364_136_223_846_793_005 &+ 1
    let span = TimeSpan.microseconds((random >> 33) % 30_000)
    let due = clock.ticks + clock.ticks(span)
    diary.timeouts.append(
      KeptTimeout(
        entrypoint.after(span) {
          if clock.ticks < due { diary.early += 1 }
          if due + clock.ticks(.microseconds(1000)) < diary.last { diary.unordered += 1 }
          diary.last = max(diary.last, due)
          diary.count += 1
          if diary.count == 500 { entrypoint.stop() }
        }))
  }
  entrypoint.run()
  checks.expect(diary.count == 500 && diary.early == 0, "500 timeouts all come, none of them early")
}

/// However late one comes, the next one's time is counted from the beginning.
private func checkDrift(_ checks: Checks) {
  let (entrypoint, clock, diary) = (checks.environment.entrypoint, checks.environment.clock, Diary())
  let (start, period) = (clock.ticks, clock.ticks(.milliseconds(3)))
  let periodic = entrypoint.every(.milliseconds(3)) {
    diary.count += 1
    if clock.ticks < start + UInt64(diary.count) * period { diary.early += 1 }
    if diary.count == 3 { entrypoint.pause(.milliseconds(7)) }
    if diary.count == 8 { entrypoint.stop() }
  }
  entrypoint.run()
  _ = consume periodic
  checks.expect(diary.early == 0, "a period is never shorter than it should be, also after one that took too long")
  let missed = Int((clock.ticks - start) / period) - diary.count
  checks.expect(missed >= 1, "what was missed is left out")
}

/// Answers with its own CPU's time.
private final class TimeTeller: RPCObject {
  private let entrypoint: Entrypoint
  private(set) var backwards = 0
  private var remaining = 3

  init(_ entrypoint: Entrypoint) { self.entrypoint = entrypoint }

  func serve(_ request: inout Request) {
    request.serve(Adder.add) { times throws(AdderFailure) in
      if KernelCall.ticks < times.first { self.backwards += 1 }
      return KernelCall.ticks
    }
    request.serve(Adder.stop) { () throws(AdderFailure) -> Void in
      self.remaining -= 1
      if self.remaining == 0 { self.entrypoint.stop() }
    }
  }
}

private let backwards = Synchronized()

private func checkCPUsAgree(_ checks: Checks) {
  let teller = TimeTeller(checks.environment.entrypoint)
  backwards.reset()
  do throws(EntrypointError) {
    let served = try checks.environment.entrypoint.serve(teller, as: Adder.self)
    let target = served.capability
    do throws(ThreadError) {
      let first = try asker(1, checks, target)
      let second = try asker(2, checks, target)
      let third = try asker(3, checks, target)
      checks.environment.entrypoint.run()
      first.join()
      second.join()
      third.join()
    } catch { checks.expect(false, "threads can be made") }
    _ = consume served
  } catch { checks.expect(false, "an object can be served") }
  checks.expect(teller.backwards == 0 && backwards.value == 0, "time does not go back from CPU to CPU")
}

private func asker(_ cpu: UInt64, _ checks: Checks, _ target: Capability<Adder>) throws(ThreadError) -> Thread {
  try onCPU(cpu, checks.environment) { _ in
    for _ in 0..<200 {
      let there: UInt64 = (try? target.call(Adder.add, Pair(KernelCall.ticks, 0))) ?? UInt64.max
      if there > KernelCall.ticks { backwards.count() }
    }
    try? target.call(Adder.stop)
  }
}

private let early = Synchronized()
private let periods = Synchronized()

/// Threads of several CPUs have timeouts of their own, at the same time.
private func checkTimeoutsEverywhere(_ checks: Checks) {
  early.reset()
  periods.reset()
  do throws(ThreadError) {
    let first = try waiter(1, checks)
    let second = try waiter(2, checks)
    let third = try waiter(3, checks)
    first.join()
    second.join()
    third.join()
  } catch { checks.expect(false, "threads can be made") }
  checks.expect(early.value == 0 && periods.value == 30, "timeouts come on all CPUs, none of them early")
}

private func waiter(_ cpu: UInt64, _ checks: Checks) throws(ThreadError) -> Thread {
  let clock = checks.environment.clock
  return try onCPU(cpu, checks.environment) { entrypoint in
    let (start, period) = (clock.ticks, clock.ticks(.milliseconds(1)))
    var count: UInt64 = 0
    let timeout = entrypoint.every(.milliseconds(1)) {
      count += 1
      if clock.ticks < start + count * period { early.count() }
      periods.count()
      if count == 10 { entrypoint.stop() }
    }
    entrypoint.run()
    _ = consume timeout
  }
}
