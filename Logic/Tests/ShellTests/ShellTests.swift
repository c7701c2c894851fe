import Testing

@testable import Shell
@testable import TerminalEmulation

extension LineEditor.Outcome: Equatable {
  public static func == (left: LineEditor.Outcome, right: LineEditor.Outcome) -> Bool { "\(left)" == "\(right)" }
}

/// Types into an editor; the last outcome that is not `changed`.
private func typed(_ text: String, _ editor: inout LineEditor) -> LineEditor.Outcome {
  var keys = TypedKeys()
  var last = LineEditor.Outcome.nothing
  for key in keys.decode(Array(text.utf8)) { last = editor.handle(key) }
  return last
}

@Suite struct TypedKeyTests {
  @Test func decodesWhatTerminalsSend() {
    var keys = TypedKeys()
    #expect(
      keys.decode(Array("aé\u{1b}[A\u{1b}OB\u{1b}[1;5D\u{1b}[3~\u{1b}[5~\u{1b}[Z\r\t\u{7f}\u{3}\u{1b}x".utf8)) == [
        .character("a"), .character("é"), .up, .down, .wordLeft, .delete, .pageUp, .backTab, .enter, .tab, .backspace,
        .control(3),
        .alt("x"),
      ])
    #expect(keys.decode([0x1b]) == [.escape])
    #expect(keys.decode([0x1b, 0x1b, 0x5b, 0x41]) == [.escape, .up])
    // Cut in two.
    #expect(keys.decode([0x1b, 0x5b]) == [] && keys.decode([0x43]) == [.right])
    #expect(keys.decode([0xc3]) == [] && keys.decode([0xa9]) == [.character("é")])
  }

  @Test func garbageIsNoKey() {
    var keys = TypedKeys()
    #expect(keys.decode([0, 0x1c, 0x9b, 0x1b, 0x5b, 0x39, 0x39, 0x7e]) == [.character("\u{fffd}")])
    #expect(keys.decode([0x1b, 0x5b] + Array(repeating: 0x30, count: 1000) + [0x7e]) == [])
    #expect(keys.decode([0x1b, 0x5b, 0x78, 0x61]) == [.character("a")])
  }

  @Test func pastedLinesDoNotRun() {
    var keys = TypedKeys()
    #expect(
      keys.decode(Array("\u{1b}[200~a\rb\u{1b}[201~\r".utf8)) == [.character("a"), .character(" "), .character("b"), .enter])
  }
}

@Suite struct LineEditorTests {
  @Test func edits() {
    var editor = LineEditor()
    #expect(typed("hello world", &editor) == .changed)
    #expect(typed("\u{17}there\u{1}\u{1b}[C\u{8}H", &editor) == .changed)
    #expect(editor.text == "Hello there" && editor.cursor == 1)
    _ = typed("\u{b}", &editor)
    #expect(editor.text == "H")
    _ = typed("\u{19}", &editor)
    #expect(editor.text == "Hello there")
    #expect(typed("\r", &editor) == .submitted("Hello there"))
  }

  @Test func recalls() {
    var editor = LineEditor()
    for line in ["one", "one", "  ", "two"] { _ = typed(line + "\r", &editor) }
    #expect(editor.history == ["one", "two"])
    _ = typed("dr\u{1b}[A", &editor)
    #expect(editor.text == "two")
    _ = typed("\u{1b}[A\u{1b}[A\u{1b}[A", &editor)
    #expect(editor.text == "one")
    _ = typed("\u{1b}[B\u{1b}[B\u{1b}[B", &editor)
    #expect(editor.text == "dr")
  }

  @Test func endsAndCancels() {
    var editor = LineEditor()
    #expect(typed("\u{4}", &editor) == .ended)
    #expect(typed("ab\u{3}", &editor) == .cancelled && editor.text == "")
    #expect(typed("ab\u{1}\u{4}", &editor) == .changed && editor.text == "b")
    #expect(typed("\t", &editor) == .completes && typed("\u{c}", &editor) == .clears)
  }

  @Test func hasLimits() {
    var editor = LineEditor()
    _ = typed(String(repeating: "x", count: 5000), &editor)
    #expect(editor.line.count == LineEditor.mostCharacters)
    for index in 0..<500 { _ = typed("\u{15}\(index)\r", &editor) }
    #expect(editor.history.count == LineEditor.mostHistory)
    #expect(typed("\u{1b}[D\u{1b}[3~\u{7f}\u{1b}b\u{1b}d\u{b}\u{15}", &editor) == .nothing)
    editor.replace(from: 5, with: "x")
    editor.replace(from: -1, with: "x")
    #expect(editor.text == "")
  }

