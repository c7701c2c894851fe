import Geometry
import Input
import Painting
import TerminalEmulation
import Testing
import Typography

@testable import TerminalView

/// What the mouse does in a terminal, and what of it the program hears.
@Suite struct PointingTests {
  private var emulator = Emulator(GridSize(columns: 20, rows: 4))
  private var painter = ScreenPainter(.dark, fonts: .blocks, scale: 1)
  private var pointing = Pointing()
  private var held: KeyModifiers = []
  private var now: UInt64 = 10_000

  init() { draw() }

  private mutating func draw() {
    var picture = Picture(painter.pixels(for: emulator.size))
    var painter = painter
    picture.draw { _ = painter.draw(emulator, hasFocus: true, isCursorLit: true, &$0) }
    self.painter = painter
  }

  private mutating func does(_ event: InputEvent) -> Pointing.Effect {
    pointing.handle(event, held, &emulator, painter, at: now)
  }

  private mutating func move(_ row: Int32, _ column: Int32) -> Pointing.Effect {
    does(.pointer(Point(8 + column * painter.cell.width + 3, 8 + row * painter.cell.height + 3)))
  }

  private mutating func press(_ button: Key = .leftButton) -> Pointing.Effect { does(.press(button, character: nil)) }
  private mutating func release(_ button: Key = .leftButton) -> Pointing.Effect { does(.release(button)) }
  private var selected: String { emulator.selectedText() }

  @Test mutating func draggingSelects() {
    emulator.write("one two\r\nthree four")
    _ = (move(0, 4), press(), move(0, 6), move(1, 4))
    #expect(release() == .selected && selected == "two\nthree")
    // Backwards is the same; and what is beside the text is the nearest cell of it.
    _ = (move(1, 4), press(), move(0, 4))
    #expect(release() == .selected && selected == "two\nthree")
    _ = (move(1, 6), press(), does(.pointer(Point(-500, 30_000))))
    #expect(emulator.selection?.head.column == 0 && release() == .selected)
  }

  @Test mutating func aClickSelectsNothingAndEndsASelection() {
    emulator.write("one two")
    _ = (move(0, 0), press(), move(0, 2), release())
    #expect(selected == "one")
    now += 5000
    _ = (move(0, 5), press())
    #expect(release() == .nothing && selected == "")
    // The pointer moves on with no button: nothing is selected.
    #expect(move(0, 1) == .nothing && selected == "")
  }

  @Test mutating func clicksTakeAWordAndThenALine() {
    emulator.write("one two")
    _ = move(0, 5)
    #expect(press() == .changed && release() == .nothing)
    #expect(press() == .selected && selected == "two")
    _ = release()
    #expect(press() == .selected && selected == "one two")
    _ = release()
    // Too late, or elsewhere, is a first click again.
    now += 400
    #expect(press() == .changed && selected == "")
    _ = (release(), move(0, 0))
    #expect(press() == .changed && selected == "")
  }

  @Test mutating func theMiddleButtonPastesAndTheRightOneDoesNothing() {
    #expect(press(.middleButton) == .paste && release(.middleButton) == .nothing)
    #expect(press(.rightButton) == .nothing && press(Key(rawValue: 0x117)) == .nothing)
  }

  @Test mutating func theWheelScrollsBack() {
    for line in 0..<30 { emulator.write("\(line)\r\n") }
    #expect(does(.wheel(Point(0, 2))) == .changed && emulator.lineNumber(0) == 27 - 6)
    #expect(does(.wheel(Point(0, .max))) == .changed && emulator.lineNumber(0) == 0)
    #expect(does(.wheel(Point(0, .min))) == .changed && emulator.lineNumber(0) == 27)
    #expect(does(.wheel(Point(3, 0))) == .nothing)
  }

  @Test mutating func onTheScreenOfAProgramTheWheelIsArrows() {
    emulator.write("\u{1b}[?1049h")
    #expect(does(.wheel(Point(0, 1))) == .send(Array("\u{1b}[A\u{1b}[A\u{1b}[A".utf8)))
    #expect(does(.wheel(Point(0, -1))) == .send(Array("\u{1b}[B\u{1b}[B\u{1b}[B".utf8)))
  }

  @Test mutating func theBarScrolls() {
    for line in 0..<100 { emulator.write("\(line)\r\n") }
    draw()
    let edge = painter.pixels(for: emulator.size).width - 2
    _ = does(.pointer(Point(edge, 1)))
    #expect(press() == .changed && emulator.lineNumber(0) < 10)
    #expect(does(.pointer(Point(0, 1000))) == .changed && emulator.lineNumber(0) == 97)
    #expect(release() == .nothing && emulator.selection == nil)
  }

  @Test mutating func aProgramThatWishesForTheMouseHasItButNotWithShift() {
    emulator.write("text\u{1b}[?1002h\u{1b}[?1006h")
    _ = move(0, 1)
    #expect(press() == .send(Array("\u{1b}[<0;2;1M".utf8)))
    #expect(move(1, 2) == .send(Array("\u{1b}[<32;3;2M".utf8)))
    #expect(release() == .send(Array("\u{1b}[<0;3;2m".utf8)) && emulator.selection == nil)
    #expect(press(.middleButton) == .send(Array("\u{1b}[<1;3;2M".utf8)))
    _ = release(.middleButton)
    #expect(does(.wheel(Point(0, 5))) == .send(Array("\u{1b}[<64;3;2M".utf8)))
    held = .shift
    _ = (move(0, 0), press(), move(0, 3))
    #expect(release() == .selected && selected == "text" && press(.middleButton) == .paste)
  }

  @Test mutating func aFingerDragsAndASecondOneDoesNothing() {
    emulator.write("one two")
    let at = { (column: Int32) in Point(8 + column * 9 + 3, 11) }
    #expect(does(.touch(1, at(0))) == .changed)
    #expect(does(.touch(2, at(6))) == .nothing && does(.touchRelease(2)) == .nothing)
    #expect(does(.touch(1, at(2))) == .changed && does(.touchRelease(1)) == .selected && selected == "one")
  }
}
