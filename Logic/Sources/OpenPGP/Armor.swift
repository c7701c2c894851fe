// Armour: bytes as lines of text that survive mail (RFC 4880, 6; RFC 9580, 6).
//
// What is read may come from anywhere: text before and after it is skipped, and the checksum, if there is one, must be right.

import Base64

public enum ArmorKind: Sendable, CaseIterable {
  case signature
  case publicKey
  case secretKey

  var words: StaticString {
    switch self {
    case .signature: "PGP SIGNATURE"
    case .publicKey: "PGP PUBLIC KEY BLOCK"
    case .secretKey: "PGP PRIVATE KEY BLOCK"
    }
  }
}

public enum Armor {
  /// - Parameter lineEnd: "\r\n" in mail, "\n" in files.
  public static func encode(_ kind: ArmorKind, _ bytes: [UInt8], lineEnd: StaticString = "\n") -> [UInt8] {
    var text: [UInt8] = []
    func line(_ start: StaticString, _ words: StaticString) {
      text.append(literal: start)
      text.append(literal: words)
      text.append(literal: "-----")
      text.append(literal: lineEnd)
    }
    line("-----BEGIN ", kind.words)
    text.append(literal: lineEnd)
    for start in stride(from: 0, to: bytes.count, by: 48) {
      text += base64(bytes[start..<min(start + 48, bytes.count)])
      text.append(literal: lineEnd)
    }
    let sum = checksum(bytes)
    let digits = [UInt8(sum >> 16), UInt8(truncatingIfNeeded: sum >> 8), UInt8(truncatingIfNeeded: sum)]
    text.append(UInt8(ascii: "="))
    text += base64(digits[0..<3])
    text.append(literal: lineEnd)
    line("-----END ", kind.words)
    return text
  }

  /// The bytes of the first armour of this kind.
  public static func decode(_ kind: ArmorKind, _ text: [UInt8]) throws(OpenPGPError) -> [UInt8] {
    var lines = ArmorLines(text)
    while let line = lines.next() {
      if isBorder(line, "-----BEGIN ", kind, text) { return try body(kind, &lines, text) }
    }
    throw .noArmor
  }

  private static func body(_ kind: ArmorKind, _ lines: inout ArmorLines, _ text: [UInt8]) throws(OpenPGPError) -> [UInt8] {
    // Headers, up to an empty line.
    while true {
      guard let line = lines.next() else { throw .truncated }
      if line.isEmpty { break }
    }
    var digits: [UInt8] = []
    var sum: [UInt8]?
    while let line = lines.next() {
      if isBorder(line, "-----END ", kind, text) { return try decode(digits, sum) }
      guard sum == nil, digits.count < 1 << 20 else { throw .malformed }
      if let first = line.first, text[first] == UInt8(ascii: "="), line.count == 5 {
        sum = Array(text[line.dropFirst()])
      } else {
        digits += text[line]
      }
    }
    throw .truncated
  }

  private static func decode(_ digits: [UInt8], _ sum: [UInt8]?) throws(OpenPGPError) -> [UInt8] {
    guard let bytes = bytes(ofBase64: digits) else { throw .malformed }
    guard let sum else { return bytes }
    guard let expected = self.bytes(ofBase64: sum), expected.count == 3 else { throw .malformed }
    let number = UInt32(expected[0]) << 16 | UInt32(expected[1]) << 8 | UInt32(expected[2])
    guard number == checksum(bytes) else { throw .wrongChecksum }
    return bytes
  }

  private static func isBorder(_ line: Range<Int>, _ start: StaticString, _ kind: ArmorKind, _ text: [UInt8]) -> Bool {
    var border: [UInt8] = []
    border.append(literal: start)
    border.append(literal: kind.words)
    border.append(literal: "-----")
    guard line.count == border.count else { return false }
    for index in 0..<border.count where text[line.lowerBound + index] != border[index] { return false }
    return true
  }

  /// CRC-24 (RFC 4880, 6.1).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xb704ce
    for byte in bytes {
      sum ^= UInt32(byte) << 16
      for _ in 0..<8 {
        sum <<= 1
        if sum & 0x100_0000 != 0 { sum ^= 0x186_4cfb }
      }
    }
    return sum & 0xff_ffff
  }
}

// MARK: - Digits

extension Armor {
  /// RFC 4648, 4.
  static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var digits: [UInt8] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let count = min(3, bytes.endIndex - start)
      var group: UInt32 = 0
      for index in 0..<3 { group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
      for index in 0..<4 {
        digits.append(index <= count ? Base64.digit(UInt8(group >> UInt32(18 - 6 * index) & 63)) : UInt8(ascii: "="))
      }
      start += 3
    }
    return digits
  }

  /// Nil for anything that no encoder writes.
  static func bytes(ofBase64 digits: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (group, count, padding) = (UInt32(0), 0, 0)
    for digit in digits {
      if digit == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = Base64.value(digit) else { return nil }
      group = group << 6 | UInt32(value)
      count += 1
      if count % 4 == 0 { bytes += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)] }
    }
    guard (count + padding) % 4 == 0, padding < 3 else { return nil }
    switch count % 4 {
    case 2 where group & 15 == 0: bytes.append(UInt8(group >> 4 & 255))
    case 3 where group & 3 == 0: bytes += [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)]
    case 0 where padding == 0: break
    default: return nil
    }
    return bytes
  }
}

/// Lines without the whitespace at their ends.
private struct ArmorLines {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    let start = position
    while position < text.count, text[position] != 10 { position += 1 }
    var end = position
    position += 1
    while end > start, text[end - 1] == 32 || text[end - 1] == 13 || text[end - 1] == 9 { end -= 1 }
    return start..<end
  }
}
