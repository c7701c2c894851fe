// Values that travel in messages. A message is the concatenation of its values' words: no tags, no lengths beyond
// those that a value writes itself.

import KernelABI

/// A value that can travel in a message.
///
/// Conform a struct by encoding its fields one after the other and decoding them in the same order:
///
///     struct Area: Message {
///       var width: UInt32
///       var height: UInt32
///       func encode(into message: inout MessageWriter) {
///         width.encode(into: &message)
///         height.encode(into: &message)
///       }
///       init(from message: inout MessageReader) throws(MessageError) {
///         width = try UInt32(from: &message)
///         height = try UInt32(from: &message)
///       }
///     }
///
/// An enum with an integer raw value needs nothing but the conformance: `enum Kind: UInt8, Message`.
/// A value of at most four words and no capabilities never touches memory on its way.
public protocol Message {
  func encode(into message: inout MessageWriter)
  /// - Throws: `MessageError` for anything that no sender following the interface would write.
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

// Integers take a word each; what does not fit the type is refused.
extension Message where Self: FixedWidthInteger {
  @inline(__always)
  public func encode(into message: inout MessageWriter) { message.append(UInt64(truncatingIfNeeded: self)) }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    let word = try message.next()
    self.init(truncatingIfNeeded: word)
    guard UInt64(truncatingIfNeeded: self) == word else { throw .malformed }
  }
}

extension UInt64: Message {}
extension Int64: Message {}
extension Int: Message {}
extension UInt32: Message {}
extension Int32: Message {}
extension UInt16: Message {}
extension UInt8: Message {}

extension Bool: Message {
  @inline(__always) public func encode(into message: inout MessageWriter) { message.append(self ? 1 : 0) }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    let word = try message.next()
    guard word <= 1 else { throw .malformed }
    self = word == 1
  }
}

extension Message where Self: RawRepresentable, RawValue: Message {
  @inline(__always) public func encode(into message: inout MessageWriter) { rawValue.encode(into: &message) }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    guard let value = Self(rawValue: try RawValue(from: &message)) else { throw .malformed }
    self = value
  }
}

/// Two values, for methods with two arguments or results that need no names. (More: a struct, or pairs of pairs.)
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
