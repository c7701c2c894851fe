// What a component's first thread finds in its message page when it starts (the page's address is in rdi).

import KernelABI

/// Words of the message page at start, from `MessagePage.wordsOffset` on.
public enum StartInformation: Int, Sendable {
  case magic = 0
  /// The capability to the parent: all that a component holds.
  case parent = 1
  case ticksPerMillisecond = 2
  /// The stack's lowest address, and the address behind its highest.
  case stackLow = 3
  case stackHigh = 4

  public static var magicValue: UInt64 { 0x7472_6174_7362 }  // "bstart"
}
