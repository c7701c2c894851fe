// Writing a message. The first four words are kept in registers, so that a small message costs no memory access; later
// ones, and capabilities, go into the thread's message page.

import KernelABI

/// Writes a message, word by word, in the order in which it is read.
@frozen
public struct MessageWriter: ~Copyable {
  public private(set) var word0: UInt64 = 0
  public private(set) var word1: UInt64 = 0
  public private(set) var word2: UInt64 = 0
  public private(set) var word3: UInt64 = 0
  /// The method called, or in an answer 0 for success and anything else for an error.
  public var label: UInt16
  private var words = 0
  private var capabilities = 0

  @inline(__always)
  public init(label: UInt16 = 0) { self.label = label }

  /// A message that was received, to be sent as it is, without its capabilities: later words are in the message page
  /// already.
  @inline(__always)
  public init(echoing received: Received) {
    label = received.tag.label
    words = received.tag.words
    word0 = received.word0
    word1 = received.word1
    word2 = received.word2
    word3 = received.word3
  }

  @inline(__always)
  public var tag: MessageTag { MessageTag(label: label, words: words, capabilities: capabilities) }

  /// - Precondition: fewer than `MessagePage.maximumWords` words were appended.
  @inline(__always)
  public mutating func append(_ word: UInt64) {
    switch words {
    case 0: word0 = word
    case 1: word1 = word
    case 2: word2 = word
    case 3: word3 = word
    default: MessageBuffer[word: words] = word
    }
    words &+= 1
  }

  /// Lends a capability: the receiver gets one of its own to the same object; the sender keeps its.
  /// - Precondition: fewer than 4 capabilities were appended.
  @inline(__always)
  public mutating func append(_ capability: CapabilityIndex) {
    MessageBuffer.setSent(capabilities, capability)
    capabilities &+= 1
  }
}
