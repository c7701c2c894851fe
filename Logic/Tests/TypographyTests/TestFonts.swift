@testable import Typography

/// A face whose glyphs are simple enough to calculate with: every printable character of ASCII is a block of 6 by 8 pixels
/// that moves the pen by 8.
func testFace(_ name: FaceName = FaceName(.sans, .regular, size: 10), pairs: [KerningPair] = []) -> DrawnFace {
  let scalars = (0x20...0x7e).map { Unicode.Scalar(UInt8($0)) } + ["\u{241b}", "\u{2026}", "\u{fffd}"]
  let block = [UInt8](repeating: 255, count: 48)
  return DrawnFace(
    name, ascent: 8, descent: 2, lineHeight: 12,
    glyphs: scalars.map {
      $0 == " "
        ? DrawnGlyph($0, advance: 512)
        : DrawnGlyph($0, advance: 512, left: 1, top: 8, width: 6, height: 8, variants: [block, block])
    },
    pairs: pairs)
}

func testFonts(pairs: [KerningPair] = []) throws -> Fonts { try Fonts(Fonts.file([testFace(pairs: pairs)]).span) }

struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
