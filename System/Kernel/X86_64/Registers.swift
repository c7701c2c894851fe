// Numbers of model-specific registers and control bits (Intel SDM volume 4, table 2-2; volume 3, 2.5).

enum MSR {
  static var apicBase: UInt32 { 0x1b }
  static var pat: UInt32 { 0x277 }
  static var efer: UInt32 { 0xc000_0080 }
  static var star: UInt32 { 0xc000_0081 }
  static var longStar: UInt32 { 0xc000_0082 }
  static var flagMask: UInt32 { 0xc000_0084 }
  static var fsBase: UInt32 { 0xc000_0100 }
  static var gsBase: UInt32 { 0xc000_0101 }
  static var kernelGSBase: UInt32 { 0xc000_0102 }
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
  static var firstDevice: Int { 0x20 }
  static var lastDevice: Int { 0xef }
  static var timer: Int { 0xf0 }
  static var reschedule: Int { 0xf1 }
  static var flush: Int { 0xf2 }
  static var spurious: Int { 0xff }
}
