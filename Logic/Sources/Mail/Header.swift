// The header of a mail or of one of its parts (RFC 5322, 2.2): fields, in their order, and where the body starts.
//
// Where a line is neither a field nor the continuation of one, the body starts there, as other readers have it.

public struct HeaderField: Sendable {
  public let name: Range<Int>
  /// What follows the colon, with its folds; without the last line's end.
  public let value: Range<Int>

  var whole: Range<Int> { name.lowerBound..<value.upperBound }
}

public struct Header: Sendable {
  public private(set) var fields: [HeaderField] = []
  public private(set) var bodyStart = 0

  /// Fields beyond this are body.
  static var limit: Int { 2000 }

  init(_ bytes: Span<UInt8>, _ range: Range<Int>, _ ends: LineEnds) {
    var position = range.lowerBound
    bodyStart = range.upperBound
    if position < range.upperBound {
      // What mail boxes write before a mail.
      let first = Line(bytes, from: position, to: range.upperBound, ends)
      if bytes.starts(first.content, with: "from ") { position = first.next }
    }
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      if line.content.isEmpty {
        bodyStart = line.next
        return
      }
      guard add(line, bytes) else {
        bodyStart = position
        return
      }
      position = line.next
    }
  }

  /// False: it belongs to no header.
  private mutating func add(_ line: Line, _ bytes: Span<UInt8>) -> Bool {
    if Byte.isBlank(bytes[line.content.lowerBound]) {
      guard let last = fields.popLast() else { return false }
      fields.append(HeaderField(name: last.name, value: last.value.lowerBound..<line.content.upperBound))
      return true
    }
    var position = line.content.lowerBound
    while position < line.content.upperBound, bytes[position] > 32, bytes[position] < 127, bytes[position] != UInt8(ascii: ":")
    {
      position += 1
    }
    guard position < line.content.upperBound, bytes[position] == UInt8(ascii: ":"), position > line.content.lowerBound,
      fields.count < Self.limit
    else { return false }
    fields.append(
      HeaderField(name: line.content.lowerBound..<position, value: position + 1..<line.content.upperBound))
    return true
  }

  /// The first field of that name, which is in lower case.
  func field(_ name: StaticString, _ bytes: Span<UInt8>) -> HeaderField? {
    fields.first { bytes.matches($0.name, name) }
  }

  /// Its value in one line: folds are spaces, and there are none at the ends. Empty if there is no such field.
  func value(_ name: StaticString, _ bytes: Span<UInt8>) -> [UInt8] {
    guard let field = field(name, bytes) else { return [] }
    return Self.unfolded(field.value, bytes)
  }

  static func unfolded(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8] {
    let value = bytes.array(range).filter { $0 != Byte.lineFeed && $0 != Byte.carriageReturn }
    let trimmed = value.span.trimmed(0..<value.count)
    return Array(value[trimmed])
  }
}
