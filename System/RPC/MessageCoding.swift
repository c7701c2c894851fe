// Turning values into messages and back. The first four words are kept in registers, so that a small message costs no
// memory access at all; everything else goes through the thread's message page.

import KernelABI

/// A message that was not what its method says.
public enum MessageError: Error {
  case tooShort
  case malformed
}

/// Writes a message, word by word.
@frozen
public struct MessageWriter: ~Copyable {
  public private(set) var word0: UInt64 = 0
  public private(set) var word1: UInt64 = 0
  public private(set) var word2: UInt64 = 0
  public private(set) var word3: UInt64 = 0
  public var label: UInt16
  private var words = 0
  private var capabilities = 0

  @inline(__always)
  public init(label: UInt16 = 0) { self.label = label }

  @inline(__always)
  public var tag: MessageTag { MessageTag(label: label, words: words, capabilities: capabilities) }

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

  /// - Precondition: fewer than 4 capabilities were appended.
  public mutating func append(_ capability: CapabilityIndex) {
    MessageBuffer.setSent(capabilities, capability)
    capabilities += 1
  }
}

/// Reads a message, word by word.
@frozen
public struct MessageReader: ~Copyable {
  private let received: Received
  private var words = 0
  private var capabilities = 0

  @inline(__always)
  public init(_ received: Received) { self.received = received }

  public var label: UInt16 { received.tag.label }

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

  /// The next capability; `.none` where the sender's was invalid or could not be taken over.
  public mutating func nextCapability() throws(MessageError) -> CapabilityIndex {
    guard capabilities < received.tag.capabilities else { throw .tooShort }
    defer { capabilities += 1 }
    return MessageBuffer.received(capabilities)
  }
}

/// A value that can travel in a message.
public protocol Message {
  func encode(into message: inout MessageWriter)
  init(from message: inout MessageReader) throws(MessageError)
  /// How many capabilities such a value carries.
  static var capabilities: Int { get }
}

extension Message {
  @inline(__always) public static var capabilities: Int { 0 }
}

/// No value.
@frozen
public struct Nothing: Message {
  @inline(__always) public init() {}
  @inline(__always) public func encode(into message: inout MessageWriter) {}
  @inline(__always) public init(from message: inout MessageReader) throws(MessageError) {}
}

extension UInt64: Message {
  @inline(__always) public func encode(into message: inout MessageWriter) { message.append(self) }
  @inline(__always) public init(from message: inout MessageReader) throws(MessageError) { self = try message.next() }
}

extension Int: Message {
  @inline(__always) public func encode(into message: inout MessageWriter) { message.append(UInt64(bitPattern: Int64(self))) }
  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    self = Int(Int64(bitPattern: try message.next()))
  }
}

extension Bool: Message {
  @inline(__always) public func encode(into message: inout MessageWriter) { message.append(self ? 1 : 0) }
  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) { self = try message.next() != 0 }
}

/// Two values, for methods with more than one argument or result.
@frozen
public struct Pair<First: Message, Second: Message>: Message {
  public let first: First
  public let second: Second

  @inline(__always)
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  @inline(__always)
  public func encode(into message: inout MessageWriter) {
    first.encode(into: &message)
    second.encode(into: &message)
  }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    first = try First(from: &message)
    second = try Second(from: &message)
  }

  @inline(__always) public static var capabilities: Int { First.capabilities + Second.capabilities }
}

/// Text of up to 1,000 bytes of UTF-8, such as a name, a label, or a line of a log.
public struct Text: Message {
  public static var maximumBytes: Int { 1000 }
  public let bytes: [UInt8]

  /// Longer text is cut.
  public init(_ text: String) { bytes = Array(text.utf8.prefix(Self.maximumBytes)) }
  public init(_ bytes: [UInt8]) { self.bytes = Array(bytes.prefix(Self.maximumBytes)) }

  public var string: String { String(decoding: bytes, as: UTF8.self) }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(bytes.count))
    var word: UInt64 = 0
    for (position, byte) in bytes.enumerated() {
      word |= UInt64(byte) << UInt64(position % 8 * 8)
      if position % 8 == 7 {
        message.append(word)
        word = 0
      }
    }
    if bytes.count % 8 != 0 { message.append(word) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let count = try message.next()
    guard count <= UInt64(Self.maximumBytes) else { throw .malformed }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(count))
    var word: UInt64 = 0
    for position in 0..<Int(count) {
      if position % 8 == 0 { word = try message.next() }
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(position % 8 * 8)))
    }
    self.bytes = bytes
  }
}
