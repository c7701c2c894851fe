// A text on the whole screen, to be read with vi's keys.

import TerminalEmulation

public struct Pager: Sendable {
  public enum Outcome: Equatable, Sendable {
    case nothing
    case changed
    case ended
  }

  private let title: String
  private let lines: [String]
  private let isHID: Bool
  /// Lines as wide as the screen.
  private var rows: [(text: String, line: Int)] = []
  private var columns = 80
  private var height = 23
  private var top = 0
  /// What is being typed behind "/".
  private var query: [Unicode.Scalar]?
  private var pattern = ""
  private var notice = ""

  public static var enter: String { "\u{1b}[?1049h\u{1b}[?25l" }
  public static var leave: String { "\u{1b}[?25h\u{1b}[?1049l" }

  /// - Parameter lines: printable.
  public init(_ lines: [String], title: String, isHID: Bool, columns: Int, rows: Int) {
    (self.lines, self.title, self.isHID) = (lines, title, isHID)
    resize(columns: columns, rows: rows)
  }

  public mutating func resize(columns: Int, rows: Int) {
    let line = self.rows.indices.contains(top) ? self.rows[top].line : 0
    (self.columns, height) = (max(10, columns), max(1, rows - 1))
    self.rows = []
    for index in lines.indices { wrap(index) }
    top = self.rows.firstIndex { $0.line == line } ?? 0
    scroll(to: top)
  }

  private mutating func wrap(_ index: Int) {
    var (row, width) = ("", 0)
    for scalar in lines[index].unicodeScalars {
      let needed = CharacterWidth.of(scalar)
      if width + needed > columns {
        rows.append((row, index))
        (row, width) = ("", 0)
      }
      row.unicodeScalars.append(scalar)
      width += needed
    }
    rows.append((row, index))
  }

  private mutating func scroll(to row: Int) { top = max(0, min(row, rows.count - height)) }

  // MARK: Keys

  public mutating func handle(_ key: TypedKey) -> Outcome {
    notice = ""
    if query != nil { return handleQuery(key) }
    switch key {
    case .character("q"), .control(3), .escape: return .ended
    case .character("j"), .down, .enter: scroll(to: top + 1)
    case .character("k"), .up: scroll(to: top - 1)
    case .character(" "), .control(6), .pageDown: scroll(to: top + height)
    case .character("b"), .control(2), .pageUp: scroll(to: top - height)
    case .control(4): scroll(to: top + height / 2)
    case .control(21): scroll(to: top - height / 2)
    case .character("g"), .home: scroll(to: 0)
    case .character("G"), .end: scroll(to: rows.count)
    case .character("/"): query = []
    case .character("n"): search(forward: true)
    case .character("N"): search(forward: false)
    default: return .nothing
    }
    return .changed
  }

  private mutating func handleQuery(_ key: TypedKey) -> Outcome {
    switch key {
    case .character(let scalar): if (query?.count ?? 0) < 60 { query?.append(scalar) }
    case .backspace: if query?.popLast() == nil { query = nil }
    case .enter:
      pattern = ""
      pattern.unicodeScalars.append(contentsOf: query ?? [])
      query = nil
      search(forward: true)
    case .escape, .control(3): query = nil
    default: return .nothing
    }
    return .changed
  }

  private mutating func search(forward: Bool) {
    guard !pattern.utf8.isEmpty else { return }
    var row = top
    for _ in 0..<rows.count {
      row = (row + (forward ? 1 : rows.count - 1)) % rows.count
      if Self.contains(rows[row].text, pattern) { return scroll(to: row) }
    }
    notice = "not found: \(pattern)"
  }

  private static func contains(_ text: String, _ pattern: String) -> Bool {
    let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
    guard text.count >= pattern.count else { return false }
    return (0...text.count - pattern.count).contains { start in text[start...].starts(with: pattern) }
  }

  // MARK: Showing

  /// What shows the whole screen.
  public var shown: String {
    var output = "\u{1b}[H"
    for row in top..<top + height {
      output += "\u{1b}[K"
      if rows.indices.contains(row) {
        output += isHID ? Highlighting.hid(rows[row].text) : rows[row].text
      } else {
        output += "\u{1b}[2m~\u{1b}[m"
      }
      output += "\r\n"
    }
    return output + status
  }

  private var status: String {
    if let query {
      var text = "/"
      text.unicodeScalars.append(contentsOf: query)
      return "\u{1b}[K\(text)\u{1b}[7m \u{1b}[m"
    }
    let last = min(top + height, rows.count)
    let share = rows.count <= height ? "all" : last == rows.count ? "end" : "\(last * 100 / max(1, rows.count)) %"
    let words = notice.utf8.isEmpty ? " \(title)  \u{2502}  \(share)  \u{2502}  q ends, / searches" : " " + notice
    return "\u{1b}[7m\(fitted(words))\u{1b}[m"
  }

  /// As wide as the screen.
  private func fitted(_ words: String) -> String {
    var (text, width) = ("", 0)
    for scalar in words.unicodeScalars {
      let needed = CharacterWidth.of(scalar)
      if width + needed > columns { break }
      text.unicodeScalars.append(scalar)
      width += needed
    }
    return text + String(repeating: " ", count: columns - width)
  }
}
