// JSON (RFC 8259), written the same way every time: keys in the order given, two spaces for each level.

public indirect enum JSON: Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Int)
  case text(String)
  case list([JSON])
  case object([(key: String, value: JSON)])

  public static func == (a: JSON, b: JSON) -> Bool { a.text == b.text }

  public static func texts(_ texts: [String]) -> JSON { .list(texts.map { .text($0) }) }

  public var text: String {
    var text = ""
    write(to: &text, level: 0)
    return text
  }

  private func write(to text: inout String, level: Int) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += "\(number)"
    case .text(let content): text += Self.quoted(content)
    case .list(let items): Self.write(items.map { (nil, $0) }, "[", "]", to: &text, level: level)
    case .object(let members): Self.write(members.map { ($0.key, $0.value) }, "{", "}", to: &text, level: level)
    }
  }

  private static func write(
    _ members: [(key: String?, value: JSON)], _ open: String, _ close: String, to text: inout String, level: Int
  ) {
    text += open
    for (index, member) in members.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + String(repeating: "  ", count: level + 1)
      if let key = member.key { text += quoted(key) + ": " }
      member.value.write(to: &text, level: level + 1)
    }
    if !members.isEmpty { text += "\n" + String(repeating: "  ", count: level) }
    text += close
  }

  /// RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped.
  private static func quoted(_ content: String) -> String {
    var text = "\""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
