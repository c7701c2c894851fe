// A typeface at one size: which glyph a character has, and how far it moves the pen.
//
// The block's bytes were copied and checked once, by the decoder: nothing here can read outside of them.

import Geometry

/// How a glyph lies around the pen.
struct Glyph: Equatable {
  /// Where its coverage starts in the block.
  let start: Int
  /// 1/64 pixel.
  let advance: Int32
  let left: Int32
  let top: Int32
  let width: Int32
  let height: Int32
  let variants: Int32

  /// Bytes of a row of coverage.
  var stride: Int { (Int(width) + 1) / 2 }
}

public final class Face {
  public let name: FaceName
  /// Rows above and below the baseline that text takes, and the distance of lines. Pixels.
  public let ascent: Int32
  public let descent: Int32
  public let lineHeight: Int32
  let glyphCount: Int
  let pairCount: Int
  let block: [UInt8]
  /// The glyph for what has none.
  let missing: Int

  init(_ record: FaceRecord, block: [UInt8]) {
    name = record.name
    ascent = Int32(record.ascent)
    descent = Int32(record.descent)
    lineHeight = Int32(record.lineHeight)
    (glyphCount, pairCount) = (record.glyphCount, record.pairCount)
    self.block = block
    missing = block.search(0xfffd, at: 0, count: record.glyphCount) ?? 0
  }

  /// Whether it has a glyph for that.
  public func has(_ scalar: Unicode.Scalar) -> Bool { block.search(scalar.value, at: 0, count: glyphCount) != nil }

  /// The number of the glyph that shows a character.
  func index(_ scalar: Unicode.Scalar) -> Int {
    let shown = Visible.shown(scalar)
    return block.search(shown.value, at: 0, count: glyphCount) ?? missing
  }

  func glyph(_ index: Int) -> Glyph { block.glyph(glyphCount * 4 + index * FontFormat.glyphSize) }

  /// How much closer (negative) or further two glyphs are than their advances say, in 1/64 pixel.
  func kerning(_ left: Int, _ right: Int) -> Int32 {
    guard pairCount > 0 else { return 0 }
    let keys = glyphCount * (4 + FontFormat.glyphSize)
    guard let pair = block.search(UInt32(left) << 16 | UInt32(right), at: keys, count: pairCount) else { return 0 }
    return Int32(Int16(bitPattern: block.number16(keys + pairCount * 4 + pair * 2)))
  }

  /// The width of the widest digit, in whole pixels: the width of a cell of a monospaced face.
  public var digitWidth: Int32 { (glyph(index("0")).advance + 32) / 64 }
}

extension [UInt8] {
  /// Where a number is in an ascending table.
  func search(_ wanted: UInt32, at table: Int, count: Int) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let value = number32(table + middle * 4)
      if value == wanted { return middle }
      if value < wanted { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  func glyph(_ base: Int) -> Glyph {
    Glyph(
      start: Int(number32(base)), advance: Int32(number16(base + 4)), left: Int32(Int8(bitPattern: self[base + 6])),
      top: Int32(Int8(bitPattern: self[base + 7])), width: Int32(self[base + 8]), height: Int32(self[base + 9]),
      variants: Int32(self[base + 10]))
  }
}
