// Reading a message. Whatever the sender did, reading ends in a value or in `MessageError`.

import KernelABI

/// A message that was not what its method says.
public enum MessageError: Error {
  /// It has fewer words or capabilities than the value needs.
  case tooShort
  /// A number is out of its range, or a length beyond its limit.
  case malformed
}

/// Reads a message, word by word. Must be done before the thread's next system call.
@frozen
public struct MessageReader: ~Copyable {
  private let received: Received
  private var words = 0
  private var capabilities = 0

  @inline(__always)
  public init(_ received: Received) { self.received = received }

  @inline(__always)
  public mutating func next() throws(MessageError) -> UInt64 {
    guard words < received.tag.words else { throw .tooShort }
    defer { words &+= 1 }
    switch words {
    case 0: return received.word0
    case 1: return received.word1
    case 2: return received.word2
    case 3: return received.word3
    default: return MessageBuffer[word: words]
    }
  }

  /// The next capability; `.none` where the sender's was dead or could not be taken over.
  @inline(__always)
  public mutating func nextCapability() throws(MessageError) -> CapabilityIndex {
    guard capabilities < received.tag.capabilities, capabilities < MessagePage.maximumCapabilities else {
      throw .tooShort
    }
    defer { capabilities &+= 1 }
    return MessageBuffer.received(capabilities)
  }
}
