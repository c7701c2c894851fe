// How a fault reaches its handler: as a call that the kernel makes in the name of the faulting thread.
//
// The handler receives a message with the badge of the fault handler object. Words: 0 address (page fault: the
// address accessed; otherwise the instruction), 1 instruction pointer, 2 stack pointer, 3 x86 error code.
// It runs on the faulting thread's time. Its answer's label is a `FaultReply`.

/// The label of a fault message.
public enum Fault: UInt16, Sendable {
  case read = 0x100
  case write = 0x101
  case execute = 0x102
  case divide = 0x110
  case debug = 0x111
  case breakpoint = 0x112
  case overflow = 0x113
  case bounds = 0x114
  case illegalInstruction = 0x115
  /// Privileged instruction, port access, non-canonical address, bad segment.
  case protection = 0x116
  case stack = 0x117
  case floatingPoint = 0x118
  case alignment = 0x119
  case simd = 0x11a
  case other = 0x11f
}

/// The label of the handler's answer.
public enum FaultReply: UInt16, Sendable {
  /// Try the instruction again.
  case resume = 0
  /// Keep the thread where it is until `MachineOperation.resumeThread`.
  case suspend = 1
}

/// A thread's registers, in the order in which `readRegisters` and `writeRegisters` carry them as words.
public enum RegisterState {
  public static var order: StaticString {
    "rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags"
  }
  public static var words: Int { 18 }
}
