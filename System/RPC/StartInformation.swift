// What a thread finds in its message page when it starts. The page's address is in rdi, and at fs:56.

import KernelABI

/// Words of the message page at start, from `MessagePage.wordsOffset` on. Messages leave words 0...3 of the page alone.
public enum StartInformation: Int, Sendable {
  /// Address of the thread's trace buffer (`TraceRing`); 0: it is not traced. Core changes it at any time.
  case trace = 0
  /// Index of the capability to the parent: all that a component holds.
  case parent = 1
  case ticksPerMillisecond = 2
  /// The stack's lowest address, and the address behind its highest.
  case stackLow = 3
  case stackHigh = 4
  /// Index of the capability to this thread (interface `CPUThread`), which names it as a server of RPC objects.
  case thread = 5
  case magic = 6

  public static var magicValue: UInt64 { 0x7472_6174_7362 }  // "bstart"
}
