// A line that is typed: what the keys do to it, and how it is shown on a terminal.
//
// Invariant: the cursor is within the line, or at its end. The line has a limit, and so has the history.

import TerminalEmulation

public struct LineEditor: Sendable {
  public enum Outcome: Sendable {
    case nothing
    case changed
    case submitted(String)
    /// Control-C.
    case cancelled
    /// Control-D in an empty line.
    case ended
    /// Tab: the program may complete the word before the cursor.
    case completes
    /// Control-L.
    case clears
  }

  public static var mostCharacters: Int { 1000 }
  public static var mostHistory: Int { 100 }

  public private(set) var line: [Unicode.Scalar] = []
  public private(set) var cursor = 0
  public private(set) var history: [String] = []
  /// Which line of the history is shown; the number of lines: the one that is being typed.
  private var position = 0
  private var draft: [Unicode.Scalar] = []
  private var removed: [Unicode.Scalar] = []
  /// In which row of the line's rows the terminal's cursor stands.
  private var shownRow = 0

  public init() {}

  public var text: String {
    var text = ""
    text.unicodeScalars.append(contentsOf: line)
    return text
  }

  public mutating func handle(_ key: TypedKey) -> Outcome {
    switch key {
    case .enter: return submit()
    case .tab: return .completes
    case .character(let scalar): return insert(scalar)
    case .control(let number): return control(number)
    case .alt(let scalar): return alt(scalar)
    case .up: return recall(position - 1)
    case .down: return recall(position + 1)
    case .backspace: return remove(cursor - 1..<cursor)
    case .delete: return remove(cursor..<cursor + 1)
    case .left: return move(cursor - 1)
    case .right: return move(cursor + 1)
    case .wordLeft: return move(wordStart)
    case .wordRight: return move(wordEnd)
    case .home: return move(0)
    case .end: return move(line.count)
    case .escape, .backTab, .pageUp, .pageDown: return .nothing
    }
  }

  private mutating func control(_ number: UInt8) -> Outcome {
    switch number {
    case 1: return move(0)
    case 2: return move(cursor - 1)
    case 3:
      clear()
      return .cancelled
    case 4: return line.isEmpty ? .ended : remove(cursor..<cursor + 1)
    case 5: return move(line.count)
    case 6: return move(cursor + 1)
    case 11: return cut(cursor..<line.count)
    case 12: return .clears
    case 14: return recall(position + 1)
    case 16: return recall(position - 1)
    case 21: return cut(0..<cursor)
    case 23: return cut(wordStart..<cursor)
    case 25:
      for scalar in removed { _ = insert(scalar) }
      return .changed
    default: return .nothing
    }
  }

  private mutating func alt(_ scalar: Unicode.Scalar) -> Outcome {
    switch scalar {
    case "b": move(wordStart)
    case "f": move(wordEnd)
    case "d": cut(cursor..<wordEnd)
    default: .nothing
    }
  }

  // MARK: Editing

  private mutating func insert(_ scalar: Unicode.Scalar) -> Outcome {
    guard line.count < Self.mostCharacters else { return .nothing }
    line.insert(scalar, at: cursor)
    cursor += 1
    return .changed
  }

  /// Puts text in place of what stands between `start` and the cursor.
  public mutating func replace(from start: Int, with text: String) {
    guard start >= 0, start <= cursor else { return }
    line.removeSubrange(start..<cursor)
    cursor = start
    for scalar in text.unicodeScalars { _ = insert(scalar) }
  }

  private mutating func move(_ place: Int) -> Outcome {
    let place = max(0, min(place, line.count))
    defer { cursor = place }
    return place == cursor ? .nothing : .changed
  }

  private mutating func remove(_ range: Range<Int>) -> Outcome {
    guard range.lowerBound >= 0, range.upperBound <= line.count, !range.isEmpty else { return .nothing }
    var range = range
    // What combines with the character before goes with it.
    while range.upperBound < line.count, CharacterWidth.of(line[range.upperBound]) == 0 {
      range = range.lowerBound..<range.upperBound + 1
    }
    line.removeSubrange(range)
    cursor = range.lowerBound
    return .changed
  }

  private mutating func cut(_ range: Range<Int>) -> Outcome {
    guard !range.isEmpty else { return .nothing }
    removed = Array(line[range])
    line.removeSubrange(range)
    cursor = range.lowerBound
    return .changed
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, line[place - 1] == " " { place -= 1 }
    while place > 0, line[place - 1] != " " { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < line.count, line[place] == " " { place += 1 }
    while place < line.count, line[place] != " " { place += 1 }
    return place
  }

  private mutating func clear() { (line, cursor, draft, position) = ([], 0, [], history.count) }

  // MARK: History

  private mutating func submit() -> Outcome {
    let text = text
    let isBlank = line.allSatisfy { $0 == " " }
    if !isBlank, history.last?.utf8.elementsEqual(text.utf8) != true { history.append(text) }
    if history.count > Self.mostHistory { history.removeFirst() }
    clear()
    return .submitted(text)
  }

  private mutating func recall(_ index: Int) -> Outcome {
    guard index >= 0, index <= history.count, index != position else { return .nothing }
    if position == history.count { draft = line }
    position = index
    line = index == history.count ? draft : Array(history[index].unicodeScalars)
    cursor = line.count
    return .changed
  }
}

// MARK: - Showing

extension LineEditor {
  /// What shows the line, in place of what was shown before.
  /// - Parameters:
  ///   - prompt: may contain sequences that take no room.
  ///   - promptWidth: cells that it takes.
  ///   - color: parameters of `SGR` for the first word.
  public mutating func shown(prompt: String, promptWidth: Int, columns: Int, color: String) -> String {
    let columns = max(2, columns)
    var output = shownRow > 0 ? "\r\u{1b}[\(shownRow)A\u{1b}[J" : "\r\u{1b}[J"
    output += prompt + "\u{1b}[\(color)m"
    let wordEnd = line.firstIndex(of: " ") ?? line.count
    var (column, cursorAt) = (promptWidth, promptWidth)
    for index in 0..<line.count {
      if index == cursor { cursorAt = column }
      if index == wordEnd { output += "\u{1b}[m" }
      output.unicodeScalars.append(line[index])
      column = Self.advance(column, line[index], columns)
    }
    if cursor == line.count { cursorAt = column }
    output += "\u{1b}[m"
    // A terminal waits in the last column with going to the next row.
    if column > 0, column % columns == 0 { output += "\r\n" }
    return output + place(cursorAt, end: column, columns)
  }

  /// Wide characters do not stand half in a row.
  private static func advance(_ column: Int, _ scalar: Unicode.Scalar, _ columns: Int) -> Int {
    let width = CharacterWidth.of(scalar)
    return width == 2 && column % columns == columns - 1 ? column + 3 : column + width
  }

  private mutating func place(_ cursorAt: Int, end: Int, _ columns: Int) -> String {
    shownRow = cursorAt / columns
    let up = end / columns - shownRow
    let right = cursorAt % columns
    return (up > 0 ? "\u{1b}[\(up)A" : "") + "\r" + (right > 0 ? "\u{1b}[\(right)C" : "")
  }

  /// What goes behind the line when it is done.
  public mutating func finished(promptWidth: Int, columns: Int) -> String {
    defer { shownRow = 0 }
    return "\r\n"
  }

  /// The screen was cleared, or something else was written below: the next time it is shown where the cursor is.
  public mutating func forget() { shownRow = 0 }
}
