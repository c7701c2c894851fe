// What a terminal must do with what programs write.

import Testing

@testable import TerminalEmulation

/// A small terminal after it read something.
func terminal(_ columns: Int = 10, _ rows: Int = 4, _ text: String = "") -> Emulator {
  var terminal = Emulator(GridSize(columns: columns, rows: rows))
  terminal.write(text)
  return terminal
}

@Suite struct EmulatorTests {
  @Test func writesAndWraps() {
    let emulator = terminal(10, 4, "hello\r\nwonderful world")
    #expect(emulator.text == ["hello", "wonderful", "world", ""])
    #expect(emulator.cursorPlace == (2, 5))
    #expect(emulator.line(1).wraps && !emulator.line(0).wraps)
  }

  @Test func theLastColumnWaits() {
    var emulator = terminal(4, 2, "abcd")
    #expect(emulator.cursorPlace == (0, 3))
    emulator.write("\r")
    #expect(emulator.cursorPlace == (0, 0))
    emulator.write("\u{1b}[?7labcdefg")
    #expect(emulator.text == ["abcg", ""])
  }

  @Test func movesAndErases() {
    var emulator = terminal(6, 3, "aaaaaa\r\nbbbbbb\r\ncccccc")
    emulator.write("\u{1b}[2;3H\u{1b}[K")
    #expect(emulator.text == ["aaaaaa", "bb", "cccccc"])
    emulator.write("\u{1b}[1K")
    #expect(emulator.text[1] == "")
    emulator.write("\u{1b}[J")
    #expect(emulator.text == ["aaaaaa", "", ""])
    emulator.write("\u{1b}[1;2H\u{1b}[2X")
    #expect(emulator.text[0] == "a  aaa")
    emulator.write("\u{1b}[2J\u{1b}[3;4Hx\u{1b}[A\u{1b}[Dy\u{1b}[Fz")
    #expect(emulator.text == ["z", "   y", "   x"])
  }

  @Test func insertsAndDeletes() {
    var emulator = terminal(6, 4, "1\r\n2\r\n3\r\n4\u{1b}[2H")
    emulator.write("\u{1b}[L")
    #expect(emulator.text == ["1", "", "2", "3"])
    emulator.write("\u{1b}[2M")
    #expect(emulator.text == ["1", "3", "", ""])
    emulator.write("\u{1b}[Habcdef\u{1b}[1;3H\u{1b}[2@")
    #expect(emulator.text[0] == "ab  cd")
    emulator.write("\u{1b}[3P")
    #expect(emulator.text[0] == "abd")
    emulator.write("\u{1b}[1G\u{1b}[4hXY\u{1b}[4l")
    #expect(emulator.text[0] == "XYabd")
  }

  @Test func scrollsWithinMargins() {
    var emulator = terminal(6, 4, "1\r\n2\r\n3\r\n4")
    emulator.write("\u{1b}[2;3r\u{1b}[3H\n")
    #expect(emulator.text == ["1", "3", "", "4"])
    emulator.write("\u{1b}[2H\u{1b}M")
    #expect(emulator.text == ["1", "", "3", "4"])
    #expect(emulator.history.count == 0)
    // With origin mode, places count from the margin and do not leave it.
    emulator.write("\u{1b}[?6h\u{1b}[1;1Ha\u{1b}[9;1Hb")
    #expect(emulator.text == ["1", "a", "b", "4"])
    emulator.write("\u{1b}[r\u{1b}[?6l\u{1b}[2S")
    #expect(emulator.text == ["b", "4", "", ""])
    #expect(emulator.history.count == 2)
  }

  @Test func keepsHistory() {
    var emulator = terminal(6, 2)
    for number in 1...5 { emulator.write("\(number)\r\n") }
    #expect(emulator.text == ["5", ""])
    emulator.scrollView(2)
    #expect(emulator.text == ["3", "4"])
    emulator.write("6\r\n")
    // What one looks at stays while more comes.
    #expect(emulator.text == ["3", "4"])
    emulator.scrollView(100)
    #expect(emulator.text == ["1", "2"])
    emulator.scrollView(-100)
    #expect(emulator.text == ["6", ""])
    emulator.write("\u{1b}[3J")
    #expect(emulator.mostOffset == 0)
  }

  @Test func hasAnotherScreen() {
    var emulator = terminal(6, 3, "main\u{1b}7")
    emulator.write("\u{1b}[?1049h\u{1b}[Hvi\u{1b}[3;3H")
    #expect(emulator.text == ["vi", "", ""] && emulator.isAlternate)
    emulator.write("\n\n\n\n")
    #expect(emulator.history.count == 0)
    emulator.write("\u{1b}[?1049l!")
    #expect(emulator.text == ["main!", "", ""] && !emulator.isAlternate)
  }

