// What of a client's bytes gets into the system's log: text, and nothing that a terminal would obey.
//
// Whatever is no valid UTF-8 (RFC 3629), every control character, and what changes the direction of text (Unicode Annex 9, 2)
// becomes "?". So nobody can fake another line or another label, or make the operator's terminal do something.

enum LogLine {
  private static var replacement: UInt8 { 63 }

  /// `bytes` as text. Never longer than `bytes`.
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      let length = scalarLength(bytes[position...])
      if length == 0 { text.append(replacement) } else { text.append(contentsOf: bytes[position..<position + length]) }
      position += max(length, 1)
    }
    return text
  }

  /// How many bytes the harmless scalar has with which `bytes` start; 0 if they do not start with one.
  private static func scalarLength(_ bytes: ArraySlice<UInt8>) -> Int {
    let first = bytes[bytes.startIndex]
    if first < 0x80 { return first < 32 || first == 127 ? 0 : 1 }
    guard let (length, lowest) = form(first), bytes.count >= length else { return 0 }
    var value = UInt32(first) & (0x7f >> UInt32(length))
    for byte in bytes.dropFirst().prefix(length - 1) {
      guard byte & 0xc0 == 0x80 else { return 0 }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    // Overlong forms, control characters, surrogates, and what lies beyond Unicode.
    let isText = value >= max(lowest, 0xa0) && value < 0x11_0000 && !(0xd800..<0xe000).contains(value)
    return isText && !turnsText(value) ? length : 0
  }

  private static func turnsText(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x61c, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }

  /// Bytes of a scalar that starts with `first`, and the lowest scalar of that length.
  private static func form(_ first: UInt8) -> (length: Int, lowest: UInt32)? {
    if first & 0xe0 == 0xc0 { return (2, 0x80) }
    if first & 0xf0 == 0xe0 { return (3, 0x800) }
    return first & 0xf8 == 0xf0 ? (4, 0x1_0000) : nil
  }
}

/// How much core itself says because of what clients do: a burst, and then so much per time. What is left out is counted.
struct LogAllowance {
  private static var burst: UInt64 { 64 }

  private let ticksPerLine: UInt64
  private var lines = Self.burst
  private var refilledAt: UInt64 = 0
  private(set) var omitted = 0

  /// - Parameter ticksPerLine: in which one more line may be said.
  init(ticksPerLine: UInt64) { self.ticksPerLine = max(ticksPerLine, 1) }

  /// May a line be said now? If so, how many were left out before it.
  mutating func take(at now: UInt64) -> (isAllowed: Bool, omitted: Int) {
    let earned = (now &- refilledAt) / ticksPerLine
    if earned > 0 {
      lines = min(Self.burst, lines + min(earned, Self.burst))
      refilledAt = now
    }
    guard lines > 0 else {
      omitted += 1
      return (false, 0)
    }
    lines -= 1
    defer { omitted = 0 }
    return (true, omitted)
  }
}
