// Machine checks: the processor found an error of its own, or of memory (Intel SDM volume 3, chapter 15).
//
// Without CR4.MCE such an error resets the machine without a word. With it, it ends in a panic that says what the banks say:
// there is no telling which component's data is wrong.

import CX86

enum MachineCheck {
  private static var isPresent: Bool {
    let features = x86_cpuid(1, 0).d
    return features & 1 << 7 != 0 && features & 1 << 14 != 0
  }

  private static var bankCount: UInt32 { UInt32(truncatingIfNeeded: x86_read_msr(MSR.machineCheckCapabilities) & 0xff) }

  /// Has this CPU report all errors that it can.
  static func enable() {
    guard isPresent else { return }
    // Bit 8: there is a control register for all.
    if x86_read_msr(MSR.machineCheckCapabilities) & 1 << 8 != 0 { x86_write_msr(MSR.machineCheckControl, UInt64.max) }
    for bank in 0..<bankCount {
      x86_write_msr(MSR.bankControl + bank * 4, UInt64.max)
      x86_write_msr(MSR.bankStatus + bank * 4, 0)
    }
  }

  /// Prints the banks that have something to say.
  static func dump() {
    guard isPresent else { return }
    for bank in 0..<bankCount {
      let status = x86_read_msr(MSR.bankStatus + bank * 4)
      guard status & 1 << 63 != 0 else { continue }
      Panic.field("bank", UInt64(bank))
      Panic.field("status", status)
      if status & 1 << 58 != 0 { Panic.field("address", x86_read_msr(MSR.bankAddress + bank * 4)) }
      Serial.print("\r\n")
    }
  }
}
