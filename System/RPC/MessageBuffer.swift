// The calling thread's message page: words beyond the fourth, capabilities, and the deadline of waits.
//
// The unsafe corner of this module. The page belongs to the calling thread alone; the kernel writes it only while the
// thread is in a system call.

import CKernel
import KernelABI

/// The message page of the calling thread. (Layout: `MessagePage`.)
public enum MessageBuffer {
  @inline(__always)
  private static var base: UnsafeMutableRawPointer {
    // Safety: core stored the page's address at fs:56 before the thread started.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(kernel_message_page())).unsafelyUnwrapped
  }

  /// - Precondition: `index` is below `MessagePage.maximumWords`.
  public static subscript(word index: Int) -> UInt64 {
    get {
      precondition(index >= 0 && index < MessagePage.maximumWords)
      // Safety: just checked to be within the page.
      return unsafe base.load(fromByteOffset: MessagePage.wordsOffset &+ index &* 8, as: UInt64.self)
    }
    set {
      precondition(index >= 0 && index < MessagePage.maximumWords)
      // Safety: as above.
      unsafe base.storeBytes(of: newValue, toByteOffset: MessagePage.wordsOffset &+ index &* 8, as: UInt64.self)
    }
  }

  /// The capability to send at `position` (0...3).
  public static func setSent(_ position: Int, _ capability: CapabilityIndex) {
    precondition(position >= 0 && position < MessagePage.maximumCapabilities)
    // Safety: just checked to be within the page.
    unsafe base.storeBytes(
      of: capability.rawValue, toByteOffset: MessagePage.sendOffset + position * 4, as: UInt32.self)
  }

  /// The capability received at `position` (0...3); `.none` if there is none.
  public static func received(_ position: Int) -> CapabilityIndex {
    precondition(position >= 0 && position < MessagePage.maximumCapabilities)
    // Safety: just checked to be within the page.
    return unsafe CapabilityIndex(
      rawValue: base.load(fromByteOffset: MessagePage.receiveOffset + position * 4, as: UInt32.self))
  }

  /// How many capabilities the next message may bring (0...4).
  public static var accept: Int {
    // Safety: the offset is within the page.
    get { unsafe Int(base.load(fromByteOffset: MessagePage.acceptOffset, as: UInt64.self)) }
    set { unsafe base.storeBytes(of: UInt64(newValue), toByteOffset: MessagePage.acceptOffset, as: UInt64.self) }
  }

  /// When the next wait with `ReceiveFlags.deadline` ends, in ticks.
  public static var deadline: UInt64 {
    // Safety: the offset is within the page.
    get { unsafe base.load(fromByteOffset: MessagePage.deadlineOffset, as: UInt64.self) }
    set { unsafe base.storeBytes(of: newValue, toByteOffset: MessagePage.deadlineOffset, as: UInt64.self) }
  }
}
