// Where bytes of a mail go: a hash, a disk, a count. What is written is written once, in order; nothing is kept here, so that
// mails of any size pass through.

public protocol ByteSink {
  mutating func write(_ bytes: Span<UInt8>)
}

extension ByteSink {
  mutating func write(_ bytes: [UInt8]) { write(bytes.span) }

  mutating func writeLineEnd() { write("\r\n") }

  mutating func write(decimal number: Int) {
    if number >= 10 { write(decimal: number / 10) }
    write([UInt8(ascii: "0") + UInt8(number % 10)])
  }
}

/// Counts.
public struct CountingSink: ByteSink {
  public private(set) var count = 0
  public init() {}
  public mutating func write(_ bytes: Span<UInt8>) { count += bytes.count }
}

/// Keeps everything: for what is known to be small.
public struct ArraySink: ByteSink {
  public private(set) var bytes: [UInt8] = []
  public init() {}
  public mutating func write(_ bytes: Span<UInt8>) {
    for index in 0..<bytes.count { self.bytes.append(bytes[index]) }
  }
}

/// Looks for `=_signed-NUMBER` in what passes, wherever the pieces end. Where it occurs n times, one of the numbers 0...n is
/// free.
struct BoundarySink: ByteSink {
  private var matched = 0
  private var number = 0
  /// For each number below the limit: does it occur?
  private var isUsed: [Bool]
  private(set) var occurrences = 0
  /// Bytes that passed.
  private(set) var count = 0

  static var prefix: StaticString { "=_signed-" }

  init(numbersBelow limit: Int) { isUsed = [Bool](repeating: false, count: limit) }

  /// A number below the limit that does not occur, once everything has passed.
  func firstFree() -> Int? { isUsed.firstIndex(of: false) }

  mutating func write(_ bytes: Span<UInt8>) {
    count += bytes.count
    for index in 0..<bytes.count { take(bytes[index]) }
  }

  /// The number ends where the content does: nobody needs to say so.
  private mutating func take(_ byte: UInt8) {
    if matched == Self.prefix.utf8CodeUnitCount {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        number = min(number * 10 + Int(byte - UInt8(ascii: "0")), Int.max / 20)
        return
      }
      if number < isUsed.count { isUsed[number] = true }
      matched = 0
    }
    if byte == Self.prefix.byte(at: matched) {
      matched += 1
    } else {
      // The sequence starts with its only `=`.
      matched = byte == Byte.equals ? 1 : 0
    }
    guard matched == Self.prefix.utf8CodeUnitCount else { return }
    occurrences += 1
    number = 0
  }
}
