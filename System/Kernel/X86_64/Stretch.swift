// How long interrupts stay off: from an entry into the kernel, waiting for its lock included, to the way out or to the
// next point at which long work looks whether it should give way. What `KernelCounter.longestInterruptsOff` counts.
//
// Not counted is the fast path, which is a small fraction of the rest.

import CX86
import Kernel

enum Stretch {
  private static func startField(_ cpu: UInt64) -> UInt64 { cpu - 48 }
  private static func longestField(_ cpu: UInt64) -> UInt64 { cpu - 40 }

  static func reset(_ cpu: UInt64) { Memory.store(0 as UInt64, at: longestField(cpu)) }

  @inline(__always)
  static func begin(_ cpu: UInt64, waitingSince: UInt64) {
    Memory.store(waitingSince != 0 ? waitingSince : x86_rdtsc(), at: startField(cpu))
  }

  @inline(__always)
  static func end(_ cpu: UInt64) { note(cpu, now: x86_rdtsc()) }

  /// This CPU could take an interrupt here.
  static func pass() {
    let (cpu, now) = (x86_this_cpu(), x86_rdtsc())
    note(cpu, now: now)
    Memory.store(now, at: startField(cpu))
  }

  @inline(__always)
  private static func note(_ cpu: UInt64, now: UInt64) {
    let stretch = now &- Memory.load(startField(cpu), as: UInt64.self)
    if stretch > longest(cpu) { Memory.store(stretch, at: longestField(cpu)) }
  }

  static func longest(_ cpu: UInt64) -> Ticks { Memory.load(longestField(cpu), as: UInt64.self) }
}
