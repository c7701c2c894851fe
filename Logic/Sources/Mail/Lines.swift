// Lines of a mail, whichever system wrote it.
//
// A line ends with CR LF or LF. Only where a file has no LF at all (old systems), CR does it; otherwise a CR on its own is
// content like any other byte.

struct LineEnds: Equatable {
  let isCarriageReturn: Bool

  init(of bytes: Span<UInt8>) {
    var hasCarriageReturn = false
    for index in 0..<bytes.count {
      if bytes[index] == Byte.lineFeed {
        isCarriageReturn = false
        return
      }
      if bytes[index] == Byte.carriageReturn { hasCarriageReturn = true }
    }
    isCarriageReturn = hasCarriageReturn
  }
}

/// A line: its content, and where the next one starts.
struct Line {
  let content: Range<Int>
  let next: Int

  /// The line that starts at `start`, which is below `end`; nothing beyond `end` is looked at.
  @inline(__always)
  init(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ ends: LineEnds) {
    let mark = ends.isCarriageReturn ? Byte.carriageReturn : Byte.lineFeed
    var position = start
    while position < end, bytes[position] != mark { position += 1 }
    next = min(position + 1, end)
    let isPair = mark == Byte.lineFeed && position < end && position > start && bytes[position - 1] == Byte.carriageReturn
    content = start..<(isPair ? position - 1 : position)
  }

  /// Does a line end follow it? (Where the content ends, there may be none.)
  var isEnded: Bool { content.upperBound < next }
}

enum Byte {
  static var tab: UInt8 { 9 }
  static var lineFeed: UInt8 { 10 }
  static var carriageReturn: UInt8 { 13 }
  static var space: UInt8 { 32 }
  static var equals: UInt8 { UInt8(ascii: "=") }

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
}

extension Span<UInt8> {
  /// Are the bytes `range` this literal, whatever the case of its letters? The literal is in lower case.
  func matches(_ range: Range<Int>, _ literal: StaticString) -> Bool {
    range.count == literal.utf8CodeUnitCount && starts(range, with: literal)
  }

  /// Do the bytes `range` start with this literal, whatever the case? The literal is in lower case.
  func starts(_ range: Range<Int>, with literal: StaticString) -> Bool {
    guard range.count >= literal.utf8CodeUnitCount else { return false }
    for index in 0..<literal.utf8CodeUnitCount {
      guard Byte.lowercased(self[range.lowerBound + index]) == literal.byte(at: index) else { return false }
    }
    return true
  }

  /// The range without spaces and tabs at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, Byte.isBlank(self[start]) { start += 1 }
    while end > start, Byte.isBlank(self[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The range without spaces and tabs at its end.
  func trimmedAtEnd(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, Byte.isBlank(self[end - 1]) { end -= 1 }
    return range.lowerBound..<end
  }

  func array(_ range: Range<Int>) -> [UInt8] {
    var array: [UInt8] = []
    array.reserveCapacity(range.count)
    for index in range { array.append(self[index]) }
    return array
  }
}
