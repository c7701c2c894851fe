// A program that uses its terminal as vi does, and changes the screen by the smallest means: it never draws twice what it can move.
//
// The alternate screen, cursor addressing, a scroll region above a status line, lines and characters that are inserted and deleted,
// insert mode, styles. What a key does is in the README.

import Bulkhead
import TerminalClient

@main final class TestEditor: Component {
  private let environment: Environment
  private let terminal: TerminalConnection
  /// The number of the first line that is shown.
  private var top = 1

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    terminal = try TerminalConnection(environment)
    terminal.onInput = { [self] bytes in for byte in bytes { obey(byte) } }
    terminal.onSize = { [self] in begin() }
    terminal.write("before\r\n")
    begin()
  }

  private var rows: Int { Int(terminal.size.rows) }
  /// The last row of the text; below it is the status line.
  private var last: Int { rows - 1 }

  private func write(_ sequences: String...) { for sequence in sequences { terminal.write("\u{1b}" + sequence) } }

  /// The terminal has this size from now on.
  private func begin() {
    top = 1
    write("[?1049h", "[r", "[2J", "]2;test-editor\u{7}")
    for row in 1...last { draw(row, top + row - 1) }
    write("[1;\(last)r")
    show("ready")
  }

  private func draw(_ row: Int, _ number: Int) {
    write("[\(row);1H", "[K", "[33m\(number < 10 ? " " : "")\(number) ", "[m\(Self.style(number))", "[m of the text")
  }

  /// Text in one of several styles.
  private static func style(_ number: Int) -> String {
    switch number % 6 {
    case 0: "\u{1b}[1mbold"
    case 1: "\u{1b}[4munderlined"
    case 2: "\u{1b}[38;5;208mone of 256 colors"
    case 3: "\u{1b}[48;2;40;60;120mon a ground"
    case 4: "\u{1b}[7mturned over"
    default: "\u{1b}[9;31mstruck, and red"
    }
  }

  /// The status line, from which the cursor returns to where it was.
  private func show(_ words: String) {
    let blanks = String(repeating: " ", count: max(0, Int(terminal.size.columns) - 8 - words.utf8.count))
    write("7", "[\(rows);1H", "[7m editor \(words)\(blanks)", "[m", "8")
  }

  // MARK: Keys

  private func obey(_ byte: UInt8) {
    let key = UnicodeScalar(byte)
    switch key {
    case "j", "k": scroll(isDown: key == "j")
    case "o": write("[3;1H", "[L", "[32mopened")
    case "d": write("[5;1H", "[M", "[\(last);1H", "[34m~")
    case "x": write("[2;4H", "[4P")
    case "i": write("[2;8H", "[4h", "[35mnew ", "[4l")
    case "a": write("[4;4H", "[3@", "[36m>> ")
    case "e": write("[6;9H", "[K")
    case "b": write("[7;4H", "[5X")
    case "s": write("[8;\(last)r", "[8;1H", "[1S", "[1;\(last)r")
    case "q": return end()
    default: return
    }
    write("[m", "[1;1H")
    show("did \(key)")
    environment.log("did \(key)")
  }

  /// One line comes, the others move.
  private func scroll(isDown: Bool) {
    if isDown {
      top += 1
      write("[\(last);1H", "D")
      draw(last, top + last - 1)
    } else if top > 1 {
      top -= 1
      write("[1;1H", "M")
      draw(1, top)
    }
  }

  private func end() {
    write("[r", "[?1049l")
    terminal.write("after\r\n")
    environment.log("ended")
  }
}
