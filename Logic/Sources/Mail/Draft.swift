// A mail that a person writes: a text, and what a header has to say of it (RFC 5322, 3.6).
//
// Answers have words of others in their header. Nothing of them gets further than its field: characters that control
// anything are left out.

public struct Draft: Sendable {
  public var from: String
  public var to: String
  public var subject: String
  /// The text's lines, without ends.
  public var lines: [String]

  public init(from: String) { (self.from, to, subject, lines) = (from, "", "", []) }

  /// An answer: to whom, about what, and what is answered.
  public init(from: String, answering mail: ReadableMail) {
    self.init(from: from)
    to = mail.heading.from
    let subject = mail.heading.subject
    self.subject = Array(subject.utf8.prefix(3)).map(Byte.lowercased) == Array("re:".utf8) ? subject : "Re: " + subject
    lines = mail.heading.from.utf8.isEmpty ? [] : ["\(mail.heading.from) wrote:"]
    for line in MailText.lines(mail.texts.first?.text ?? "", most: Self.mostQuoted) {
      // Blanks at the end of a line would have to be encoded.
      lines.append(line.utf8.isEmpty ? ">" : "> " + line)
    }
    lines.append("")
  }

  private static var mostQuoted: Int { 40 }

  /// Somebody could get it.
  public var isAddressed: Bool { to.utf8.contains { $0 > 32 } }

  /// The mail.
  /// - Parameter date: as RFC 5322, 3.3, has it; empty if nobody knows it.
  public func bytes(date: String) -> [UInt8] {
    var sink = ArraySink()
    for (name, value) in [("From", from), ("To", to), ("Date", date), ("Subject", subject)] where !value.utf8.isEmpty {
      sink.write(Array(name.utf8))
      sink.write(": ")
      let value = value.utf8.filter { $0 >= 32 && $0 != 127 }
      HeaderText.write(0..<value.count, value.span, into: &sink)
      sink.writeLineEnd()
    }
    sink.write("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
    for line in lines {
      sink.write(line.utf8.filter { $0 != Byte.lineFeed && $0 != Byte.carriageReturn })
      sink.writeLineEnd()
    }
    return sink.bytes
  }
}

extension MailText {
  /// The lines of a text, at most so many; a tab is four spaces.
  public static func lines(_ text: String, most: Int) -> [String] {
    var (lines, line) = ([String](), [UInt8]())
    for byte in text.utf8 where lines.count < most {
      switch byte {
      case Byte.lineFeed:
        lines.append(String(decoding: line, as: UTF8.self))
        line = []
      case Byte.carriageReturn: break
      case Byte.tab: line += [Byte.space, Byte.space, Byte.space, Byte.space]
      default: line.append(byte)
      }
    }
    if !line.isEmpty, lines.count < most { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }
}
