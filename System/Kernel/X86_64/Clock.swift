// How fast the time-stamp counter and the local APIC's timer count: measured against the 8254 timer, which counts at
// 1,193,182 Hz on every PC (channel 2, whose output can be read at port 0x61).

import CX86
import Kernel

struct Clock {
  let ticksPerMillisecond: UInt64
  /// Timer counts per tick, as a 32.32 fixed-point number.
  let timerPerTick: UInt64

  /// Measures over 10 ms.
  init() {
    LocalAPIC.startTimer(UInt32.max)
    x86_out8(0x61, x86_in8(0x61) & ~2 | 1)
    x86_out8(0x43, 0xb0)  // channel 2, both bytes, mode 0
    let count = UInt16(11_932)
    x86_out8(0x42, UInt8(count & 0xff))
    let firstCount = LocalAPIC.timerCount
    let first = x86_rdtsc()
    x86_out8(0x42, UInt8(count >> 8))
    var patience = 100_000_000
    while x86_in8(0x61) & 0x20 == 0, patience > 0 { patience -= 1 }
    let ticks = x86_rdtsc() - first
    let counts = UInt64(firstCount &- LocalAPIC.timerCount)
    LocalAPIC.startTimer(0)
    if patience == 0 || ticks < 10_000 || counts == 0 {
      Panic.refuse(ExitValue.badFirmware, "the timers of this machine do not run; check the firmware's settings.")
    }
    ticksPerMillisecond = ticks / 10
    timerPerTick = (counts << 32) / ticks
  }

  /// The timer count for a stretch of time: at least 1, at most what the timer can hold.
  func timerCount(for ticks: Ticks) -> UInt32 {
    let product = ticks.multipliedFullWidth(by: timerPerTick)
    let count = product.high << 32 | product.low >> 32
    return product.high >> 32 != 0 ? UInt32.max : UInt32(clamping: max(count, 1))
  }

  func wait(microseconds: UInt64) {
    let end = x86_rdtsc() + ticksPerMillisecond * microseconds / 1000
    while x86_rdtsc() < end { x86_pause() }
  }
}
