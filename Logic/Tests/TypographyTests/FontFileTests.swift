import Geometry
import Painting
import Testing

@testable import Typography

@Suite struct FontFileTests {
  func decode(_ bytes: [UInt8]) throws(FontError) -> Fonts { try Fonts(bytes.span) }

  @Test func whatIsWrittenIsRead() throws {
    let fonts = try testFonts(pairs: [KerningPair("A", "V", -64), KerningPair("a", "é", 3)])
    let face = fonts.faces[0]
    #expect(face.name == FaceName(.sans, .regular, size: 10))
    #expect((face.ascent, face.descent, face.lineHeight) == (8, 2, 12))
    #expect(face.glyph(face.index("A")).advance == 512)
    #expect(face.kerning(face.index("A"), face.index("V")) == -64)
    #expect(face.kerning(face.index("V"), face.index("A")) == 0)
    #expect(face.has("A") && !face.has("é"))
    #expect(face.index("é") == face.missing)
  }

  @Test func theClosestFaceIsFound() throws {
    let names = [
      FaceName(.sans, .regular, size: 10), FaceName(.sans, .bold, size: 10), FaceName(.sans, .bold, size: 20),
      FaceName(.mono, .regular, size: 15),
    ]
    let fonts = try decode(Fonts.file(names.map { testFace($0) }))
    for name in names { #expect(fonts.face(name).name == name) }
    #expect(fonts.face(FaceName(.sans, .regular, size: 18)).name == names[2])
    #expect(fonts.face(FaceName(.sans, .regular, size: 5, scale: 2)).name == names[0])
    #expect(fonts.face(FaceName(.mono, .bold, size: 99)).name == names[3])
  }

  @Test func onlyWantedFacesAreKept() throws {
    let file = Fonts.file([testFace(), testFace(FaceName(.mono, .regular, size: 15))])
    let fonts = try Fonts(file.span) { $0.family == .mono }
    #expect(fonts.faces.map(\.name.size) == [15])
    #expect(throws: FontError.noFaces) { _ = try Fonts(file.span) { _ in false } }
  }

  @Test func filesThatAreNoneAreRefused() {
    let good = Fonts.file([testFace(pairs: [KerningPair("A", "V", 1), KerningPair("V", "A", 1)])])
    func with(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
      var copy = good
      copy.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      return copy
    }
    let glyphs = 16 + 32 + 98 * 4
    let keys = glyphs + 98 * 12
    let cases: [([UInt8], FontError)] = [
      ([], .tooShort), (Array(good.prefix(15)), .tooShort), (Array(good.prefix(40)), .tooShort),
      (with(0, [0]), .badMagic), (with(8, [2]), .badVersion), (with(12, [0]), .noFaces), (with(12, [255, 255]), .noFaces),
      (with(16, [9]), .badFace), (with(17, [9]), .badFace), (with(18, [0]), .badFace), (with(19, [0]), .badFace),
      (with(19, [3]), .badFace), (with(20, [0xff, 0xff]), .badFace), (with(24, [0, 0]), .badFace),
      (with(28, [0, 0, 0, 0]), .badFace), (with(28, [255, 255, 255, 255]), .badFace),
      (with(32, [255, 255, 255, 255]), .badFace), (with(36, [255, 255, 255, 255]), .blockOutside),
      (with(40, [255, 255, 255, 255]), .blockOutside), (with(40, [1, 0, 0, 0]), .blockOutside),
      (Array(good.dropLast()), .blockOutside), (with(48, [0xff, 0xff]), .badCodePoints),
      (with(52, [0x20, 0]), .badCodePoints), (with(glyphs, [0, 0, 0, 0]), .badGlyph),
      (with(glyphs, [255, 255, 255, 127]), .badGlyph), (with(glyphs + 10, [0]), .badGlyph),
      (with(glyphs + 12 + 8, [255, 255, 255]), .badGlyph), (with(keys, [255, 255, 255, 255]), .badKerning),
    ]
    for (bytes, expected) in cases { #expect(throws: expected) { try decode(bytes) } }
    #expect(throws: Never.self) { try decode(good) }
  }

  /// Whatever the bytes: an error, or faces that can be drawn with.
  @Test func damagedFilesNeverTrap() {
    let good = Fonts.file([testFace(pairs: [KerningPair("A", "V", 1)])])
    var random = SplitMix(state: 4)
    var picture = Picture(Size(100, 20))
    var accepted = 0
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0...random.below(3) {
        let place = random.below(4) == 0 ? random.below(bytes.count) : random.below(min(bytes.count, 1000))
        bytes[place] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.below(8) == 0 { bytes.removeLast(random.below(bytes.count)) }
      guard let fonts = try? decode(bytes) else { continue }
      accepted += 1
      let face = fonts.face(FaceName(.mono, .bold, size: 15))
      picture.draw { $0.draw("AVATAR \u{1b}\u{0} é", at: Point(-3, 9), face, .white) }
      _ = face.lines("one two three", width: 30)
    }
    #expect(accepted > 100)
  }
}
