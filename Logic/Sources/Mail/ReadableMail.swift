// A mail as a person reads it: who wrote what, in characters, and what is attached.
//
// Mails come from anybody: whatever is wrong with one, there is something to read. Nothing here has to do with what is signed:
// a person sees that as it is (Logic/Sources/PlainView).

public struct MailHeading: Sendable {
  public let from: String
  public let to: String
  public let date: String
  public let subject: String

  init(_ header: Header, _ bytes: Span<UInt8>) {
    from = EncodedWords.text(header.value("from", bytes))
    to = EncodedWords.text(header.value("to", bytes))
    date = EncodedWords.text(header.value("date", bytes))
    subject = EncodedWords.text(header.value("subject", bytes))
  }

  /// - Parameter bytes: a mail, or the first part of one.
  public init(_ bytes: Span<UInt8>) { self.init(Header(bytes, 0..<bytes.count, LineEnds(of: bytes)), bytes) }
}

/// Something that is not shown.
public struct MailAttachment: Equatable, Sendable {
  /// Empty if it has none.
  public let name: String
  /// `image/png`
  public let type: String
  /// Bytes; encoded ones are estimated.
  public let size: Int
}

public struct MailText: Equatable, Sendable {
  public let text: String
  /// There is more.
  public let isCutOff: Bool
}

public struct ReadableMail: Sendable {
  public let heading: MailHeading
  public private(set) var texts: [MailText] = []
  public private(set) var attachments: [MailAttachment] = []
  /// Somebody says to have signed it. Nobody looked at the signature.
  public private(set) var claimsSignature = false

  private let ends: LineEnds
  private let limit: Int
  private static var mostAttachments: Int { 100 }

  /// Whether these bytes can be a mail at all: they begin with fields, one of which says who wrote it, whom to, when, or about what.
  public static func isMail(_ bytes: Span<UInt8>) -> Bool {
    let header = Header(bytes, 0..<bytes.count, LineEnds(of: bytes))
    return header.field("from", bytes) != nil || header.field("to", bytes) != nil || header.field("date", bytes) != nil
      || header.field("subject", bytes) != nil
  }

  /// - Parameter limit: bytes of each text.
  /// - Complexity: linear in the mail's size times the depth of its parts.
  public init(_ bytes: Span<UInt8>, textLimit limit: Int) {
    ends = LineEnds(of: bytes)
    self.limit = limit
    let part = Part(bytes, 0..<bytes.count, ends)
    heading = MailHeading(part.header, bytes)
    read(part, bytes, depth: 0)
  }

  private mutating func read(_ part: Part, _ bytes: Span<UInt8>, depth: Int) {
    if part.type.isType("multipart/signed") { claimsSignature = true }
    guard depth < CanonicalWriter.depthLimit, let parts = part.parts(bytes, ends) else { return readBody(part, bytes) }
    let all = parts.ranges.map { Part(bytes, $0, ends, otherwise: part.standardOfParts) }
    // The same in several forms: the one that can be read (RFC 2046, 5.1.4).
    if part.type.isType("multipart/alternative"), let plain = all.last(where: { $0.type.isType("text/plain") }) {
      return read(plain, bytes, depth: depth + 1)
    }
    for part in all { read(part, bytes, depth: depth + 1) }
  }

  private mutating func readBody(_ part: Part, _ bytes: Span<UInt8>) {
    let disposition = part.header.value("content-disposition", bytes)
    let isAttached = disposition.span.starts(0..<disposition.count, with: "attachment")
    if part.type.isType("text/plain"), !isAttached {
      let body = BodyReader(part, bytes, limit: limit)
      let charset = Charset(part.type.parameter("charset") ?? [])
      return texts.append(MailText(text: charset.text(body.bytes), isCutOff: body.isCutOff))
    }
    guard attachments.count < Self.mostAttachments else { return }
    let name = ContentType(disposition).parameter("filename") ?? part.type.parameter("name") ?? []
    attachments.append(
      MailAttachment(
        name: EncodedWords.text(name), type: String(decoding: part.type.name, as: UTF8.self), size: Self.size(part)))
  }

  /// Lines of base64 have 76 characters and a line end for 57 bytes.
  private static func size(_ part: Part) -> Int {
    if case .base64 = part.encoding { return part.body.count / 78 * 57 + part.body.count % 78 * 3 / 4 }
    return part.body.count
  }
}
