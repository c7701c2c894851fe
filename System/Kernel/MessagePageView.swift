// A thread's message page as the kernel sees it. The thread can change it at any time, so everything in it is an
// allegation: each value is read once and checked before use.

import KernelABI

/// The kernel's view of a message page; a view of no page reads as zeros and swallows writes.
@safe
public struct MessagePageView {
  private let base: UnsafeMutableRawPointer?

  static var none: MessagePageView { unsafe MessagePageView(base: nil) }

  /// - Safety: `base` is a donated page that stays donated while the thread exists.
  @unsafe init(base: UnsafeMutableRawPointer?) { unsafe self.base = base }

  var exists: Bool { unsafe base != nil }

  private func load(_ offset: Int) -> UInt64 {
    // Safety: all offsets are computed below from checked indices, within the page.
    unsafe base?.load(fromByteOffset: offset, as: UInt64.self) ?? 0
  }

  private func store(_ value: UInt64, _ offset: Int) {
    // Safety: as in `load`.
    unsafe base?.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
  }

  var deadline: Ticks { load(MessagePage.deadlineOffset) }
  var accept: Int { Int(min(load(MessagePage.acceptOffset), UInt64(MessagePage.maximumCapabilities))) }

  /// Word `index` (4 or above for messages).
  public subscript(word index: Int) -> UInt64 {
    get { index < MessagePage.maximumWords ? load(MessagePage.wordsOffset + index * 8) : 0 }
    nonmutating set {
      if index < MessagePage.maximumWords { store(newValue, MessagePage.wordsOffset + index * 8) }
    }
  }

  /// What was in this memory before is nobody's message.
  func clear() {
    var offset = 0
    while offset < MessagePage.size {
      store(0, offset)
      offset &+= 8
    }
  }

  /// Stores the page's own virtual address, by which its thread finds it.
  func setSelf(_ address: UInt64) { store(address, MessagePage.selfOffset) }

  /// The capability to send at a position below 4.
  func sent(_ position: Int) -> CapabilityIndex {
    let pair = load(MessagePage.sendOffset + (position / 2 & 1) * 8)
    return CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: pair >> (position & 1 == 0 ? 0 : 32)))
  }

  /// Stores the four received capabilities, two in a word.
  func setReceived(_ first: UInt64, _ second: UInt64) {
    store(first, MessagePage.receiveOffset)
    store(second, MessagePage.receiveOffset + 8)
  }

  /// Copies the words beyond the registers' from another page.
  func copyWords(upTo count: Int, from other: MessagePageView) {
    guard count > MessagePage.registerWords, count <= MessagePage.maximumWords,
      let source = unsafe other.base, let target = unsafe base
    else { return }
    var offset = MessagePage.wordsOffset + MessagePage.registerWords * 8
    let end = MessagePage.wordsOffset + count * 8
    while offset < end {
      // Safety: both are whole pages, and `end` is within them.
      unsafe target.storeBytes(of: source.load(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
  }

  /// The bytes that start at a word, for printing.
  func withBytes(fromWord word: Int, count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    let start = MessagePage.wordsOffset + word * 8
    guard let base = unsafe base, count >= 0, start + count <= MessagePage.size else { return }
    // Safety: the range was just checked to be within the page.
    unsafe body(UnsafeRawBufferPointer(start: base + start, count: count))
  }
}
