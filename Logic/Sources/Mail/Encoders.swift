// Writing content so that it survives: in characters that no gateway changes, in lines that are short enough.

import Base64

/// Quoted-printable (RFC 2045, 6.7), and more careful than that: no line ends in whitespace, starts with `From `, with a dot or
/// with `--` (which could be a boundary).
struct QuotedPrintableEncoder {
  private var line: [UInt8] = []
  private static var limit: Int { 76 }

  init() { line.reserveCapacity(80) }

  /// A byte of the content.
  mutating func put<Sink: ByteSink>(_ byte: UInt8, into sink: inout Sink) {
    let isPlain = byte == Byte.tab || byte >= 32 && byte < 127 && byte != Byte.equals
    guard isPlain else { return append(Self.quoted(byte), into: &sink) }
    makeRoom(for: 1, into: &sink)
    line.append(byte)
  }

  /// A byte that must be quoted, or was.
  mutating func putQuoted<Sink: ByteSink>(_ byte: UInt8, into sink: inout Sink) {
    append(Self.quoted(byte), into: &sink)
  }

  static func quoted(_ byte: UInt8) -> [UInt8] { [Byte.equals, Byte.hexDigit(byte >> 4), Byte.hexDigit(byte & 15)] }

  private mutating func append<Sink: ByteSink>(_ digits: [UInt8], into sink: inout Sink) {
    makeRoom(for: digits.count, into: &sink)
    line += digits
  }

  private mutating func makeRoom<Sink: ByteSink>(for count: Int, into sink: inout Sink) {
    // One column is kept for the sign that the line goes on, and two each for a first and a last one that must be quoted.
    guard line.count + count > Self.limit - 5 else { return }
    flush(into: &sink)
    sink.write("=\r\n")
  }

  /// The end of a line of the content.
  mutating func endLine<Sink: ByteSink>(into sink: inout Sink) {
    if let last = line.last, Byte.isBlank(last) {
      line.removeLast()
      line += Self.quoted(last)
    }
    flush(into: &sink)
    sink.writeLineEnd()
  }

  /// The end of the content, which is in the middle of a line.
  mutating func finish<Sink: ByteSink>(into sink: inout Sink) {
    if let last = line.last, Byte.isBlank(last) {
      line.removeLast()
      line += Self.quoted(last)
    }
    flush(into: &sink)
  }

  private mutating func flush<Sink: ByteSink>(into sink: inout Sink) {
    let whole = 0..<line.count
    if line.span.starts(whole, with: "from ") || line.span.starts(whole, with: ".") || line.span.starts(whole, with: "--") {
      sink.write(Self.quoted(line[0]))
      line.removeFirst()
    }
    sink.write(line)
    line.removeAll(keepingCapacity: true)
  }
}

/// Base64 (RFC 2045, 6.8) in lines of 76 characters; the last one without an end.
struct Base64Encoder {
  private var group: UInt32 = 0
  private var count = 0
  private var line: [UInt8] = []

  init() { line.reserveCapacity(80) }

  mutating func put<Sink: ByteSink>(_ byte: UInt8, into sink: inout Sink) {
    group = group << 8 | UInt32(byte)
    count += 1
    guard count == 3 else { return }
    appendGroup(digits: 4, into: &sink)
  }

  mutating func finish<Sink: ByteSink>(into sink: inout Sink) {
    if count > 0 {
      let digits = count + 1
      group <<= UInt32(8 * (3 - count))
      appendGroup(digits: digits, into: &sink)
    }
    sink.write(line)
    line.removeAll()
  }

  private mutating func appendGroup<Sink: ByteSink>(digits: Int, into sink: inout Sink) {
    if line.count == 76 {
      sink.write(line)
      sink.writeLineEnd()
      line.removeAll(keepingCapacity: true)
    }
    for index in 0..<4 {
      line.append(index < digits ? Base64.digit(UInt8(group >> UInt32(18 - 6 * index) & 63)) : Byte.equals)
    }
    (group, count) = (0, 0)
  }
}

/// Base64 as others write it: whatever is no digit is passed over, and what follows the padding is not looked at.
struct Base64Decoder {
  private var group: UInt32 = 0
  private var count = 0
  private(set) var isOver = false

  /// The bytes that are complete with this digit: at most one.
  mutating func take(_ digit: UInt8) -> UInt8? {
    if digit == Byte.equals, count >= 2 { isOver = true }
    guard !isOver, let value = Base64.value(digit) else { return nil }
    group = group << 6 | UInt32(value)
    count += 1
    defer { if count == 4 { count = 0 } }
    switch count {
    case 2: return UInt8(truncatingIfNeeded: group >> 4)
    case 3: return UInt8(truncatingIfNeeded: group >> 2)
    case 4: return UInt8(truncatingIfNeeded: group)
    default: return nil
    }
  }
}
