// Is a thread's register state its own? One instance spoils all that it can reach, another one, on the same CPU and at the
// same priority, watches whether it notices.

import Bulkhead
import Ctest_registers
import HID

@main final class TestRegisters: Component {
  private let environment: Environment

  /// Many time slices.
  private static var watchTime: TimeSpan { .milliseconds(1500) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    if try environment.configuration().node.attribute("spoil") != nil {
      environment.log("spoiling all registers")
      registers_spoil()
    }
    watch()
  }

  /// Trap, interrupts, direction, I/O privilege, nested task, resume, virtual 8086 mode, alignment check, virtual interrupts: of
  /// these, user code has interrupts. (Intel SDM volume 1, 3.4.3.)
  private static var systemFlags: UInt64 { 0x1f_7700 }
  private static var interrupts: UInt64 { 0x200 }

  private func checkFlags() {
    let flags = registers_flags() & Self.systemFlags
    if flags != Self.interrupts { fail("the flags are not mine: \(flags)") }
  }

  /// Of both descriptor tables, user code reaches its own code and data segments, and no other descriptor. There is no local table.
  private func checkDescriptors() {
    var reachable: [UInt64] = []
    for selector in stride(from: 3, to: 0x1_0000, by: 4) as StrideTo<UInt64> where registers_reachable(selector) != 0 {
      reachable.append(selector)
    }
    let isLocal = reachable.contains { $0 & 4 != 0 }
    if isLocal || reachable.count != 2 {
      fail("descriptors can be reached: \(reachable.count), the first is \(reachable.first ?? 0)")
    }
    environment.log("two descriptors can be reached")
  }

  private func watch() {
    checkDescriptors()
    let page = registers_self()
    let end = environment.clock.ticks &+ environment.clock.ticks(Self.watchTime)
    var seed: UInt64 = 0x0123_4567_89ab_cdef
    while environment.clock.ticks < end {
      let changed = registers_keep(seed, 3_000_000)
      if changed != 0 { fail("register \(changed - 1) changed") }
      let selectors = registers_selectors()
      checkFlags()
      if selectors != 0 { fail("the segment registers are not mine: \(selectors)") }
      if registers_self() != page { fail("the thread pointer changed") }
      seed = seed &* 3 &+ 1
    }
    environment.log("all registers are mine")
    environment.exit(0)
  }

  private func fail(_ reason: String) -> Never {
    environment.log("failed: " + reason)
    environment.exit(1)
  }
}
