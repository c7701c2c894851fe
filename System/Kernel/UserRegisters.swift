// The general registers of a thread, at the very start of its page. The entry code saves and restores them by these
// offsets; keep System/Kernel/X86_64/Entry.S in step.

/// A thread's registers while it is not running. 20 x 8 bytes.
public struct UserRegisters {
  public var rax: UInt64 = 0  // 0
  public var rbx: UInt64 = 0  // 8
  public var rcx: UInt64 = 0  // 16
  public var rdx: UInt64 = 0  // 24
  public var rsi: UInt64 = 0  // 32
  public var rdi: UInt64 = 0  // 40
  public var rbp: UInt64 = 0  // 48
  public var rsp: UInt64 = 0  // 56
  public var r8: UInt64 = 0  // 64
  public var r9: UInt64 = 0  // 72
  public var r10: UInt64 = 0  // 80
  public var r11: UInt64 = 0  // 88
  public var r12: UInt64 = 0  // 96
  public var r13: UInt64 = 0  // 104
  public var r14: UInt64 = 0  // 112
  public var r15: UInt64 = 0  // 120
  public var rip: UInt64 = 0  // 128
  public var rflags: UInt64 = 0  // 136
  /// 1: the thread entered by `syscall` and returns by `sysret` (rcx and r11 are not restored); 0: it returns by `iret`.
  public var leavesBySysret: UInt64 = 0  // 144
  /// Scratch of the entry code.
  public var scratch: UInt64 = 0  // 152
}
