// A mail, or a part of one: its header, its body, and how they are to be understood.

struct Part {
  let header: Header
  let body: Range<Int>
  let type: ContentType
  let encoding: TransferEncoding

  /// - Parameter standard: what it is if it does not say.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>, _ ends: LineEnds, otherwise standard: StaticString = "text/plain") {
    header = Header(bytes, range, ends)
    body = header.bodyStart..<range.upperBound
    type = ContentType(header.value("content-type", bytes), otherwise: standard)
    encoding = TransferEncoding(header.value("content-transfer-encoding", bytes))
  }

  var isText: Bool { type.isType("text/") }

  /// A part whose body is a mail of its own.
  var isMessage: Bool {
    guard type.isType("message/rfc822") || type.isType("message/global") else { return false }
    switch encoding {
    case .lines, .binary: return true
    case .quotedPrintable, .base64, .other: return false
    }
  }

  /// Signed or encrypted by others: not to be altered in any way (RFC 1847, 2.1).
  var isSealed: Bool { type.isType("multipart/signed") || type.isType("multipart/encrypted") }

  /// What the parts of this one are if they do not say (RFC 2046, 5.1.5).
  var standardOfParts: StaticString { type.isType("multipart/digest") ? "message/rfc822" : "text/plain" }

  /// The parts of this one; nil if it has none: it is no multipart, or one whose delimiters are not there.
  func parts(_ bytes: Span<UInt8>, _ ends: LineEnds) -> Parts? {
    guard type.isType("multipart/"), let boundary = type.parameter("boundary"), !boundary.isEmpty else { return nil }
    let parts = Parts(bytes, body, boundary, ends)
    return parts.ranges.isEmpty ? nil : parts
  }
}

/// What a multipart's body consists of (RFC 2046, 5.1.1). The end of the line before a delimiter is the delimiter's.
struct Parts {
  let boundary: [UInt8]
  private(set) var ranges: [Range<Int>] = []
  /// What comes before and after the parts: for readers that know no multiparts.
  private(set) var preamble: Range<Int>
  private(set) var epilogue: Range<Int>

  /// Parts beyond this belong to the last one.
  static var limit: Int { 4096 }

  init(_ bytes: Span<UInt8>, _ body: Range<Int>, _ boundary: [UInt8], _ ends: LineEnds) {
    self.boundary = boundary
    preamble = body.lowerBound..<body.lowerBound
    epilogue = body.upperBound..<body.upperBound
    var open: Int?
    var position = body.lowerBound
    // Where the content before the current line ends, without that line's end.
    var contentEnd = position
    while position < body.upperBound {
      let line = Line(bytes, from: position, to: body.upperBound, ends)
      let kind = Self.delimiter(bytes, line.content, boundary)
      if let kind, ranges.count < Self.limit {
        // Delimiters that follow each other at once have no part between them.
        if open == nil { preamble = body.lowerBound..<contentEnd }
        if let open, open < position { ranges.append(open..<max(open, contentEnd)) }
        open = line.next
        if kind == .last {
          epilogue = line.next..<body.upperBound
          return
        }
      }
      contentEnd = line.content.upperBound
      position = line.next
    }
    if let open { ranges.append(open..<body.upperBound) }
  }

  private enum Delimiter { case first, last }

  private static func delimiter(_ bytes: Span<UInt8>, _ line: Range<Int>, _ boundary: [UInt8]) -> Delimiter? {
    let dash = UInt8(ascii: "-")
    guard line.count >= boundary.count + 2, bytes[line.lowerBound] == dash, bytes[line.lowerBound + 1] == dash else {
      return nil
    }
    let start = line.lowerBound + 2
    for index in 0..<boundary.count where bytes[start + index] != boundary[index] { return nil }
    let rest = bytes.trimmedAtEnd(start + boundary.count..<line.upperBound)
    if rest.isEmpty { return .first }
    return rest.count == 2 && bytes[rest.lowerBound] == dash && bytes[rest.lowerBound + 1] == dash ? .last : nil
  }
}
