import Input
import Testing

@testable import TerminalEmulation

@Suite struct ViewingTests {
  @Test func selectsTextAcrossLines() {
    var emulator = terminal(6, 3, "one\r\ntwo three\r\n")
    emulator.select(from: LinePlace(line: 0, column: 1), to: LinePlace(line: 2, column: 2))
    #expect(emulator.selectedText() == "ne\ntwo three")
    emulator.selectWord(at: LinePlace(line: 1, column: 1))
    #expect(emulator.selectedText() == "two")
    emulator.selectLine(at: 2)
    #expect(emulator.selectedText() == "two three")
    emulator.deselect()
    #expect(emulator.selectedText() == "")
  }

  @Test func aSelectionOfWhatIsGoneIsEmpty() {
    var emulator = Emulator(GridSize(columns: 6, rows: 2), history: History(mostLines: 2, mostCells: 100))
    emulator.write("gone\r\n")
    emulator.selectWord(at: LinePlace(line: 0, column: 1))
    #expect(emulator.selectedText() == "gone")
    emulator.write("1\r\n2\r\n3\r\n4\r\n")
    #expect(emulator.selectedText() == "")
    emulator.selectWord(at: LinePlace(line: -7, column: 1))
    emulator.selectWord(at: LinePlace(line: 99, column: 1))
    #expect(emulator.selection == nil)
    emulator.select(from: LinePlace(line: .min, column: 0), to: LinePlace(line: .max - 1, column: 5))
    #expect(emulator.selectedText() == "2\n3\n4\n")
    #expect(emulator.selectedText(limit: 3).utf8.count <= 4)
  }

  @Test func joinsAndWrapsLinesWhenResized() {
    var emulator = terminal(10, 4, "$ hello wonderful\r\nok")
    emulator.resize(GridSize(columns: 20, rows: 4))
    #expect(emulator.text == ["$ hello wonderful", "ok", "", ""])
    #expect(emulator.cursorPlace == (1, 2))
    emulator.resize(GridSize(columns: 5, rows: 3))
    #expect(emulator.text == ["nderf", "ul", "ok"])
    #expect(emulator.cursorPlace == (2, 2) && emulator.mostOffset == 2)
    emulator.resize(GridSize(columns: 20, rows: 4))
    #expect(emulator.text == ["$ hello wonderful", "ok", "", ""])
  }

  @Test func resizingCutsTheAlternateScreen() {
    var emulator = terminal(10, 4, "main text\u{1b}[?1049h\u{1b}[Habcdefghij\r\n12")
    emulator.resize(GridSize(columns: 4, rows: 2))
    #expect(emulator.text == ["abcd", "12"])
    emulator.write("\u{1b}[?1049l")
    #expect(emulator.text == [" tex", "t"] && emulator.cursorPlace == (1, 1))
  }

  @Test func encodesKeys() {
    func typed(_ key: Key, _ character: Unicode.Scalar? = nil, _ held: KeyModifiers = [], _ modes: Modes = []) -> String {
      String(decoding: KeyEncoding.bytes(key, character, held, modes), as: UTF8.self)
    }
    #expect(typed(.a, "a") == "a" && typed(.e, "é") == "é" && typed(.a, "a", .alt) == "\u{1b}a")
    #expect(typed(.c, "c", .control) == "\u{3}" && typed(.space, " ", .control) == "\u{0}")
    #expect(typed(.up) == "\u{1b}[A" && typed(.up, nil, [], .cursorKeys) == "\u{1b}OA")
    #expect(typed(.left, nil, .control) == "\u{1b}[1;5D" && typed(.pageUp, nil, .shift) == "\u{1b}[5;2~")
    #expect(typed(.enter, "\n") == "\r" && typed(.backspace, "\u{8}") == "\u{7f}" && typed(.tab, "\t", .shift) == "\u{1b}[Z")
    #expect(typed(.f1) == "\u{1b}OP" && typed(.f12) == "\u{1b}[24~" && typed(.delete, "\u{7f}") == "\u{1b}[3~")
    #expect(typed(.leftShift) == "" && typed(Key(rawValue: 0xffff)) == "")
  }

  @Test func pastesHarmlessly() {
    #expect(KeyEncoding.paste("a\nb\u{1b}[201~\u{3}", []) == Array("a\rb[201~".utf8))
    #expect(KeyEncoding.paste("x", .bracketedPaste) == Array("\u{1b}[200~x\u{1b}[201~".utf8))
  }

  @Test func encodesTheMouse() {
    #expect(KeyEncoding.mouse(.press(0), row: 1, column: 2, [], []).isEmpty)
    #expect(KeyEncoding.mouse(.press(0), row: 1, column: 2, [], .mouseButtons) == Array("\u{1b}[M #\"".utf8))
    #expect(
      KeyEncoding.mouse(.release(2), row: 1, column: 2, .control, [.mouseButtons, .mouseDecimal])
        == Array("\u{1b}[<18;3;2m".utf8))
    #expect(KeyEncoding.mouse(.drag(0), row: 0, column: 0, [], .mouseButtons).isEmpty)
    #expect(KeyEncoding.mouse(.press(0), row: 300, column: 0, [], .mouseButtons).isEmpty)
  }
}
