// Numbers of model-specific registers and control bits (Intel SDM volume 4, table 2-2; volume 3, 2.5).

enum MSR {
  static var apicBase: UInt32 { 0x1b }
  static var architectureCapabilities: UInt32 { 0x10a }
  static var machineCheckCapabilities: UInt32 { 0x179 }
  static var machineCheckControl: UInt32 { 0x17b }
  static var pat: UInt32 { 0x277 }
  /// Bank n's control, status, address: at + 4n.
  static var bankControl: UInt32 { 0x400 }
  static var bankStatus: UInt32 { 0x401 }
  static var bankAddress: UInt32 { 0x402 }
  static var efer: UInt32 { 0xc000_0080 }
  static var star: UInt32 { 0xc000_0081 }
  static var longStar: UInt32 { 0xc000_0082 }
  static var flagMask: UInt32 { 0xc000_0084 }
  static var fsBase: UInt32 { 0xc000_0100 }
  static var gsBase: UInt32 { 0xc000_0101 }
  static var kernelGSBase: UInt32 { 0xc000_0102 }
}

/// Bits of control registers (Intel SDM volume 3, 2.5).
enum Control {
  /// Protection, monitor coprocessor, extension type, numeric error, write protection, paging.
  static var all0: UInt64 { 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 16 | 1 << 31 }
  static var all4: UInt64 { physicalAddressExtension | machineCheck | sse | smepUMIP }
  private static var physicalAddressExtension: UInt64 { 1 << 5 }
  private static var machineCheck: UInt64 { 1 << 6 }
  /// FXSR, XMMEXCPT and XSAVE.
  private static var sse: UInt64 { 1 << 9 | 1 << 10 | 1 << 18 }
  /// UMIP, SMEP and SMAP.
  private static var smepUMIP: UInt64 { 1 << 11 | 1 << 20 | 1 << 21 }
}

enum Flag {
  static var trap: UInt64 { 1 << 8 }
  static var interrupts: UInt64 { 1 << 9 }
  /// Carry, parity, adjust, zero, sign, overflow and direction: what user code may set.
  static var userMask: UInt64 { 0xcd5 }
  /// Bit 1 is always set.
  static var always: UInt64 { 2 }
  /// Cleared by `syscall`: trap, interrupts, direction, nested task, alignment check, I/O privilege.
  static var clearedBySyscall: UInt64 { 0x4_7700 }
}

enum Vector {
  static var protection: Int { 13 }
  static var pageFault: Int { 14 }
  static var firstDevice: Int { 0x20 }
  static var lastDevice: Int { 0xef }
  static var timer: Int { 0xf0 }
  static var reschedule: Int { 0xf1 }
  static var flush: Int { 0xf2 }
  static var spurious: Int { 0xff }
}
