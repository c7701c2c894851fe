// The content of a part that has no parts: as it is if it can be, or encoded anew.

/// Whether lines would survive as they are.
struct LineCheck {
  private(set) var isClean = true

  init(_ bytes: Span<UInt8>, _ range: Range<Int>, _ ends: LineEnds) {
    var position = range.lowerBound
    while position < range.upperBound, isClean {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      isClean = Self.isClean(bytes, line.content)
      position = line.next
    }
  }

  /// RFC 3156, 3 and 5; RFC 5322, 2.1.1 for the length.
  private static func isClean(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    guard let last = line.last else { return true }
    guard line.count <= 998, !Byte.isBlank(bytes[last]) else { return false }
    if bytes.starts(line, with: "from "), bytes[line.lowerBound] == UInt8(ascii: "F") { return false }
    for index in line where bytes[index] >= 127 || bytes[index] == 0 || bytes[index] == Byte.carriageReturn { return false }
    return true
  }
}

struct BodyWriter {
  private enum Manner {
    /// The lines as they are, with other ends.
    case lines
    /// Encodes the lines.
    case quoteLines
    /// Encodes what is quoted-printable already, but not well.
    case requote
    /// Encodes the bytes of a file.
    case encodeBytes
    /// Encodes what is base64 already, but not well.
    case reencode
  }

  private let range: Range<Int>
  private let ends: LineEnds
  private let manner: Manner
  /// What the header must say about it; nil: what it says.
  let newEncoding: StaticString?

  init(_ part: Part, _ bytes: Span<UInt8>, _ ends: LineEnds) {
    range = part.body
    self.ends = ends
    let isClean = LineCheck(bytes, part.body, ends).isClean
    manner = Self.manner(part, isClean: isClean)
    switch manner {
    case .lines: newEncoding = part.says8Bit(bytes) && isClean ? "7bit" : nil
    case .quoteLines, .requote: newEncoding = "quoted-printable"
    case .encodeBytes, .reencode: newEncoding = "base64"
    }
  }

  private static func manner(_ part: Part, isClean: Bool) -> Manner {
    // What consists of parts has no encoding (RFC 2045, 6.4).
    if part.isSealed || part.type.isType("multipart/") || part.isMessage { return .lines }
    let isText = part.isText || part.type.isType("message/")
    switch part.encoding {
    case .lines: return isClean ? .lines : isText ? .quoteLines : .encodeBytes
    case .binary: return isText ? (isClean ? .lines : .quoteLines) : .encodeBytes
    case .quotedPrintable: return isClean ? .lines : .requote
    case .base64: return isClean ? .lines : .reencode
    case .other: return .lines
    }
  }

  func write<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    switch manner {
    case .lines: writeLines(bytes, into: &sink)
    case .quoteLines: quoteLines(bytes, into: &sink)
    case .requote: requote(bytes, into: &sink)
    case .encodeBytes: encodeBytes(bytes, into: &sink)
    case .reencode: reencode(bytes, into: &sink)
    }
  }

  private func writeLines<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var position = range.lowerBound
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      sink.write(bytes.extracting(line.content))
      if line.isEnded { sink.writeLineEnd() }
      position = line.next
    }
  }

  private func quoteLines<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var encoder = QuotedPrintableEncoder()
    var position = range.lowerBound
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      for index in line.content { encoder.put(bytes[index], into: &sink) }
      if line.isEnded { encoder.endLine(into: &sink) }
      position = line.next
    }
    encoder.finish(into: &sink)
  }

  private func requote<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var encoder = QuotedPrintableEncoder()
    var position = range.lowerBound
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      // Blanks at the end were added on the way (RFC 2045, 6.7, rule 3).
      var content = bytes.trimmedAtEnd(line.content)
      let goesOn = !content.isEmpty && bytes[content.upperBound - 1] == Byte.equals
      if goesOn { content = content.lowerBound..<content.upperBound - 1 }
      requote(content, bytes, &encoder, into: &sink)
      if !goesOn, line.isEnded { encoder.endLine(into: &sink) }
      position = line.next
    }
    encoder.finish(into: &sink)
  }

  private func requote<Sink: ByteSink>(
    _ line: Range<Int>, _ bytes: Span<UInt8>, _ encoder: inout QuotedPrintableEncoder, into sink: inout Sink
  ) {
    var position = line.lowerBound
    while position < line.upperBound {
      if bytes[position] == Byte.equals, position + 2 < line.upperBound,
        let high = Byte.hexValue(bytes[position + 1]), let low = Byte.hexValue(bytes[position + 2])
      {
        encoder.putQuoted(high << 4 | low, into: &sink)
        position += 3
      } else {
        encoder.put(bytes[position], into: &sink)
        position += 1
      }
    }
  }

  private func encodeBytes<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var encoder = Base64Encoder()
    for index in range { encoder.put(bytes[index], into: &sink) }
    encoder.finish(into: &sink)
  }

  private func reencode<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var decoder = Base64Decoder()
    var encoder = Base64Encoder()
    for index in range {
      if let byte = decoder.take(bytes[index]) { encoder.put(byte, into: &sink) }
    }
    encoder.finish(into: &sink)
  }
}

extension Part {
  /// Does the header promise bytes that are not ASCII?
  fileprivate func says8Bit(_ bytes: Span<UInt8>) -> Bool {
    let value = header.value("content-transfer-encoding", bytes)
    let name = value.span
    return name.matches(0..<value.count, "8bit") || name.matches(0..<value.count, "binary")
  }
}
