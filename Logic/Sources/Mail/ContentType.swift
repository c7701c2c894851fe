// What a part is (RFC 2045, 5): `type/subtype; name=value; name="value"`.

struct ContentType {
  /// `type/subtype` in lower case.
  let name: [UInt8]
  private let parameters: [(name: [UInt8], value: [UInt8])]

  /// - Parameter value: unfolded; nil-like nonsense is `text/plain`, as RFC 2045, 5.2, recommends.
  init(_ value: [UInt8], otherwise standard: StaticString = "text/plain") {
    var pieces = Self.pieces(value)
    let first = pieces.isEmpty ? [] : pieces.removeFirst()
    var name = first.map(Byte.lowercased)
    name.removeAll { Byte.isBlank($0) }
    let slashes = name.filter { $0 == UInt8(ascii: "/") }.count
    if slashes != 1 || name.first == UInt8(ascii: "/") || name.last == UInt8(ascii: "/") {
      var literal = ArraySink()
      literal.write(standard)
      name = literal.bytes
    }
    self.name = name
    parameters = pieces.compactMap(Self.parameter)
  }

  func isType(_ prefix: StaticString) -> Bool { name.span.starts(0..<name.count, with: prefix) }

  func parameter(_ name: StaticString) -> [UInt8]? {
    parameters.first { $0.name.span.matches(0..<$0.name.count, name) }?.value
  }

  /// Splits at semicolons that are not in quotes; what is in parentheses outside of quotes is a comment, and left out.
  private static func pieces(_ value: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    var (isQuoted, isEscaped, depth) = (false, false, 0)
    for byte in value {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\"), isQuoted || depth > 0 {
        isEscaped = true
      } else if byte == UInt8(ascii: "\""), depth == 0 {
        isQuoted.toggle()
      } else if !isQuoted, byte == UInt8(ascii: "(") {
        depth += 1
      } else if !isQuoted, depth > 0, byte == UInt8(ascii: ")") {
        depth -= 1
        continue
      } else if !isQuoted, depth == 0, byte == UInt8(ascii: ";") {
        pieces.append(piece)
        piece = []
        continue
      }
      if depth == 0 { piece.append(byte) }
    }
    pieces.append(piece)
    return pieces
  }

  private static func parameter(_ piece: [UInt8]) -> (name: [UInt8], value: [UInt8])? {
    guard let equals = piece.firstIndex(of: Byte.equals) else { return nil }
    let name = piece[piece.span.trimmed(0..<equals)].map(Byte.lowercased)
    let value = piece[piece.span.trimmed(equals + 1..<piece.count)]
    guard !name.isEmpty else { return nil }
    guard let first = value.first, first == UInt8(ascii: "\"") else { return (name, Array(value)) }
    var unquoted: [UInt8] = []
    var isEscaped = false
    for byte in value.dropFirst() {
      if isEscaped || byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"") {
        unquoted.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        break
      }
    }
    return (name, unquoted)
  }
}

/// How a part's content became lines (RFC 2045, 6).
enum TransferEncoding {
  /// Lines as they are: `7bit`, `8bit`, or nothing said.
  case lines
  case binary
  case quotedPrintable
  case base64
  /// One that only who wrote it knows.
  case other

  init(_ value: [UInt8]) {
    let name = value.span
    let all = 0..<value.count
    if value.isEmpty || name.matches(all, "7bit") || name.matches(all, "8bit") {
      self = .lines
    } else if name.matches(all, "binary") {
      self = .binary
    } else if name.matches(all, "quoted-printable") {
      self = .quotedPrintable
    } else if name.matches(all, "base64") {
      self = .base64
    } else {
      self = .other
    }
  }
}
