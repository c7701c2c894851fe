import Geometry
import Painting
import TerminalEmulation
import Testing
import Typography

@testable import TerminalView

@Suite struct ScreenPainterTests {
  private var emulator = Emulator(GridSize(columns: 10, rows: 4))
  private var painter = ScreenPainter(.dark, fonts: .blocks, scale: 1)
  private var picture = Picture(Size(1, 1))

  init() { picture = Picture(painter.pixels(for: emulator.size)) }

  @discardableResult
  private mutating func draw(hasFocus: Bool = true, isCursorLit: Bool = true) -> [Rectangle] {
    var parts: [Rectangle] = []
    var painter = painter
    picture.draw { parts = painter.draw(emulator, hasFocus: hasFocus, isCursorLit: isCursorLit, &$0) }
    self.painter = painter
    return parts
  }

  private func color(_ row: Int32, _ column: Int32) -> Color? {
    let word = picture[8 + column * 9 + 4, 8 + row * 20 + 10]
    return [painter.colors.background, painter.colors.text, painter.colors.cursor, painter.colors.selection].first {
      $0.word == word
    }
  }

  @Test mutating func drawsOnlyWhatChanged() {
    #expect(draw() == [picture.bounds])
    #expect(draw().isEmpty)
    emulator.write("x")
    // The character, and the cursor beside it.
    #expect(draw() == [Rectangle(8, 8, 18, 20)])
    #expect(
      color(0, 0) == painter.colors.text && color(0, 1) == painter.colors.cursor && color(0, 2) == painter.colors.background)
    emulator.write("\rx")
    #expect(draw().isEmpty)
    #expect(draw(isCursorLit: false) == [Rectangle(17, 8, 9, 20)])
  }

  @Test mutating func showsStylesAndSelections() {
    emulator.write("\u{1b}[?25l\u{1b}[7m \u{1b}[m \u{1b}[48;2;1;2;3m \u{1b}[8;38;5;1mx")
    draw()
    #expect(color(0, 0) == painter.colors.text && color(0, 1) == painter.colors.background)
    #expect(picture[8 + 2 * 9 + 4, 18] == Color(0x010203).word && picture[8 + 3 * 9 + 4, 18] == Color(0x010203).word)
    emulator.select(from: LinePlace(line: 0, column: 1), to: LinePlace(line: 0, column: 2))
    #expect(draw() == [Rectangle(17, 8, 18, 20)])
    #expect(color(0, 1) == painter.colors.selection)
    emulator.write("\u{1b}[2J\u{1b}[?5h")
    emulator.deselect()
    draw()
    #expect(color(3, 9) == painter.colors.text)
  }

  @Test mutating func wideCharactersAreDrawnWhole() {
    emulator.write("\u{1b}[?25l漢x")
    draw()
    emulator.write("\u{1b}[1;2H\u{1b}[44m ")
    #expect(draw() == [Rectangle(8, 8, 18, 20)])
    #expect(color(0, 0) == painter.colors.background)
  }

  @Test mutating func hasAScrollBar() {
    for _ in 0..<40 { emulator.write("x\r\n") }
    draw()
    let edge = picture.size.width - 4
    #expect(picture[edge, picture.size.height - 6] != painter.colors.background.word)
    emulator.scrollView(1000)
    draw()
    #expect(
      picture[edge, picture.size.height - 6] == painter.colors.background.word
        && picture[edge, 6] != painter.colors.background.word)
    #expect(painter.offset(at: Point(edge, 0), emulator) == emulator.mostOffset)
    #expect(painter.offset(at: Point(edge, .max), emulator) == 0 && painter.offset(at: Point(5, 5), emulator) == nil)
  }

  @Test mutating func oddSizesAndPlacesAreClamped() {
    #expect(painter.gridSize(in: Size(0, 0)) == GridSize(columns: 2, rows: 1))
    draw()
    #expect(painter.place(at: Point(.min, .max)) == (3, 0) && painter.place(at: Point(.max, .min)) == (0, 9))
    // A picture that is smaller than the cells.
    picture = Picture(Size(20, 20))
    #expect(draw() == [picture.bounds])
    emulator.resize(GridSize(columns: 400, rows: 160))
    #expect(draw() == [picture.bounds])
  }
}

extension Picture { var bounds: Rectangle { Rectangle(.zero, size) } }

extension Fonts {
  /// A font whose characters are full cells.
  static var blocks: Fonts {
    let glyphs = (["0", "x", "\u{fffd}"] as [Unicode.Scalar]).map {
      DrawnGlyph($0, advance: 576, left: 0, top: 15, width: 9, height: 20, variants: [Array(repeating: 255, count: 180)])
    }
    let face = DrawnFace(FaceName(.mono, .regular, size: 15), ascent: 15, descent: 5, lineHeight: 20, glyphs: glyphs)
    guard let fonts = try? Fonts(Fonts.file([face]).span) else { preconditionFailure("the test's font is none") }
    return fonts
  }
}
