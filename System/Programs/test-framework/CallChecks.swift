// Calls to another thread's objects.

import Bulkhead
import TestSupport

func checkCalls(_ checks: Checks) {
  withAdder(checks) { adder in
    checks.expect((try? adder.call(Adder.add, Pair(3, 4))) == 7, "a call brings its result")
    checkFailures(adder, checks)
    checkObjects(adder, checks)
    var long = Text()
    for number in 0..<Text.maximumBytes { long.append(UInt8(truncatingIfNeeded: number)) }
    checks.expect((try? adder.call(Adder.echo, long)) == long, "long texts travel unchanged")
    measure(adder, checks)
  }
}

private func checkFailures(_ adder: Capability<Adder>, _ checks: Checks) {
  do throws(AdderFailure) {
    let _: UInt64 = try adder.call(Adder.add, Pair(UInt64.max, 1))
    checks.expect(false, "a failure reaches the caller")
  } catch { checks.expect(error == .tooMuch, "a failure reaches the caller") }
  do throws(AdderFailure) {
    try adder.call(Adder.missing)
    checks.expect(false, "a method that is not served is refused")
  } catch { checks.expect(error == .unreachable, "a method that is not served is refused") }
  do throws(AdderFailure) {
    try Capability<Adder>(CapabilityIndex(rawValue: 0x1234_0007)).call(Adder.missing)
    checks.expect(false, "a capability that does not exist cannot be called")
  } catch { checks.expect(error == .unreachable, "a capability that does not exist cannot be called") }
}

private func checkObjects(_ adder: Capability<Adder>, _ checks: Checks) {
  do throws(AdderFailure) {
    let other: OwnedCapability<Adder> = try adder.call(Adder.make)
    checks.expect((try? other.capability.call(Adder.add, Pair(1, 1))) == 2, "a capability that came as a result works")
    try adder.call(Adder.end)
    let sum: UInt64? = try? other.capability.call(Adder.add, Pair(1, 1))
    checks.expect(sum == nil, "an object that was dissolved cannot be called")
  } catch { checks.expect(false, "objects come and go") }
}

/// How many ticks a small call takes at least, there and back.
private func measure(_ adder: Capability<Adder>, _ checks: Checks) {
  var least = UInt64.max
  for number in 0..<1000 {
    let start = KernelCall.ticks
    let sum: UInt64? = try? adder.call(Adder.add, Pair(UInt64(number), 1))
    least = min(least, KernelCall.ticks &- start)
    if sum != UInt64(number) + 1 { checks.expect(false, "sums are right") }
  }
  checks.note("ticks per call:", least)
}