  @Test func stylesCharacters() {
    let emulator = terminal(
      20, 1, "\u{1b}[1;31ma\u{1b}[0;4;48;5;200mb\u{1b}[38;2;1;2;3;7mc\u{1b}[md\u{1b}[38:2::9:8:7me\u{1b}[95mf")
    #expect(emulator.cell(0, 0).attributes == .bold && emulator.cell(0, 0).foreground == .palette(1))
    #expect(emulator.cell(0, 1).attributes == .underline && emulator.cell(0, 1).background == .palette(200))
    #expect(emulator.cell(0, 2).foreground == .rgb(1, 2, 3) && emulator.cell(0, 2).attributes == [.underline, .reverse])
    #expect(emulator.cell(0, 3).attributes == [] && emulator.cell(0, 3).foreground == .standard)
    #expect(emulator.cell(0, 4).foreground == .rgb(9, 8, 7))
    #expect(emulator.cell(0, 5).foreground == .palette(13))
  }

  @Test func erasingTakesTheBackground() {
    let emulator = terminal(4, 1, "\u{1b}[44m\u{1b}[K")
    #expect(emulator.cell(0, 3).background == .palette(4) && emulator.cell(0, 3).scalar == nil)
  }

  @Test func drawsLines() {
    #expect(terminal(10, 1, "\u{1b}(0lqk\u{1b}(Bq").text == ["┌─┐q"])
    #expect(terminal(10, 1, "\u{1b})0\u{e}x\u{f}x").text == ["│x"])
  }

  @Test func tabs() {
    var emulator = terminal(20, 1, "\tx\u{1b}[Zy")
    #expect(emulator.text == ["        y"])
    emulator.write("\u{1b}[3g\u{1b}[1;4H\u{1b}H\r\tz")
    #expect(emulator.text == ["   z    y"])
    emulator.write("\t!")
    #expect(emulator.text == ["   z    y          !"])
  }

  @Test func wideAndCombiningCharacters() {
    var emulator = terminal(6, 2, "a漢字bc")
    #expect(emulator.text == ["a漢字b", "c"])
    #expect(emulator.cell(0, 1).attributes.contains(.wide) && emulator.cell(0, 2).attributes.contains(.wideTail))
    // Half of a wide character is none.
    emulator.write("\u{1b}[1;3Hx")
    #expect(emulator.text[0] == "a x字b")
    // One that does not fit goes to the next row.
    #expect(terminal(3, 2, "ab漢").text == ["ab", "漢"])
    #expect(terminal(6, 1, "e\u{301}o\u{308}").text == ["éö"])
    #expect(terminal(6, 1, "x\u{301}\u{302}y").text == ["x\u{301}y"])
    #expect(terminal(6, 1, "\u{301}x").text == ["x"])
  }

  @Test func answers() {
    var emulator = terminal(10, 4, "\u{1b}[2;3H\u{1b}[6n\u{1b}[5n\u{1b}[c\u{1b}[18t\u{1b}[?25$p\u{1b}[?9999$p")
    #expect(
      String(decoding: emulator.takeReplies(), as: UTF8.self)
        == "\u{1b}[2;3R\u{1b}[0n\u{1b}[?62;22c\u{1b}[8;4;10t\u{1b}[?25;1$y\u{1b}[?9999;0$y")
    #expect(emulator.takeReplies().isEmpty)
  }

  @Test func titleAndBell() {
    var emulator = terminal(10, 1, "\u{1b}]0;notes é\u{7}\u{7}")
    #expect(emulator.title == "notes é" && emulator.takeBell() && !emulator.takeBell())
    emulator.write("\u{1b}]2;other\u{1b}\\x")
    #expect(emulator.title == "other" && emulator.text == ["x"])
  }

  @Test func repeatsAndResets() {
    var emulator = terminal(10, 2, "x\u{1b}[3b\u{1b}[?2004h\u{1b}[?1h\u{1b}[4 q")
    #expect(emulator.text[0] == "xxxx" && emulator.cursorShape == .underline && emulator.modes.contains(.bracketedPaste))
    emulator.write("\u{1b}[!p")
    #expect(emulator.text[0] == "xxxx" && !emulator.modes.contains(.cursorKeys) && emulator.cursorShape == .block)
    emulator.write("\u{1b}c")
    #expect(emulator.text[0] == "" && emulator.cursorPlace == (0, 0))
  }
}
