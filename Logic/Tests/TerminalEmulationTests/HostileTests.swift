// What programs must not be able to do to a terminal.

import Testing

@testable import TerminalEmulation

@Suite struct HostileTests {
  @Test func nothingIsSentBackThatTheProgramChose() {
    var emulator = terminal(
      20, 2, "\u{1b}]2;rm -rf\r\u{7}\u{1b}[21t\u{1b}[20t\u{1b}]52;c;?\u{7}\u{1b}P$qm\u{1b}\\\u{5}\u{1b}[>q")
    #expect(emulator.takeReplies().isEmpty)
    #expect(emulator.title == "rm -rf")
  }

  @Test func titlesHideNothing() {
    #expect(terminal(5, 1, "\u{1b}]2;a\u{202e}b\u{200b}\u{1}c\u{7}").title == "abc")
    let long = String(repeating: "x", count: 400)
    #expect(terminal(5, 1, "\u{1b}]2;\(long)\u{7}").title.count == 80)
    // Too long to be meant as a title.
    #expect(terminal(5, 1, "\u{1b}]2;\(long)\(long)\u{7}x").title == "")
  }

  @Test func aStringWithoutEndIsNotKept() {
    var emulator = terminal(10, 1, "\u{1b}]0;")
    for _ in 0..<1000 { emulator.write(String(repeating: "y", count: 100)) }
    emulator.write("\u{18}z")
    #expect(emulator.title == "" && emulator.text == ["z"])
    for start in ["\u{1b}P", "\u{1b}_", "\u{1b}^", "\u{1b}X"] {
      #expect(terminal(10, 1, "\(start)abc\u{7}\u{1b}\\ok").text == ["ok"])
    }
  }

  @Test func repliesStopAtALimit() {
    var emulator = terminal(10, 2)
    for _ in 0..<10_000 { emulator.write("\u{1b}[6n") }
    #expect(emulator.takeReplies().count <= Emulator.mostReplyBytes)
    emulator.write("\u{1b}[5n")
    #expect(emulator.takeReplies().count == 4)
  }

  @Test func numbersStop() {
    let huge = "99999999999999999999"
    var emulator = terminal(10, 4, "a")
    for final in "ABCDEFGHIJKLMPSTXZ@`abcdefghlmnrstu" {
      emulator.write("\u{1b}[\(huge);\(huge)\(final)\u{1b}[?\(huge)\(final)")
    }
    emulator.write("\u{1b}[2J\u{1b}[\(huge);\(huge)Hx")
    #expect(emulator.cursorPlace.row == 3 && emulator.cursorPlace.column == 9)
  }

  @Test func tooManyParametersAreDropped() {
    let many = (0..<1000).map { _ in "1" }.joined(separator: ";")
    let emulator = terminal(10, 1, "\u{1b}[\(many)mx\u{1b}[;;;;;;;;;;;;;;;;;;;;;;;31my")
    #expect(emulator.text == ["xy"])
    #expect(emulator.cell(0, 0).attributes == .bold)
    #expect(emulator.cell(0, 1).foreground == .standard)
  }

  @Test func brokenSequencesDoNotSpill() {
    #expect(terminal(10, 1, "\u{1b}[1;2\u{18}x").text == ["x"])
    #expect(terminal(10, 1, "\u{1b}[1\u{1b}[31mx").text == ["x"])
    #expect(terminal(10, 1, "\u{1b}[1?2hx").text == ["x"])
    #expect(terminal(10, 1, "\u{1b}[ !px").text == ["x"])
    #expect(terminal(10, 1, "\u{1b} !Fx").text == ["x"])
    // Control characters inside of a sequence act at once.
    #expect(terminal(10, 1, "ab\u{1b}[\r1Cx").text == ["ax"])
    #expect(terminal(10, 1, "\u{1b}[38;5mx\u{1b}[38;2;1my\u{1b}[38;5;999mz\u{1b}[38:mw").text == ["xyzw"])
  }

  @Test(
    arguments: [
      ([0x80], "\u{fffd}"), ([0xc3, 0x41], "\u{fffd}A"), ([0xe2, 0x82, 0x1b, 0x5b, 0x43, 0x41], "\u{fffd} A"),
      ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"), ([0xc0, 0xaf], "\u{fffd}\u{fffd}"), ([0xf5, 0x41], "\u{fffd}A"),
      ([0xe2, 0x82, 0xac], "€"), ([0xf0, 0x9f, 0x98, 0x80], "😀"), ([0xc2, 0x9b, 0x41], "A"),
    ] as [([UInt8], String)]) func badUTF8IsShown(bytes: [UInt8], shown: String)
  {
    var emulator = terminal(10, 1)
    emulator.write(bytes)
    #expect(emulator.text == [shown])
  }

  @Test func historyIsBounded() {
    var emulator = Emulator(GridSize(columns: 80, rows: 2), history: History(mostLines: 100, mostCells: 1000))
    for _ in 0..<500 { emulator.write(String(repeating: "x", count: 80) + "\r\n") }
    #expect(emulator.history.count <= 12 && emulator.history.count > 10)
    for _ in 0..<500 { emulator.write("\r\n") }
    #expect(emulator.history.count == 100)
    var none = Emulator(GridSize(columns: 80, rows: 2), history: History(mostLines: 0, mostCells: 0))
    none.write("a\r\nb\r\nc\r\nd")
    #expect(none.mostOffset == 0 && none.text == ["c", "d"])
    // A line that is longer than all that may be kept.
    var small = Emulator(GridSize(columns: 80, rows: 1), history: History(mostLines: 10, mostCells: 10))
    small.write(String(repeating: "x", count: 200))
    #expect(small.text[0].count == 40)
  }

  @Test func sizesAreClamped() {
    #expect(GridSize(columns: -5, rows: 0) == GridSize(columns: 2, rows: 1))
    #expect(GridSize(columns: .max, rows: .max) == GridSize(columns: 400, rows: 160))
    var tiny = terminal(2, 1, "漢漢\u{1b}[L\u{1b}[M\u{1b}[S\u{1b}[T\u{1b}M\u{1b}[r\u{1b}[1;1r")
    tiny.write("a漢")
    #expect(tiny.text.count == 1)
  }

  @Test func anyBytesLeaveItWhole() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      var emulator = terminal(Int.random(in: 2...30), Int.random(in: 1...12))
      for _ in 0..<40 {
        emulator.write((0..<50).map { _ in "\u{1b}[;?0123456789ABHJKLMPrmhlST漢\u{301}x\n".utf8.randomElement(using: &random)! })
        if Bool.random() { emulator.resize(GridSize(columns: Int.random(in: 1...40), rows: Int.random(in: 1...20))) }
        emulator.check()
      }
    }
  }
}

extension Emulator {
  /// What must hold after anything.
  func check() {
    precondition(cursor.row >= 0 && cursor.row < size.rows && cursor.column >= 0 && cursor.column < size.columns)
    precondition(margins.lowerBound >= 0 && margins.upperBound <= size.rows && !margins.isEmpty)
    precondition(tabs.count == size.columns && grid.rows == size.rows && grid.columns == size.columns)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let attributes = grid[row, column].attributes
        let next = column + 1 < size.columns ? grid[row, column + 1].attributes : []
        precondition(attributes.contains(.wide) == next.contains(.wideTail), "half a character at \(row), \(column)")
      }
    }
  }
}
