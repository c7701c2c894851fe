// The local APIC: this CPU's timer, and interrupts between CPUs (Intel SDM volume 3, chapter 10).

import CX86
import Kernel

enum LocalAPIC {
  private enum Register {
    static var id: UInt64 { 0x20 }
    static var taskPriority: UInt64 { 0x80 }
    static var endOfInterrupt: UInt64 { 0xb0 }
    static var spurious: UInt64 { 0xf0 }
    static var request: UInt64 { 0x200 }
    static var commandLow: UInt64 { 0x300 }
    static var commandHigh: UInt64 { 0x310 }
    static var timer: UInt64 { 0x320 }
    static var line0: UInt64 { 0x350 }
    static var line1: UInt64 { 0x360 }
    static var initialCount: UInt64 { 0x380 }
    static var currentCount: UInt64 { 0x390 }
    static var divide: UInt64 { 0x3e0 }
  }

  private static func read(_ register: UInt64) -> UInt32 { x86_load32(MemoryMap.deviceBase + register) }
  private static func write(_ value: UInt32, _ register: UInt64) { x86_store32(MemoryMap.deviceBase + register, value) }

  static var physicalBase: UInt64 { x86_read_msr(MSR.apicBase) & 0x000f_ffff_ffff_f000 }
  /// Registers are model-specific ones then, not memory (Intel SDM volume 3, 10.12.1).
  static var isExtended: Bool { x86_read_msr(MSR.apicBase) & 1 << 10 != 0 }
  static var id: UInt32 { read(Register.id) >> 24 }

  /// The enable bit comes first: until then the processor keeps the timer's entry masked, whatever is written to it
  /// (Intel SDM volume 3, 10.4.7.2).
  static func enable() {
    write(0x100 | UInt32(Vector.spurious), Register.spurious)
    write(0x1_0000, Register.line0)
    write(0x400, Register.line1)  // the platform's non-maskable interrupt: a panic, which a hung system can be asked for
    write(0xb, Register.divide)  // by 1
    write(UInt32(Vector.timer), Register.timer)  // one-shot
    write(0, Register.taskPriority)
  }

  static func endInterrupt() { write(0, Register.endOfInterrupt) }

  /// Starts the one-shot timer; 0 stops it.
  static func startTimer(_ count: UInt32) { write(count, Register.initialCount) }
  static var timerCount: UInt32 { read(Register.currentCount) }

  /// Does any interrupt wait to be taken?
  static var hasRequest: Bool {
    var register = Register.request + 0x10
    while register < Register.request + 0x80 {
      if read(register) != 0 { return true }
      register += 0x10
    }
    return false
  }

  private static func command(_ low: UInt32, to id: UInt32) {
    write(id << 24, Register.commandHigh)
    write(low, Register.commandLow)
    while read(Register.commandLow) & 1 << 12 != 0 { x86_pause() }
  }

  static func send(vector: Int, to id: UInt32) { command(UInt32(vector) | 1 << 14, to: id) }

  /// INIT, then twice STARTUP at the trampoline's page (Intel SDM volume 3, 8.4.4).
  static func start(_ id: UInt32, page: UInt32, wait: (UInt64) -> Void) {
    command(0x4500, to: id)
    wait(10_000)
    for _ in 0..<2 {
      command(0x4600 | page, to: id)
      wait(200)
    }
  }

  /// Sends a non-maskable interrupt to all other CPUs.
  static func stopOthers() { write(0xc_4400, Register.commandLow) }
}
