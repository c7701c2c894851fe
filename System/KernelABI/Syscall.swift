// How a thread enters the kernel.
//
// `syscall` with the number and flags in rax. Everything else a thread can ask of the kernel is a *call*
// on a capability: a call on an RPC object reaches its server, a call on the machine capability (held by
// core alone) reaches the kernel itself. No system call takes a pointer: arguments are registers and the
// thread's own message page (`MessagePage`), which the kernel reaches through physical memory.
//
// Registers (in -> out); rcx and r11 are clobbered by the instruction itself, all others are preserved:
//
//   rax  number | flags            -> Outcome
//   rdi  capability                -> badge of the called object, or imprint of the signal
//   rsi  MessageTag                -> MessageTag of the message that arrived
//   rdx, r8, r9, r10  words 0...3  -> words 0...3 (for a signal: word 0 is the count)

/// The system calls. The raw value goes into bits 0...7 of rax.
public enum Syscall: UInt64, Sendable {
  /// Sends a message to the object that `rdi` names and waits for the answer.
  case call = 0
  /// Answers the caller being served, if any (`ReceiveFlags.reply`), and waits for the next event.
  case receive = 1
  /// Adds `rdx` to the count of the signal context that `rdi` names. Never blocks.
  case submit = 2
  /// Works on the caller's own capability table: `rsi` is a `CapabilityOperation`, `rdi` the capability.
  case capability = 3
  /// Gives up the rest of its turn, as if it had used it, so that ready threads of the same priority are next.
  case yield = 4
}

/// What `Syscall.receive` does and waits for: bits 8...15 of rax.
public struct ReceiveFlags: Flags, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Answer the caller being served first: rsi is the tag of the answer, rdx, r8, r9, r10 its words.
  public static var reply: ReceiveFlags { ReceiveFlags(rawValue: 1 << 8) }
  /// Calls may end the wait.
  public static var calls: ReceiveFlags { ReceiveFlags(rawValue: 1 << 9) }
  /// Signals may end the wait.
  public static var signals: ReceiveFlags { ReceiveFlags(rawValue: 1 << 10) }
  /// The wait ends at `MessagePage.deadline`. A deadline in the past polls.
  public static var deadline: ReceiveFlags { ReceiveFlags(rawValue: 1 << 11) }
  /// Acknowledge the signal context that rdi names, so that it can be delivered again.
  public static var acknowledge: ReceiveFlags { ReceiveFlags(rawValue: 1 << 12) }
}

/// Operations on the caller's own capability table (`Syscall.capability`), in rsi.
public enum CapabilityOperation: UInt64, Sendable {
  /// Gives back one reference to the capability. A capability counts how often its holder received it; with the last
  /// reference the slot is free. Copies that were handed out from a lease end with it.
  case drop = 0
  /// Makes a *lease*: a new capability (returned in rdi) to the same object. All copies that are handed out
  /// from it, and all made from those, end when it is revoked or dropped. rdx: `LeaseFlags`.
  case derive = 1
  /// Ends every copy that was handed out from this lease; the lease itself stays usable.
  case revoke = 2
  /// Are rdi and rdx capabilities to the same object? The answer (0 or 1) is in rdx.
  case same = 3
  /// Is the capability still alive? Nothing happens besides the check.
  case check = 4
}

/// How a lease restricts those who receive copies of it.
public struct LeaseFlags: Flags, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Receivers of copies can use them but not hand them on.
  public static var noDelegation: LeaseFlags { LeaseFlags(rawValue: 1) }
}

/// What a system call came to: rax on return.
public struct Outcome: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// A call was answered, a message was received, an operation was done.
  public static var done: Outcome { Outcome(rawValue: 0) }
  /// A wait ended with a signal: rdi is its imprint, rdx its count.
  public static var signal: Outcome { Outcome(rawValue: 1) }
  /// A wait ended because its deadline passed.
  public static var deadlinePassed: Outcome { Outcome(rawValue: 2) }
  /// The capability does not exist (any more), or does not allow this.
  public static var invalidCapability: Outcome { Outcome(rawValue: 3) }
  /// The server ceased to exist before it answered.
  public static var aborted: Outcome { Outcome(rawValue: 4) }
  /// The call would wait, through other calls, for the caller itself; or the chain of calls is too long.
  public static var cyclic: Outcome { Outcome(rawValue: 5) }
  /// The capability table is full: ask for a larger one and try again.
  public static var tableFull: Outcome { Outcome(rawValue: 6) }
  /// An argument has no meaning here.
  public static var invalidArgument: Outcome { Outcome(rawValue: 7) }
  /// Kernel memory for the operation must be donated first (page tables of a domain).
  public static var needsPages: Outcome { Outcome(rawValue: 8) }

  /// The outcome itself, without the notices in the upper bits.
  public var kind: Outcome { @inline(__always) get { Outcome(rawValue: rawValue & 0xff) } }
  /// Notice: fewer than `CapabilityTableLimits.lowWater` slots of the receiver's table are free.
  public var tableIsLow: Bool { rawValue & (1 << 8) != 0 }
  /// Notice: capabilities of the message were not taken over, for want of slots or of willingness.
  public var capabilitiesDropped: Bool { rawValue & (1 << 9) != 0 }
}
