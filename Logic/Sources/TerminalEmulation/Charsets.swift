// The two character sets that a program can switch between: letters, and DEC's line drawing.

struct Charsets: Equatable {
  private var hasLines = [2 of Bool](repeating: false)
  /// 0 or 1.
  var active = 0

  /// `ESC ( 0` and the like. Sets that are not known are ASCII.
  mutating func designate(_ slot: Int, _ final: UInt8) { hasLines[slot] = final == UInt8(ascii: "0") }

  @inline(__always)
  func translate(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard hasLines[active], (0x5f...0x7e).contains(scalar.value) else { return scalar }
    return Unicode.Scalar(Self.lines[Int(scalar.value - 0x5f)]) ?? scalar
  }

  static func == (left: Charsets, right: Charsets) -> Bool {
    left.active == right.active && left.hasLines[0] == right.hasLines[0] && left.hasLines[1] == right.hasLines[1]
  }

  /// From "_" to "~".
  private static let lines: [32 of UInt16] = [
    0x20, 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0xb0, 0xb1, 0x2424, 0x240b, 0x2518, 0x2510, 0x250c, 0x2514, 0x253c,
    0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524, 0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x3c0, 0x2260, 0xa3, 0xb7,
  ]
}
