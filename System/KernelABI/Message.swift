// What a message is made of: a tag and words in registers, and the rest in the thread's message page.

/// Describes a message: what it means, how many words and how many capabilities it carries.
///
///     bits 0...15 label   bits 16...24 words   bits 28...30 capabilities
public struct MessageTag: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// - Parameters:
  ///   - label: the method called, or in an answer 0 for success and anything else for an error.
  ///   - words: the number of 64-bit words, at most `MessagePage.maximumWords`.
  ///   - capabilities: the number of capabilities, at most `MessagePage.maximumCapabilities`.
  @inline(__always)
  public init(label: UInt16, words: Int = 0, capabilities: Int = 0) {
    rawValue = UInt64(label) | UInt64(truncatingIfNeeded: words) << 16 | UInt64(truncatingIfNeeded: capabilities) << 28
  }

  public var label: UInt16 { @inline(__always) get { UInt16(truncatingIfNeeded: rawValue) } }
  public var words: Int { @inline(__always) get { Int(truncatingIfNeeded: (rawValue >> 16) & 0x1ff) } }
  public var capabilities: Int { @inline(__always) get { Int(truncatingIfNeeded: (rawValue >> 28) & 7) } }
}

/// The layout of a thread's message page (its UTCB): 4 KiB shared between the thread and the kernel.
///
///     0   deadline of the next wait, in ticks of the time-stamp counter
///     8   how many capabilities the thread accepts with the next message (0...4)
///     16  4 x 32 bit: capabilities to send
///     32  4 x 32 bit: capabilities received
///     48  for the thread's own use; the kernel never looks at it, and it is 0 at the start
///     56  the page's own address in the thread's address space; the thread pointer (fs) points to the page, so that code
///         finds it at fs:56. Written by whoever makes the thread
///     64  words; words 0...3 of a message travel in registers, their places here stay untouched
public enum MessagePage {
  public static var size: Int { 4096 }
  public static var deadlineOffset: Int { 0 }
  public static var acceptOffset: Int { 8 }
  public static var sendOffset: Int { 16 }
  public static var receiveOffset: Int { 32 }
  public static var ownOffset: Int { 48 }
  public static var selfOffset: Int { 56 }
  public static var wordsOffset: Int { 64 }
  /// Words that travel in registers.
  public static var registerWords: Int { 4 }
  public static var maximumWords: Int { (size - wordsOffset) / 8 }
  public static var maximumCapabilities: Int { 4 }
}

/// A capability as its holder names it: an index into the holder's table, with the slot's generation, so that
/// a number that was given up can never name what took its place. 0 is no capability.
///
///     bits 0...15 slot   bits 16...31 generation
public struct CapabilityIndex: RawRepresentable, Equatable, Hashable, Sendable {
  public let rawValue: UInt32
  @inline(__always) public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inline(__always) public init(slot: Int, generation: UInt16) {
    rawValue = UInt32(truncatingIfNeeded: slot) | UInt32(generation) << 16
  }

  public static var none: CapabilityIndex { CapabilityIndex(rawValue: 0) }
  public var slot: Int { @inline(__always) get { Int(rawValue & 0xffff) } }
  public var generation: UInt16 { @inline(__always) get { UInt16(truncatingIfNeeded: rawValue >> 16) } }
}

/// Sizes of capability tables.
public enum CapabilityTableLimits {
  /// Slots that one donated page holds.
  public static var slotsPerPage: Int { 63 }
  /// Pages that a table can have: 16 bits of slot number.
  public static var maximumPages: Int { 384 }
  /// Below this many free slots every receive says `Outcome.tableIsLow`.
  public static var lowWater: Int { 8 }
}
