// Segments, task state and interrupt gates (Intel SDM volume 3, 3.4.5, 6.14.1 and 7.7).
//
// The order of the segments is dictated by `syscall` and `sysret`: kernel code 0x08, kernel data 0x10, user data 0x18,
// user code 0x20, task state 0x28.

import CX86

enum Descriptors {
  /// Loads this CPU's own descriptor table and task state, and the entry points for system calls.
  static func load(_ area: CPUArea) {
    Memory.clear(area.descriptorTable, bytes: 4096)
    let table = area.descriptorTable
    Memory.store(0x00af_9a00_0000_ffff as UInt64, at: table + 0x08)
    Memory.store(0x00cf_9200_0000_ffff as UInt64, at: table + 0x10)
    Memory.store(0x00cf_f200_0000_ffff as UInt64, at: table + 0x18)
    Memory.store(0x00af_fa00_0000_ffff as UInt64, at: table + 0x20)
    storeTaskState(area)
    loadTable(table, limit: 0x37)
    x86_ltr(0x28)
    // After a reset the local table is one of 64 KiB at address 0, where a component can put what it likes.
    x86_load_no_local_table()
    loadInterruptTable()
    loadSystemCall(area)
  }

  /// 104 bytes: the kernel stack, three exception stacks, and no I/O ports.
  private static func storeTaskState(_ area: CPUArea) {
    let base = area.taskState
    Memory.store(area.kernelStackTop, at: base + 4)
    for index in 0..<3 { Memory.store(area.exceptionStackTops[index], at: base + 36 + UInt64(index) * 8) }
    Memory.store(104 as UInt16, at: base + 102)
    let low = 103 | (base & 0xff_ffff) << 16 | 0x89 << 40 | (base >> 24 & 0xff) << 56
    Memory.store(low, at: area.descriptorTable + 0x28)
    Memory.store(base >> 32, at: area.descriptorTable + 0x30)
  }

  private static func loadTable(_ address: UInt64, limit: UInt16) {
    let pointer = address + 0xf00
    Memory.store(limit, at: pointer)
    Memory.store(address, at: pointer + 2)
    // Safety: the descriptor was just written.
    unsafe x86_lgdt(Memory.pointer(pointer))
  }

  /// Fills the one interrupt table, which all CPUs share: 256 gates to the stubs of Entry.S.
  static func fillInterruptTable() {
    for vector in 0..<256 {
      let target = Symbol.interruptStubs + UInt64(vector) * 16
      // Double fault, non-maskable interrupt and machine check have stacks of their own.
      let stack: UInt64 = vector == 8 ? 1 : vector == 2 ? 2 : vector == 18 ? 3 : 0
      // Breakpoint and overflow may be raised by programs.
      let attributes: UInt64 = vector == 3 || vector == 4 ? 0xee : 0x8e
      let low = target & 0xffff | 0x08 << 16 | stack << 32 | attributes << 40 | (target >> 16 & 0xffff) << 48
      Memory.store(low, at: interruptTable + UInt64(vector) * 16)
      Memory.store(target >> 32, at: interruptTable + UInt64(vector) * 16 + 8)
    }
  }

  private static var interruptTable: UInt64 { Symbol.kernelTables + 0x1f000 }

  private static func loadInterruptTable() {
    let pointer = Symbol.kernelTables + 0x1eff0
    Memory.store(4095 as UInt16, at: pointer)
    Memory.store(interruptTable, at: pointer + 2)
    // Safety: the descriptor was just written.
    unsafe x86_lidt(Memory.pointer(pointer))
  }

  private static func loadSystemCall(_ area: CPUArea) {
    x86_write_msr(MSR.star, 0x0013_0008 << 32)
    x86_write_msr(MSR.longStar, Symbol.syscallEntry)
    x86_write_msr(MSR.flagMask, Flag.clearedBySyscall)
    Memory.store(area.kernelStackTop, at: area.stackTopField)
    Memory.store(area.cpu, at: area.selfField)
    x86_write_msr(MSR.gsBase, area.cpu)
    x86_write_msr(MSR.kernelGSBase, 0)
  }
}
