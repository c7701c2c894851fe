// What is shown for characters that one cannot see.
//
// A label that an attacker chose must not hide, reorder or split anything: every character takes its own place, from left
// to right, and those without a shape of their own get one.

enum Visible {
  /// The character whose glyph is shown.
  static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20...0x7e: scalar
    // The pictures of control characters.
    case 0...0x1f: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
    case 0x7f: "\u{2421}"
    case 0xa0: " "
    // The rest of the control characters; joiners, marks and overrides of direction; other spaces and invisible operators;
    // separators of lines; variation selectors; combining marks; tags; private use.
    case 0x80...0x9f, 0xad, 0x300...0x36f, 0x61c, 0x180b...0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x205f...0x206f, 0x3164,
      0x20d0...0x20f0, 0xe000...0xf8ff, 0xfe00...0xfe0f, 0xfeff, 0xfff0...0xfffc, 0xe0000...0x10ffff:
      "\u{fffd}"
    default: scalar
    }
  }
}
