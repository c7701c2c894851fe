// Where the kernel's things are in its own address window. Assembly/Layout.h repeats the numbers that assembly needs.

import KernelABI

enum MemoryMap {
  static var pageSize: UInt64 { 4096 }
  static var largePage: UInt64 { 0x20_0000 }
  /// Physical memory: virtual = window + physical.
  static var window: UInt64 { AddressSpaceLayout.kernelPhysicalWindow }
  static var imageBase: UInt64 { AddressSpaceLayout.kernelBase }
  /// Device registers: page 0 is the local APIC, page 1 + n is I/O APIC n.
  static var deviceBase: UInt64 { 0x7fc0_0000_0000 }
  /// The last address of the lower canonical half.
  static var lowEnd: UInt64 { 0x7fff_ffff_ffff }
  /// The windows on physical memory are as large as one entry of a top table: what lies beyond is not used.
  static var physicalEnd: UInt64 { 1 << 39 }
  static var trampoline: UInt64 { 0x8000 }
}

/// One CPU's area (128 KiB): stacks with unmapped pages below them, descriptor tables, and the CPU structure.
struct CPUArea {
  let base: UInt64

  init(_ index: Int) { base = Symbol.cpuAreas + UInt64(index) * 0x2_0000 }

  static var guardOffsets: InlineArray<2, UInt64> { [0, 0x9000] }

  var kernelStackTop: UInt64 { base + 0x9000 }
  var exceptionStackTops: InlineArray<3, UInt64> { [base + 0xb000, base + 0xc000, base + 0xd000] }
  var descriptorTable: UInt64 { base + 0xd000 }
  var taskState: UInt64 { base + 0xd100 }
  /// What gs points to.
  var cpu: UInt64 { base + 0x1_8040 }
  /// The CPU structure's further memory.
  var cpuMemory: UInt64 { base + 0x1_a000 }
  var stackTopField: UInt64 { cpu - 8 }
  var selfField: UInt64 { cpu - 16 }
  var flushField: UInt64 { cpu - 32 }
}
