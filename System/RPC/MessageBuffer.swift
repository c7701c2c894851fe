// The calling thread's message page: words beyond the fourth, capabilities, and the deadline of waits.
//
// The unsafe corner of this module. The page belongs to the calling thread alone; the kernel writes it only while the
// thread is in a system call. Each call through the kernel overwrites it, so nothing is kept there.

import CKernel
import KernelABI

/// The message page of the calling thread. (Layout: `MessagePage`.)
public enum MessageBuffer {
  @inline(__always)
  private static var base: UnsafeMutableRawPointer {
    // Safety: who made the thread stored the page's address at fs:56, and the page stays as long as the thread.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(kernel_message_page())).unsafelyUnwrapped
  }

  @inline(__always)
  private static func load<Value: FixedWidthInteger>(_ offset: Int) -> Value {
    // Safety: all callers pass offsets of fields of the page.
    unsafe base.load(fromByteOffset: offset, as: Value.self)
  }

  @inline(__always)
  private static func store<Value: FixedWidthInteger>(_ value: Value, _ offset: Int) {
    // Safety: all callers pass offsets of fields of the page.
    unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  /// A word of the message. Words 0...3 of messages travel in registers, their places here stay untouched.
  /// - Precondition: `index` is below `MessagePage.maximumWords`.
  @inline(__always)
  public static subscript(word index: Int) -> UInt64 {
    get {
      precondition(index >= 0 && index < MessagePage.maximumWords, "message too long")
      return load(MessagePage.wordsOffset &+ index &* 8)
    }
    set {
      precondition(index >= 0 && index < MessagePage.maximumWords, "message too long")
      store(newValue, MessagePage.wordsOffset &+ index &* 8)
    }
  }

  /// Where what the calling thread does is recorded (`StartInformation.trace`); 0: nowhere. Core may change it at any time.
  @inline(__always)
  static var traceBuffer: UInt64 { load(MessagePage.wordsOffset &+ StartInformation.trace.rawValue &* 8) }

  /// Tells the calling thread from all others of its component.
  public static var threadIdentity: UInt { UInt(kernel_message_page()) }

  /// Names the capability to send at `position` (0...3).
  @inline(__always)
  public static func setSent(_ position: Int, _ capability: CapabilityIndex) {
    precondition(position >= 0 && position < MessagePage.maximumCapabilities, "too many capabilities in a message")
    store(capability.rawValue, MessagePage.sendOffset &+ position &* 4)
  }

  /// The capability received at `position` (0...3); `.none` if the sender's was dead or could not be taken over.
  @inline(__always)
  public static func received(_ position: Int) -> CapabilityIndex {
    precondition(position >= 0 && position < MessagePage.maximumCapabilities, "too many capabilities in a message")
    return CapabilityIndex(rawValue: load(MessagePage.receiveOffset &+ position &* 4))
  }

  /// How many capabilities the next message may bring (0...4). The kernel drops the others.
  @inline(__always)
  public static var accept: Int {
    get { Int(truncatingIfNeeded: load(MessagePage.acceptOffset) as UInt64) }
    set { store(UInt64(truncatingIfNeeded: newValue), MessagePage.acceptOffset) }
  }

  /// When the next wait with `ReceiveFlags.deadline` ends, in ticks.
  public static var deadline: UInt64 {
    get { load(MessagePage.deadlineOffset) }
    set { store(newValue, MessagePage.deadlineOffset) }
  }
}
