import Geometry
import Painting
import Testing

@testable import Typography

@Suite struct TextTests {
  let face: Face

  init() throws { face = try testFonts(pairs: [KerningPair("A", "V", -128)]).faces[0] }

  @Test func widths() {
    #expect(face.width("") == 0)
    #expect(face.width("abc") == 24)
    #expect(face.width("AV") == 14)
    #expect(face.width("VA") == 16)
  }

  @Test func whatCannotBeSeenTakesItsPlace() {
    for text in ["\u{0}", "\u{1b}", "\u{7f}", "\u{85}", "\u{ad}", "\u{202e}", "\u{200b}", "\u{feff}", "\u{e0041}", "\u{301}"] {
      #expect(face.width(text) == 8, "\(text.unicodeScalars.map(\.value))")
      var picture = Picture(Size(8, 10))
      picture.draw { $0.draw(text, at: Point(0, 8), face, .white) }
      #expect(picture.pixels.contains { $0 != 0 }, "\(text.unicodeScalars.map(\.value))")
    }
    #expect(face.index("\u{1b}") == face.index("\u{241b}"))
    #expect(face.index("\u{202e}") == face.missing)
  }

  @Test func glyphsStandWhereTheyShould() {
    var picture = Picture(Size(24, 12))
    let end = picture.withCanvas { $0.draw("a b", at: Point(0, 10), face, .white) }
    #expect(end == 24)
    for y in 0..<12 as Range<Int32> {
      for x in 0..<24 as Range<Int32> {
        let isInk = (2..<10).contains(y) && ((1..<7).contains(x) || (17..<23).contains(x))
        #expect((picture[x, y] != 0) == isInk, "\(x) \(y)")
      }
    }
  }

  @Test func textIsClipped() {
    var picture = Picture(Size(24, 12))
    picture.draw { canvas in canvas.clipped(to: Rectangle(4, 4, 2, 2)) { $0.draw("aaa", at: Point(0, 10), face, .white) } }
    #expect(picture.pixels.filter { $0 != 0 }.count == 4)
    picture.draw { canvas in
      for x in [.min, -1000, 1000, .max] as [Int32] { canvas.draw("aaa", at: Point(x, x), face, .white) }
    }
  }

  @Test func ellipses() {
    #expect(face.fitted("abcdef", width: 48) == "abcdef")
    #expect(face.fitted("abcdef", width: 47) == "abcd…")
    #expect(face.fitted("abc def", width: 40) == "abc…")
    #expect(face.fitted("abcdef", width: 3) == "…")
  }

  @Test func linesBreakAtSpaces() {
    #expect(face.lines("one two three", width: 64) == ["one two", "three"])
    #expect(face.lines("one two three", width: 56) == ["one two", "three"])
    #expect(face.lines("one two three", width: 55) == ["one", "two", "three"])
    #expect(face.lines("a\n\nb", width: 100) == ["a", "", "b"])
    #expect(face.lines("", width: 100) == [""])
  }

  @Test func longWordsBreakAnywhere() {
    #expect(face.lines("abcdefgh", width: 24) == ["abc", "def", "gh"])
    #expect(face.lines("abc", width: 0) == ["a", "b", "c"])
    #expect(face.lines("abc", width: .min) == ["a", "b", "c"])
  }

  @Test func tooManyLinesEndInAnEllipsis() {
    #expect(face.lines("one two three four", width: 56, most: 2) == ["one two", "three…"])
    #expect(face.lines("one two three four", width: 200, most: 2) == ["one two three four"])
  }

  @Test func cursors() {
    #expect(face.stops(Array("abV".unicodeScalars)) == [0, 8, 16, 24])
    #expect(face.stops([]) == [0])
    #expect(face.nearestStop(Array("abc".unicodeScalars), to: 11) == 1)
    #expect(face.nearestStop(Array("abc".unicodeScalars), to: 13) == 2)
    #expect(face.nearestStop(Array("abc".unicodeScalars), to: -50) == 0)
    #expect(face.nearestStop(Array("abc".unicodeScalars), to: 500) == 3)
  }

  @Test func fractionsOfPixelsPickVariants() {
    var pen = Pen(at: 3)
    #expect((pen.pixel(4), pen.variant(4)) == (3, 0))
    pen.advance(Glyph(start: 0, advance: 80, left: 0, top: 0, width: 0, height: 0, variants: 1))
    #expect((pen.pixel(4), pen.variant(4)) == (4, 1))
    pen.advance(Glyph(start: 0, advance: 44, left: 0, top: 0, width: 0, height: 0, variants: 1))
    #expect((pen.pixel(4), pen.variant(4)) == (5, 0))
    #expect((pen.pixel(1), pen.variant(1)) == (5, 0))
  }
}

extension Picture {
  mutating func withCanvas<R>(_ body: (inout Canvas) -> R) -> R {
    var result: R?
    draw { result = body(&$0) }
    return result!
  }
}
