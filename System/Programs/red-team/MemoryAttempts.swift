// Reads and writes where others' memory is: the kernel, core, devices, the first megabytes, and what is around its own. Each access
// has a thread of its own, which does not survive it.

import Bulkhead
import Synchronization

/// Accesses from which a thread came back.
private let survived = Atomic<Int>(0)
private let began = Atomic<Int>(0)

struct MemoryAttempts {
  private let environment: Environment

  init(_ environment: Environment) { self.environment = environment }

  /// Places where something is: for the kernel, for core, for a device, or for another component.
  private static var places: [UInt64] {
    [
      0x8, 0x1000, 0x7c00, 0xb_8000, 0x10_0000, 0x80_0000, 0xfff_f000, 0x8000_0000, 0xe000_0000, 0xfec0_0000, 0xfee0_0000,
      0x1_0000_0000, 0x10_0000_0000, 0x2000_0000_0000, 0x3000_0000_0000, 0x7eff_ffff_f000, 0x7f00_0000_0000, 0x7f80_0000_0000,
      0x7f80_0010_0000, 0x7f80_4000_0000, 0x7fff_ffff_f000, 0x8000_0000_0000, 0xffff_8000_0000_0000, 0xffff_ffff_ffff_f000,
    ]
  }

  /// - Returns: how many accesses there were, and how many did not end their thread.
  func run() -> (tried: Int, succeeded: Int) {
    guard let faults = try? environment.entrypoint.onSignal(.application, { _ in }) else { return (0, 0) }
    _ = try? environment.cpu.call(CPU.setFaultSignal, faults.capability)
    var tried = 0
    for place in Self.places {
      for isWrite in [false, true] where attempt(place, isWrite: isWrite) { tried += 1 }
    }
    return (tried, survived.load(ordering: .acquiring))
  }

  /// - Returns: false if there was no thread for it, or it did not come to an end.
  private func attempt(_ address: UInt64, isWrite: Bool) -> Bool {
    var options = ThreadOptions()
    options.stackSize = 16 << 10
    let before = (began.load(ordering: .acquiring), survived.load(ordering: .acquiring))
    guard
      let thread = try? Thread(
        Text("touch"), options: options, environment: environment,
        body: { _ in
          began.add(1, ordering: .releasing)
          ForeignMemory.access(address, isWrite: isWrite)
          survived.add(1, ordering: .releasing)
        })
    else { return false }
    let isOver = waitForEnd(survivedBefore: before.1)
    _ = consume thread
    return isOver && began.load(ordering: .acquiring) == before.0 + 1
  }

  /// Until the thread came back, or core says that it stopped.
  private func waitForEnd(survivedBefore: Int) -> Bool {
    let end = environment.clock.now.microseconds + 10_000_000
    while environment.clock.now.microseconds < end {
      if survived.load(ordering: .acquiring) > survivedBefore { return true }
      let fault: ThreadFault? = try? environment.cpu.call(CPU.nextFault)
      if let fault, fault.fault != 0 { return true }
      KernelCall.yield()
    }
    return false
  }
}