  /// What is shown is what was typed, however the line wraps.
  @Test(arguments: ["", "abc", "abcdefgh", "abcdefghijklmnopqrst", "漢字漢字漢字a", "e\u{301}x"]) func shows(text: String) {
    var emulator = Emulator(GridSize(columns: 10, rows: 6))
    var editor = LineEditor()
    emulator.write("above\r\n")
    for key in text.unicodeScalars {
      _ = editor.handle(.character(key))
      emulator.write(editor.shown(prompt: "\u{1b}[1m>\u{1b}[m ", promptWidth: 2, columns: 10, color: "32"))
    }
    _ = editor.handle(.left)
    _ = editor.handle(.right)
    emulator.write(editor.shown(prompt: "> ", promptWidth: 2, columns: 10, color: "32"))
    var expected = Emulator(GridSize(columns: 10, rows: 6))
    expected.write("above\r\n> \(text)")
    #expect(emulator.text == expected.text)
    emulator.write("!")
    expected.write("!")
    #expect(emulator.text == expected.text)
    _ = editor.handle(.home)
    emulator.write(editor.shown(prompt: "> ", promptWidth: 2, columns: 10, color: "32"))
    #expect(emulator.cursorPlace == (1, 2))
  }
}

@Suite struct CommandTests {
  @Test func splitsWords() throws {
    #expect(try CommandLine.words("  cat  'a b'\"c\"d '' ") == ["cat", "a bcd", ""])
    #expect(try CommandLine.words("") == [])
    #expect(throws: CommandLineError.openQuote) { try CommandLine.words("echo 'x") }
  }

  @Test func completes() {
    #expect(CommandLine.completions("c", ["cat", "clear", "echo"]).shared == "c")
    #expect(CommandLine.completions("ca", ["cat", "clear"]).shared == "cat")
    #expect(CommandLine.completions("x", ["cat"]).all == [] && CommandLine.completions("x", []).shared == "x")
  }

  @Test func contentDoesNothingToTheTerminal() {
    #expect(Printable.lines(Array("a\tb\r\n\u{1b}[2Jc\u{9b}\u{202e}d".utf8)) == ["a       b", "^[[2Jc\u{fffd}\u{fffd}d"])
    #expect(Printable.lines([0xff, 0x41]) == ["\u{fffd}A"] && Printable.lines([]) == [])
    #expect(Printable.lines(Array(repeating: 10, count: 100), limit: 7).count == 7)
  }

  @Test func highlightsWithoutChangingText() {
    for line in ["config | verbose: yes", "  + start a b | ram: 1M", "-", "+", "", "  . comment", ":", "| x", "+ a |", "plain"]
    {
      var emulator = Emulator(GridSize(columns: 60, rows: 1))
      emulator.write(Highlighting.hid(line))
      #expect(emulator.text == [line])
      #expect(!emulator.cell(0, 59).attributes.contains(.bold))
    }
  }
}

@Suite struct PagerTests {
  private let lines = (1...30).map { "line \($0)" }

  private func screen(_ pager: Pager) -> [String] {
    var emulator = Emulator(GridSize(columns: 20, rows: 5))
    emulator.write(Pager.enter + pager.shown)
    return emulator.text
  }

  @Test func scrollsAndSearches() {
    var pager = Pager(lines, title: "t", isHID: false, columns: 20, rows: 5)
    #expect(screen(pager)[0] == "line 1" && screen(pager)[3] == "line 4")
    #expect(pager.handle(.character("j")) == .changed && screen(pager)[0] == "line 2")
    _ = pager.handle(.character(" "))
    #expect(screen(pager)[0] == "line 6")
    _ = pager.handle(.character("G"))
    #expect(screen(pager)[3] == "line 30")
    for key in "/ne 12\u{0}".unicodeScalars.dropLast() { _ = pager.handle(.character(key)) }
    _ = pager.handle(.enter)
    #expect(screen(pager)[0] == "line 12")
    #expect(pager.handle(.character("q")) == .ended)
  }

  @Test func oddContentIsShown() {
    var empty = Pager([], title: "", isHID: true, columns: 0, rows: 0)
    for key in [TypedKey.down, .character("G"), .character("n"), .pageUp] { _ = empty.handle(key) }
    #expect(screen(empty)[0] == "~")
    var long = Pager([String(repeating: "漢", count: 100)], title: "x", isHID: false, columns: 15, rows: 3)
    long.resize(columns: 20, rows: 5)
    #expect(screen(long)[0] == String(repeating: "漢", count: 10))
    for key in "/zzz".unicodeScalars { _ = long.handle(.character(key)) }
    _ = long.handle(.enter)
    #expect(screen(long)[4].contains("not found: zzz"))
  }
}
