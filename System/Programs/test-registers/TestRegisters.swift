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

  private func watch() {
    let page = registers_self()
    let end = environment.clock.ticks &+ environment.clock.ticks(Self.watchTime)
    var seed: UInt64 = 0x0123_4567_89ab_cdef
    while environment.clock.ticks < end {
      let changed = registers_keep(seed, 3_000_000)
      if changed != 0 { fail("register \(changed - 1) changed") }
      let selectors = registers_selectors()
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
