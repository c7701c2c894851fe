// Content of unknown origin, made fit for a terminal: whatever it says, it is shown, and does nothing.

import TerminalEmulation

public enum Printable {
  /// Lines of text: control characters are shown as `^X`, what is not UTF-8 as U+FFFD, tabs as spaces.
  /// - Parameter limit: lines at most; what comes behind is left out.
  public static func lines(_ bytes: [UInt8], limit: Int = 20_000) -> [String] {
    var lines: [String] = []
    var (line, column) = ("", 0)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\n" {
        lines.append(line)
        (line, column) = ("", 0)
        if lines.count >= limit { return lines }
      } else {
        column += append(scalar, at: column, to: &line)
      }
    }
    if column > 0 { lines.append(line) }
    return lines
  }

  /// A word or line from elsewhere.
  public static func line(_ text: String) -> String {
    var (line, column) = ("", 0)
    for scalar in text.unicodeScalars { column += append(scalar, at: column, to: &line) }
    return line
  }

  private static func append(_ scalar: Unicode.Scalar, at column: Int, to line: inout String) -> Int {
    switch scalar.value {
    case 9:
      let count = 8 - column % 8
      for _ in 0..<count { line += " " }
      return count
    case 13, 0: return 0
    case 1..<0x20:
      line += "^"
      line.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value + 0x40)))
      return 2
    case 0x7f...0x9f, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f:
      line += "\u{fffd}"
      return 1
    default:
      line.unicodeScalars.append(scalar)
      return CharacterWidth.of(scalar)
    }
  }
}
