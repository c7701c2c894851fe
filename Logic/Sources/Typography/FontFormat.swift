// The format of font files: glyphs of a few typefaces, drawn beforehand, ready to be laid on pixels.
//
// No outlines, no hinting programs, no tables of tables: font parsers have a history, and a program that shows text need
// not have one. The host tool draws the glyphs when it builds an image. All numbers are little-endian.
//
//   file    "BULKFONT", version (4 bytes: 1), number of faces (4), then as many face records, then the faces' blocks
//   face    32 bytes: family (1: 0 sans, 1 mono), weight (1: 0 regular, 1 bold), size (1: nominal pixels), scale (1: 1 or 2),
//           ascent, descent, line height, 0 (2 each, pixels), number of glyphs, number of kerning pairs (4 each),
//           start and size of the block in the file (4 each), 0 (4)
//   block   code points (4 each, ascending), glyphs (12 each), kerning keys (4 each, ascending), kerning values (2 each,
//           signed, 1/64 pixel), coverage
//   glyph   start of its coverage in the block (4), advance (2, 1/64 pixel), left (1, signed, pixels from the pen), top (1,
//           signed, rows above the baseline), width, height (1 each), variants (1), 0 (1)
//
// A glyph's coverage is 4 bits a pixel, the left one in the lower half, rows start at whole bytes. Variant n of v is drawn
// n/v pixel further to the right. A kerning key is the left glyph's number times 65536 plus the right one's.

/// Why bytes are no font.
public enum FontError: Error, Equatable, Sendable {
  case tooShort
  case badMagic
  case badVersion
  case noFaces
  /// A face record that says something impossible.
  case badFace
  case blockOutside
  case badCodePoints
  /// A glyph whose coverage is not within the block, or that has no variants.
  case badGlyph
  case badKerning
}

enum FontFormat {
  static var magic: [UInt8] { Array("BULKFONT".utf8) }
  static var version: UInt32 { 1 }
  static var headerSize: Int { 16 }
  static var faceSize: Int { 32 }
  static var glyphSize: Int { 12 }
  static var mostFaces: UInt32 { 64 }
  static var mostGlyphs: UInt32 { 1 << 15 }
  static var mostPairs: UInt32 { 1 << 17 }
}

/// Which typeface.
public struct FaceName: Equatable, Sendable {
  public enum Family: UInt8, Sendable {
    case sans
    case mono
  }
  public enum Weight: UInt8, Sendable {
    case regular
    case bold
  }
  public var family: Family
  public var weight: Weight
  /// Pixels on a screen of scale 1.
  public var size: UInt8
  /// Pixels of the screen per pixel of the design.
  public var scale: UInt8

  public init(_ family: Family, _ weight: Weight, size: UInt8, scale: UInt8 = 1) {
    self.family = family
    self.weight = weight
    self.size = size
    self.scale = scale
  }
}

/// Little-endian numbers in bytes.
extension [UInt8] {
  func number16(_ offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }
  func number32(_ offset: Int) -> UInt32 { UInt32(number16(offset)) | UInt32(number16(offset + 2)) << 16 }
}

extension Span<UInt8> {
  /// A copy of a part.
  func copy(_ range: Range<Int>) -> [UInt8] {
    // Safety: `extracting` checks the range; the bytes are copied while the span lives.
    unsafe extracting(range).withUnsafeBufferPointer { unsafe Array($0) }
  }
}
