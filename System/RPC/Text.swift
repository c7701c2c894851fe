// Short texts that travel by value: names, labels, lines of a log. Stored in place, without heap.

import KernelABI

/// Up to 248 bytes, usually UTF-8.
///
/// Cost in a message: one word for the length, and one for each eight bytes of content.
public struct Text: Message, Sendable {
  /// Bytes behind the end are zero, so that equal texts have equal words.
  private var storage: InlineArray<31, UInt64>
  /// How many bytes there are.
  public private(set) var count = 0

  public static var maximumBytes: Int { 248 }

  /// No bytes.
  public init() { storage = InlineArray(repeating: 0) }

  /// Longer text is cut. (`init(exactly:)` does not cut: for names and labels.)
  public init(_ text: String) {
    self.init()
    append(text)
  }

  /// Longer content is cut.
  public init(_ bytes: [UInt8]) {
    self.init()
    for byte in bytes where !append(byte) { return }
  }

  /// - Precondition: the literal fits.
  public init(_ literal: StaticString) {
    self.init()
    let fits = append(literal)
    precondition(fits, "literal too long")
  }

  /// A literal, cut if it is longer.
  public init(cutting literal: StaticString) {
    self.init()
    append(literal)
  }

  /// Nil if the text does not fit.
  public init?(exactly text: String) {
    self.init()
    guard append(text) else { return nil }
  }

  /// Nil if there are more bytes than fit.
  public init?(exactly bytes: borrowing Span<UInt8>) {
    self.init()
    for position in 0..<bytes.count {
      guard append(bytes[position]) else { return nil }
    }
  }

  public var isEmpty: Bool { count == 0 }

  /// The byte at `position`.
  /// - Precondition: `position` is below `count`.
  public subscript(position: Int) -> UInt8 {
    @inline(__always) get {
      precondition(position >= 0 && position < count, "position outside the text")
      return UInt8(truncatingIfNeeded: storage[position &>> 3] &>> UInt64(truncatingIfNeeded: position &<< 3))
    }
  }

  /// The content as an array. Allocates.
  public var bytes: [UInt8] {
    [UInt8](capacity: count) { output in
      for position in 0..<count { output.append(self[position]) }
    }
  }

  /// The content as a string; what is not UTF-8 is repaired. Allocates if there are more than 15 bytes.
  public var string: String { count == 0 ? "" : String(decoding: bytes, as: UTF8.self) }
}

extension Text {
  /// Adds a byte at the end; false if the text is full.
  @discardableResult
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < Self.maximumBytes else { return false }
    storage[count >> 3] |= UInt64(byte) << UInt64((count & 7) << 3)
    count += 1
    return true
  }

  /// Adds what fits of another text; false if that was not all.
  @discardableResult
  public mutating func append(_ other: Text) -> Bool {
    for position in 0..<other.count where !append(other[position]) { return false }
    return true
  }

  /// Adds what fits of a string; false if that was not all.
  @discardableResult
  public mutating func append(_ text: String) -> Bool {
    for byte in text.utf8 where !append(byte) { return false }
    return true
  }

  /// Adds what fits of a literal; false if that was not all.
  @discardableResult
  public mutating func append(_ literal: StaticString) -> Bool {
    for position in 0..<literal.utf8CodeUnitCount where !append(literal.byte(at: position)) { return false }
    return true
  }

  /// Makes the text empty.
  public mutating func removeAll() { self = Text() }
}

extension Text {
  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(count))
    for position in 0..<(count + 7) >> 3 { message.append(storage[position]) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    self.init()
    let length = try message.next()
    guard length <= UInt64(Self.maximumBytes) else { throw .malformed }
    count = Int(length)
    for position in 0..<(count + 7) >> 3 { storage[position] = try message.next() }
    if count & 7 != 0 { storage[count >> 3] &= (1 << UInt64((count & 7) << 3)) - 1 }
  }
}

extension Text: Equatable {
  public static func == (a: Text, b: Text) -> Bool {
    guard a.count == b.count else { return false }
    for position in 0..<(a.count + 7) >> 3 where a.storage[position] != b.storage[position] { return false }
    return true
  }

  /// Is this text exactly the literal?
  public static func == (a: Text, literal: StaticString) -> Bool {
    guard a.count == literal.utf8CodeUnitCount else { return false }
    for position in 0..<a.count where a[position] != literal.byte(at: position) { return false }
    return true
  }
}

extension StaticString {
  /// - Precondition: `position` is below `utf8CodeUnitCount`.
  func byte(at position: Int) -> UInt8 {
    precondition(position >= 0 && position < utf8CodeUnitCount, "position outside the literal")
    // Safety: just checked; literals of names have pointer representation.
    return unsafe utf8Start[position]
  }
}
