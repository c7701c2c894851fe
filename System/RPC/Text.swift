// Short texts that travel by value: names, labels, lines of a log. What is short is stored in place, so that names and
// most labels need no heap and are quickly copied.

import KernelABI

/// Up to 248 bytes, usually UTF-8.
///
/// Cost in a message: one word for the length, and one for each eight bytes of content. Beyond 48 bytes: a block of the
/// heap, which copies share.
public struct Text: Message, Sendable {
  /// The first words. Bytes behind the end are zero, here and in `rest`, so that equal texts have equal words.
  private var front: InlineArray<6, UInt64>
  /// The words behind `front`, once there was something in one.
  private var rest: [UInt64]?
  /// How many bytes there are.
  public private(set) var count = 0

  public static var maximumBytes: Int { 248 }
  private static var frontWords: Int { 6 }

  /// No bytes.
  @inline(__always)
  public init() { front = InlineArray(repeating: 0) }

  /// Longer text is cut. (`init(exactly:)` does not cut: for names and labels.)
  public init(_ text: String) {
    self.init()
    append(text)
  }

  /// Longer content is cut.
  public init(_ bytes: [UInt8]) {
    self.init()
    append(bytes.span)
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
    guard append(bytes) else { return nil }
  }

  public var isEmpty: Bool { count == 0 }

  /// The byte at `position`.
  /// - Precondition: `position` is below `count`.
  public subscript(position: Int) -> UInt8 {
    @inline(__always) get {
      precondition(position >= 0 && position < count, "position outside the text")
      return UInt8(truncatingIfNeeded: word(position &>> 3) &>> UInt64(truncatingIfNeeded: position &<< 3))
    }
  }

  /// Eight bytes.
  @inline(__always)
  private func word(_ index: Int) -> UInt64 {
    if index < Self.frontWords { return front[index] }
    guard let rest else { return 0 }
    return rest[index &- Self.frontWords]
  }

  /// Adds bytes to a word, all of which must be zero there.
  @inline(__always)
  private mutating func add(_ bytes: UInt64, to index: Int) {
    if index < Self.frontWords { front[index] |= bytes } else { addBehind(bytes, to: index) }
  }

  @inline(never)
  private mutating func addBehind(_ bytes: UInt64, to index: Int) {
    if rest == nil { rest = Array(repeating: 0, count: Self.maximumBytes / 8 - Self.frontWords) }
    rest?[index - Self.frontWords] |= bytes
  }

  /// The content as an array. Allocates.
  public var bytes: [UInt8] {
    [UInt8](capacity: count) { output in
      for position in 0..<count { output.append(self[position]) }
    }
  }

  /// The content as a string; what is not UTF-8 is repaired. Allocates if there are more than 15 bytes.
  public var string: String {
    if count == 0 { return "" }
    guard rest == nil else { return String(decoding: bytes, as: UTF8.self) }
    // Safety: without `rest`, all bytes are in `front`, which is not changed meanwhile.
    return unsafe withUnsafeBytes(of: front) { unsafe String(decoding: $0.prefix(count), as: UTF8.self) }
  }
}

extension Text {
  /// Adds a byte at the end; false if the text is full.
  @discardableResult
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < Self.maximumBytes else { return false }
    add(UInt64(byte) &<< UInt64((count & 7) << 3), to: count >> 3)
    count += 1
    return true
  }

  /// Adds what fits of some bytes; false if that was not all.
  @discardableResult
  public mutating func append(_ bytes: borrowing Span<UInt8>) -> Bool {
    let added = min(bytes.count, Self.maximumBytes - count)
    let shift = UInt64(truncatingIfNeeded: (count & 7) << 3)
    var position = 0
    while position < added {
      // Up to eight bytes, of which the first ones may belong to a word that is begun already.
      let word = bytes.word(from: position, before: added)
      add(word &<< shift, to: (count &+ position) >> 3)
      if shift > 0, word >> (64 &- shift) != 0 { add(word >> (64 &- shift), to: ((count &+ position) >> 3) &+ 1) }
      position &+= 8
    }
    count &+= added
    return added == bytes.count
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
    append(text.utf8.span)
  }

  /// Adds what fits of a literal; false if that was not all.
  @discardableResult
  public mutating func append(_ literal: StaticString) -> Bool {
    // Safety: the bytes of a literal exist for ever; literals of names have pointer representation.
    append(unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Makes the text empty.
  public mutating func removeAll() { self = Text() }
}

extension Text {
  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(truncatingIfNeeded: count))
    for index in 0..<(count &+ 7) >> 3 { message.append(word(index)) }
  }

  /// Many labels and arguments are empty.
  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    self.init()
    let length = try message.next()
    if length != 0 { try read(length, from: &message) }
  }

  @inline(never)
  private mutating func read(_ length: UInt64, from message: inout MessageReader) throws(MessageError) {
    guard length <= UInt64(Self.maximumBytes) else { throw .malformed }
    count = Int(truncatingIfNeeded: length)
    let last = count >> 3
    for index in 0..<last { add(try message.next(), to: index) }
    if count & 7 != 0 { add(try message.next() & (1 &<< UInt64((count & 7) << 3) &- 1), to: last) }
  }
}

extension Text: Equatable {
  public static func == (a: Text, b: Text) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<(a.count &+ 7) >> 3 where a.word(index) != b.word(index) { return false }
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

extension MessageWriter {
  /// Adds the bytes as a `Text`, without making one. Longer content is cut.
  public mutating func append(text bytes: borrowing Span<UInt8>) {
    let count = min(bytes.count, Text.maximumBytes)
    append(UInt64(truncatingIfNeeded: count))
    var position = 0
    while position < count {
      append(bytes.word(from: position, before: count))
      position &+= 8
    }
  }
}

extension Span<UInt8> {
  /// The bytes `start..<end`, but no more than eight, the first one lowest.
  /// - Precondition: `end` is at most `count`.
  @inline(__always)
  fileprivate func word(from start: Int, before end: Int) -> UInt64 {
    precondition(start >= 0 && end <= count, "range outside the span")
    if start &+ 8 <= end { return load(start, as: UInt64.self) }
    // Two loads that overlap: the bytes that both bring are the same.
    let count = end &- start
    if count >= 4 { return load(start, as: UInt32.self) | load(end &- 4, as: UInt32.self) &<< UInt64((count &- 4) << 3) }
    if count >= 2 { return load(start, as: UInt16.self) | load(end &- 2, as: UInt16.self) &<< UInt64((count &- 2) << 3) }
    return count == 1 ? UInt64(self[start]) : 0
  }

  @inline(__always)
  private func load<Value: FixedWidthInteger & BitwiseCopyable>(_ position: Int, as type: Value.Type) -> UInt64 {
    // Safety: all callers checked that the value lies within the span.
    UInt64(truncatingIfNeeded: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: type))
  }
}
