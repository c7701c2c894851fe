// What the kernel needs of a CPU, and turning it on. 64-bit mode and NX were checked by Boot.S.

import CX86

enum Features {
  private static func require(_ present: Bool, _ complaint: StaticString) {
    if !present { Panic.refuse(ExitValue.badCPU, complaint) }
  }

  /// Refuses a CPU that lacks something. (CPUID leaves 1, 7 and 0x8000_0001: Intel SDM volume 2, CPUID.)
  static func check() {
    let basic = x86_cpuid(1, 0)
    let extended = x86_cpuid(0x8000_0001, 0)
    let structured = x86_cpuid(0, 0).a >= 7 ? x86_cpuid(7, 0) : x86_cpuid_result(a: 0, b: 0, c: 0, d: 0)
    require(extended.d & 1 << 11 != 0, "this CPU lacks SYSCALL, by which programs enter the kernel; use another CPU.")
    require(basic.d & 1 << 9 != 0, "this CPU lacks a local APIC, which the scheduler's timer is part of; use another CPU.")
    require(basic.c & 1 << 26 != 0, "this CPU lacks XSAVE, by which threads get registers of their own; use another CPU.")
    require(
      structured.b & 1 << 7 != 0,
      "this CPU lacks SMEP, which keeps the kernel from executing programs' memory; use another CPU (QEMU: -cpu max).")
    require(
      structured.b & 1 << 20 != 0,
      "this CPU lacks SMAP, which keeps the kernel from reading programs' memory by mistake; use another CPU (QEMU: -cpu max).")
    require(
      structured.c & 1 << 2 != 0,
      "this CPU lacks UMIP, which keeps kernel addresses from programs; use another CPU (QEMU: -cpu max).")
    require(
      !LocalAPIC.isExtended,
      "the firmware has switched the local APIC to x2APIC mode, which this kernel does not speak; turn x2APIC off there.")
    if leaksMemory(structured) { Serial.print(meltdown) }
  }

  /// Processors of Intel's that do not say they are free of Meltdown (CPUID leaf 7, EDX bit 29: the register that says so).
  private static func leaksMemory(_ structured: x86_cpuid_result) -> Bool {
    guard x86_cpuid(0, 0).b == 0x756e_6547 else { return false }  // "Genu"
    return structured.d & 1 << 29 == 0 || x86_read_msr(MSR.architectureCapabilities) & 1 == 0
  }

  private static var meltdown: StaticString {
    "bulkhead: warning: on this CPU programs can read all memory (Meltdown); run none on it that you do not trust.\r\n"
  }

  /// The control registers get exactly what is named here: whatever else firmware and boot loader turned on (user-mode
  /// access to performance counters, protection keys, fs and gs instructions) is off.
  static func enable() {
    x86_write_cr4(Control.all4)
    x86_write_cr0(Control.all0)
    x86_disarm_breakpoints()
    MachineCheck.enable()
    let hasAVX = x86_cpuid(1, 0).c & 1 << 28 != 0
    x86_xsetbv(hasAVX ? 7 : 3)
    // Memory types: write-back, write-through, uncached-, uncached, and in entry 4 write-combining.
    x86_write_msr(MSR.pat, 0x0007_0401_0007_0406)
  }
}
