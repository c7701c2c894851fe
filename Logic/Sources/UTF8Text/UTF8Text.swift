// Reading UTF-8 that anybody may have written (RFC 3629): overlong forms, surrogates and what is cut off are no characters.

public enum UTF8Text {
  /// The character that starts at `position`, and how many bytes it has; nil if none does.
  /// - Precondition: `position` is in `..<end`, and `end` within the bytes.
  public static func scalar(_ bytes: Span<UInt8>, at position: Int, to end: Int) -> (scalar: UInt32, count: Int)? {
    let first = bytes[position]
    if first < 0x80 { return (UInt32(first), 1) }
    let (count, least): (Int, UInt32)
    switch first {
    case 0xc2...0xdf: (count, least) = (2, 0x80)
    case 0xe0...0xef: (count, least) = (3, 0x800)
    case 0xf0...0xf4: (count, least) = (4, 0x10000)
    default: return nil
    }
    guard position + count <= end else { return nil }
    var scalar = UInt32(first) & (0x7f >> UInt32(count))
    for index in 1..<count {
      guard bytes[position + index] & 0xc0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(bytes[position + index] & 0x3f)
    }
    let isCharacter = scalar >= least && scalar <= 0x10ffff && !(0xd800...0xdfff).contains(scalar)
    return isCharacter ? (scalar, count) : nil
  }

  public static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      guard let (_, count) = scalar(bytes, at: position, to: range.upperBound) else { return false }
      position += count
    }
    return true
  }
}
