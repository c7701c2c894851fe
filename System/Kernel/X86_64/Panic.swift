// When the kernel cannot go on: say why, with all registers, stop the other CPUs, and end the machine.

import CX86
import KernelABI

/// Exit values of a machine that could not boot or go on.
enum ExitValue {
  static var badCPU: UInt8 { 71 }
  static var badMemory: UInt8 { 72 }
  static var badArchive: UInt8 { 73 }
  static var badFirmware: UInt8 { 74 }
  static var panic: UInt8 { 79 }
}

enum Panic {
  /// Ends the boot with one sentence that says what is wrong and what to do.
  static func refuse(_ exitValue: UInt8, _ reason: StaticString) -> Never {
    Serial.print("bulkhead: ")
    Serial.print(reason)
    Serial.print("\r\n")
    end(exitValue)
  }

  /// Ends the machine: QEMU's isa-debug-exit device, else a halted CPU.
  static func end(_ exitValue: UInt8) -> Never {
    x86_out32(0xf4, UInt32(exitValue))
    Serial.print("bulkhead: halted; it is now safe to switch off.\r\n")
    while true { x86_halt_forever() }
  }

  static func coreFailed(_ fault: Fault, _ address: UInt64, _ instruction: UInt64) -> Never {
    _ = x86_begin_panic()
    stopOthers()
    Serial.print("\r\nbulkhead: core failed: fault ")
    Serial.print(hex: UInt64(fault.rawValue))
    field("at", address)
    field("rip", instruction)
    Serial.print("\r\n")
    end(ExitValue.panic)
  }

  /// The boot code's tables do not reach the local APIC, and then there are no others.
  static func stopOthers() {
    if x86_read_cr3() != Symbol.bootTables { LocalAPIC.stopOthers() }
  }

  static var exceptionNames: InlineArray<20, StaticString> {
    [
      "divide error", "debug", "non-maskable interrupt", "breakpoint", "overflow", "bound", "invalid opcode",
      "no FPU", "double fault", "?", "invalid TSS", "segment not present", "stack fault", "general protection",
      "page fault", "?", "x87 error", "alignment", "machine check", "SIMD error",
    ]
  }

  static var registerNames: InlineArray<15, StaticString> {
    [
      "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8 ", "r9 ", "r10", "r11", "r12", "r13", "r14", "r15",
    ]
  }

  /// `frame`: 15 registers, vector, error code, rip, cs, rflags, rsp, ss.
  static func dump(frame: UInt64) {
    let vector = Memory.load(frame + 120, as: UInt64.self)
    let stackPointer = Memory.load(frame + 160, as: UInt64.self)
    Serial.print("\r\nbulkhead: kernel panic: ")
    if vector < 20 { Serial.print(exceptionNames[Int(vector)]) }
    if isGuardPage(x86_read_cr2()) || isGuardPage(stackPointer) { Serial.print(" (kernel stack overflow)") }
    if vector == 6 { Serial.print(" (a failed check of Swift's, at rip)") }
    Serial.print("\r\n")
    field("error", Memory.load(frame + 128, as: UInt64.self))
    field("rip", Memory.load(frame + 136, as: UInt64.self))
    field("rflags", Memory.load(frame + 152, as: UInt64.self))
    Serial.print("\r\n")
    field("rsp", stackPointer)
    field("cr2", x86_read_cr2())
    field("cr3", x86_read_cr3())
    Serial.print("\r\n")
    for index in 0..<15 {
      field(registerNames[index], Memory.load(frame + UInt64(index) * 8, as: UInt64.self))
      if index % 3 == 2 { Serial.print("\r\n") }
    }
    field("gs", x86_read_msr(MSR.gsBase))
    Serial.print("\r\n")
    if vector == 18 { MachineCheck.dump() }
  }

  static func field(_ name: StaticString, _ value: UInt64) {
    Serial.print("  ")
    Serial.print(name)
    Serial.print(" ")
    Serial.print(hex: value)
  }

  private static func isGuardPage(_ address: UInt64) -> Bool {
    guard address >= Symbol.cpuAreas, address < Symbol.cpuAreas + 8 * 0x2_0000 else { return false }
    let offset = (address - Symbol.cpuAreas) & 0x1_ffff & ~4095
    return offset == 0 || offset == 0x9000
  }
}

/// An exception in the kernel, or one that is nobody's fault. A non-maskable interrupt is also how a panicking CPU stops
/// the others.
@c func kernelException(_ frame: UInt64) {
  let isFirst = x86_begin_panic() != 0
  if !isFirst, Memory.load(frame + 120, as: UInt64.self) == 2 { x86_halt_forever() }
  guard isFirst else {
    Serial.print("bulkhead: another exception in the middle of a panic\r\n")
    Panic.end(ExitValue.panic)
  }
  Panic.stopOthers()
  Panic.dump(frame: frame)
  Panic.end(ExitValue.panic)
}
