// I/O APICs: interrupt lines of devices -> vectors of CPU 0 (Intel 82093AA data sheet, 3.2).

import CX86
import KernelABI

/// One I/O APIC, mapped in the device window.
struct IOAPIC {
  let base: UInt64
  let firstInterrupt: UInt32
  let count: UInt32

  init(base: UInt64, firstInterrupt: UInt32) {
    self.base = base
    self.firstInterrupt = firstInterrupt
    x86_store32(base, 1)
    count = (x86_load32(base + 0x10) >> 16 & 0xff) + 1
  }

  private func write(_ value: UInt32, _ register: UInt32) {
    x86_store32(base, register)
    x86_store32(base + 0x10, value)
  }

  private func read(_ register: UInt32) -> UInt32 {
    x86_store32(base, register)
    return x86_load32(base + 0x10)
  }

  func contains(_ interrupt: UInt32) -> Bool {
    interrupt >= firstInterrupt && interrupt - firstInterrupt < count
  }

  /// Routes an interrupt to a vector of the CPU with that APIC id; masked.
  func route(_ interrupt: UInt32, vector: Int, trigger: InterruptTrigger, to id: UInt32) {
    let pin = interrupt - firstInterrupt
    var low = UInt32(vector) | 1 << 16
    if trigger.contains(.level) { low |= 1 << 15 }
    if trigger.contains(.activeLow) { low |= 1 << 13 }
    write(id << 24, 0x11 + pin * 2)
    write(low, 0x10 + pin * 2)
  }

  func setMasked(_ interrupt: UInt32, _ masked: Bool) {
    let register = 0x10 + (interrupt - firstInterrupt) * 2
    let low = read(register)
    write(masked ? low | 1 << 16 : low & ~(1 << 16), register)
  }

  func maskAll() {
    for pin in 0..<count { write(1 << 16, 0x10 + pin * 2) }
  }
}
