// The signed part: what a mail says, in the form in which it is signed (RFC 3156, 3 and 5).
//
// Invariants of what is written, for all mails that follow MIME's rules:
//   - Lines end with CR LF, have 998 bytes at most, no blanks at their ends, and do not start with `From `.
//   - All bytes are ASCII. What is not, is encoded anew: a text as quoted-printable, everything else as base64.
//   - Decoded, each part's content is what it was. What is sealed by others, or cannot be understood, is left as it is, its
//     line ends excepted.
//
// The same mail gives the same bytes each time: they are written several times (measured, shown, stored), and never kept.

import UTF8Text

struct CanonicalWriter {
  private let ends: LineEnds

  /// Multiparts in multiparts, and mails in mails, beyond this are lines.
  static var depthLimit: Int { 24 }

  init(_ ends: LineEnds) { self.ends = ends }

  /// Which fields of a header are written.
  enum Fields {
    /// Those that say what the content is: all others are about the mail.
    case content
    case all
  }

  func write<Sink: ByteSink>(
    _ part: Part, _ fields: Fields, _ bytes: Span<UInt8>, depth: Int = 0, into sink: inout Sink
  ) {
    if depth < Self.depthLimit, !part.isSealed {
      if let parts = part.parts(bytes, ends) {
        writeHeader(part, fields, nil, bytes, into: &sink)
        return write(parts, of: part, bytes, depth: depth, into: &sink)
      }
      if part.isMessage {
        writeHeader(part, fields, nil, bytes, into: &sink)
        return write(Part(bytes, part.body, ends), .all, bytes, depth: depth + 1, into: &sink)
      }
    }
    let body = BodyWriter(part, bytes, ends)
    writeHeader(part, fields, body.newEncoding, bytes, into: &sink)
    body.write(bytes, into: &sink)
  }

  private func write<Sink: ByteSink>(
    _ parts: Parts, of part: Part, _ bytes: Span<UInt8>, depth: Int, into sink: inout Sink
  ) {
    writeAside(parts.preamble, bytes, into: &sink)
    for range in parts.ranges {
      sink.write("--")
      sink.write(parts.boundary)
      sink.writeLineEnd()
      write(Part(bytes, range, ends, otherwise: part.standardOfParts), .all, bytes, depth: depth + 1, into: &sink)
      sink.writeLineEnd()
    }
    sink.write("--")
    sink.write(parts.boundary)
    sink.write("--\r\n")
    writeAside(parts.epilogue, bytes, into: &sink)
  }

  /// What no reader shows: it is left out if it cannot stay as it is.
  private func writeAside<Sink: ByteSink>(_ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout Sink) {
    guard !range.isEmpty, LineCheck(bytes, range, ends).isClean else { return }
    var position = range.lowerBound
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      sink.write(bytes.extracting(line.content))
      sink.writeLineEnd()
      position = line.next
    }
  }
}

// MARK: - Headers

extension CanonicalWriter {
  /// - Parameter encoding: what the body is encoded as from now on; nil: as the header says.
  private func writeHeader<Sink: ByteSink>(
    _ part: Part, _ fields: Fields, _ encoding: StaticString?, _ bytes: Span<UInt8>, into sink: inout Sink
  ) {
    for field in part.header.fields {
      if fields == .content, !bytes.starts(field.name, with: "content-") { continue }
      if encoding != nil, bytes.matches(field.name, "content-transfer-encoding") { continue }
      write(field, bytes, into: &sink)
    }
    if let encoding {
      sink.write("Content-Transfer-Encoding: ")
      sink.write(encoding)
      sink.writeLineEnd()
    }
    sink.writeLineEnd()
  }

  private func write<Sink: ByteSink>(_ field: HeaderField, _ bytes: Span<UInt8>, into sink: inout Sink) {
    sink.write(bytes.extracting(field.name))
    sink.write([UInt8(ascii: ":")])
    var position = field.value.lowerBound
    while position < field.value.upperBound {
      let line = Line(bytes, from: position, to: field.value.upperBound, ends)
      let content = bytes.trimmedAtEnd(line.content)
      // A line of blanks would end the header.
      if !content.isEmpty {
        if position > field.value.lowerBound { sink.writeLineEnd() }
        HeaderText.write(content, bytes, into: &sink)
      }
      position = line.next
    }
    sink.writeLineEnd()
  }
}

/// A line of a header: words with bytes that are no ASCII become encoded words (RFC 2047).
enum HeaderText {
  static func write<Sink: ByteSink>(_ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout Sink) {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      let isBetween = isBetween(bytes[start])
      while end < range.upperBound, self.isBetween(bytes[end]) == isBetween { end += 1 }
      let word = start..<end
      if !isBetween, word.contains(where: { isForeign(bytes[$0]) }) {
        encode(word, bytes, into: &sink)
      } else {
        sink.write(bytes.extracting(word))
      }
      start = end
    }
  }

  private static func isForeign(_ byte: UInt8) -> Bool { byte >= 127 || byte < 32 && byte != Byte.tab }

  /// What is between words, and between the parts of addresses and parameters.
  private static func isBetween(_ byte: UInt8) -> Bool {
    switch byte {
    case 32, 9, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "="), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func encode<Sink: ByteSink>(_ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout Sink) {
    let isUTF8 = UTF8Text.isValid(bytes, range)
    sink.write(isUTF8 ? "=?utf-8?Q?" : "=?unknown-8bit?Q?")
    for index in range {
      let byte = bytes[index]
      let isLetter = Byte.lowercased(byte) >= UInt8(ascii: "a") && Byte.lowercased(byte) <= UInt8(ascii: "z")
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      sink.write(isLetter || isDigit ? [byte] : QuotedPrintableEncoder.quoted(byte))
    }
    sink.write("?=")
  }
}
