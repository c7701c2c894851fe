// What the body of a part says, decoded: for those who show it. (What is signed is never decoded for this.)

struct BodyReader {
  private(set) var bytes: [UInt8] = []
  /// There was more than the limit.
  private(set) var isCutOff = false
  private let limit: Int

  init(_ part: Part, _ mail: Span<UInt8>, limit: Int) {
    self.limit = limit
    switch part.encoding {
    case .quotedPrintable: unquote(mail, part.body)
    case .base64: decode(mail, part.body)
    case .lines, .binary, .other: for index in part.body where !isCutOff { append(mail[index]) }
    }
  }

  private mutating func append(_ byte: UInt8) {
    if bytes.count < limit { bytes.append(byte) } else { isCutOff = true }
  }

  private mutating func unquote(_ mail: Span<UInt8>, _ range: Range<Int>) {
    var position = range.lowerBound
    while position < range.upperBound, !isCutOff {
      let byte = mail[position]
      position += 1
      guard byte == Byte.equals else {
        append(byte)
        continue
      }
      if position + 1 < range.upperBound, let high = Byte.hexValue(mail[position]), let low = Byte.hexValue(mail[position + 1])
      {
        append(high << 4 | low)
        position += 2
      } else if let next = Self.afterLineEnd(mail, position, range.upperBound) {
        position = next
      } else {
        append(byte)
      }
    }
  }

  /// Behind the end of a line that goes on (RFC 2045, 6.7); nil if something else follows.
  private static func afterLineEnd(_ mail: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var position = start
    while position < end, Byte.isBlank(mail[position]) { position += 1 }
    if position < end, mail[position] == Byte.carriageReturn { position += 1 }
    if position < end, mail[position] == Byte.lineFeed { return position + 1 }
    return position == end ? end : nil
  }

  private mutating func decode(_ mail: Span<UInt8>, _ range: Range<Int>) {
    var decoder = Base64Decoder()
    for index in range where !isCutOff && !decoder.isOver {
      if let byte = decoder.take(mail[index]) { append(byte) }
    }
  }
}
