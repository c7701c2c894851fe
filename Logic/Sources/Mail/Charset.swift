// Bytes of a text become characters, as its charset says (RFC 2046, 4.1.2; the single-byte sets as the WHATWG's Encoding Standard
// has them). What a charset does not have is U+FFFD.

enum Charset {
  /// Also what is ASCII, and what is not known: most mail is UTF-8 anyway.
  case utf8
  /// Also ISO-8859-1, which it extends.
  case windows1252
  /// ISO-8859-15.
  case latin9

  init(_ name: [UInt8]) {
    let (span, all) = (name.span, 0..<name.count)
    if span.matches(all, "iso-8859-1") || span.matches(all, "windows-1252") || span.matches(all, "cp1252")
      || span.matches(all, "latin1")
    {
      self = .windows1252
    } else if span.matches(all, "iso-8859-15") || span.matches(all, "latin-9") || span.matches(all, "latin9") {
      self = .latin9
    } else {
      self = .utf8
    }
  }

  func text(_ bytes: [UInt8]) -> String {
    if case .utf8 = self { return String(decoding: bytes, as: UTF8.self) }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalar(byte)) }
    return String(text)
  }

  private func scalar(_ byte: UInt8) -> Unicode.Scalar {
    switch self {
    case .utf8: Unicode.Scalar(byte)
    case .windows1252:
      0x80..<0xa0 ~= byte ? Self.scalar(Self.windows(Int(byte) - 0x80)) : Unicode.Scalar(byte)
    case .latin9: Self.scalar(Self.latin9(byte))
    }
  }

  private static func scalar(_ value: UInt16) -> Unicode.Scalar { Unicode.Scalar(value) ?? "\u{fffd}" }

  /// 0x80 to 0x9f; the five without a character are U+FFFD.
  private static func windows(_ index: Int) -> UInt16 {
    let table: [32 of UInt16] = [
      0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d,
      0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd,
      0x017e, 0x0178,
    ]
    return table[index]
  }

  private static func latin9(_ byte: UInt8) -> UInt16 {
    switch byte {
    case 0xa4: 0x20ac
    case 0xa6: 0x160
    case 0xa8: 0x161
    case 0xb4: 0x17d
    case 0xb8: 0x17e
    case 0xbc: 0x152
    case 0xbd: 0x153
    case 0xbe: 0x178
    default: UInt16(byte)
    }
  }
}
