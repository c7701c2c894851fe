// What a person sees of a terminal: the screen, or older lines above it, and what is selected.
//
// Lines have numbers that stay: the first line that ever was is 0, also when it is gone.

public struct LinePlace: Equatable, Comparable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: LinePlace, right: LinePlace) -> Bool {
    left.line == right.line ? left.column < right.column : left.line < right.line
  }
}

/// Cells between two places, both included.
public struct Selection: Equatable, Sendable {
  public let anchor: LinePlace
  public let head: LinePlace

  var first: LinePlace { min(anchor, head) }
  var last: LinePlace { max(anchor, head) }

  public func contains(_ place: LinePlace) -> Bool { first <= place && place <= last }
}

extension Emulator {
  /// The number of the screen's first row.
  private var firstScreenLine: Int { isAlternate ? 0 : history.dropped + history.count }
  private var historyCount: Int { isAlternate ? 0 : history.count }

  /// The number of the line in a row of the window.
  public func lineNumber(_ row: Int) -> Int { firstScreenLine + row - viewOffset }

  /// What is in a row of the window.
  func line(_ row: Int) -> Line {
    let index = row - viewOffset
    if index >= 0 { return grid.line(min(index, size.rows - 1)) }
    let old = historyCount + index
    return old >= 0 ? history[old] : Line(cells: [], wraps: false)
  }

  /// The cell at a place of the window.
  public func cell(_ row: Int, _ column: Int) -> Cell {
    if row >= viewOffset { return grid[row - viewOffset, column] }
    let old = historyCount + row - viewOffset
    guard old >= 0, column < history[old].cells.count else { return .blank }
    return history[old].cells[column]
  }

  /// Where the cursor is in the window; nil if it is not seen.
  public var visibleCursor: (row: Int, column: Int)? {
    let row = cursor.row + viewOffset
    return modes.contains(.cursorVisible) && row < size.rows ? (row, cursor.column) : nil
  }

  /// The cursor's place on the screen.
  public var cursorPlace: (row: Int, column: Int) { (cursor.row, cursor.column) }

  // MARK: Scrolling back

  /// How far one can scroll back.
  public var mostOffset: Int { historyCount }

  /// - Parameter lines: to older ones if positive.
  public mutating func scrollView(_ lines: Int) { showView(viewOffset + max(-100_000, min(lines, 100_000))) }

  public mutating func showView(_ offset: Int) { viewOffset = max(0, min(offset, historyCount)) }

  // MARK: Selecting

  public mutating func select(from anchor: LinePlace, to head: LinePlace) {
    selection = Selection(anchor: anchor, head: head)
  }

  public mutating func deselect() { selection = nil }

  private func storedLine(_ number: Int) -> Line? {
    let index = number - firstScreenLine
    if index >= 0 { return index < size.rows ? grid.line(index) : nil }
    let old = historyCount + index
    return old >= 0 ? history[old] : nil
  }

  /// The word at a place, or what stands between words.
  public mutating func selectWord(at place: LinePlace) {
    guard let cells = storedLine(place.line)?.cells, place.column < cells.count else { return deselect() }
    let kind = Self.isWord(cells[place.column])
    var (first, last) = (place.column, place.column)
    while first > 0, Self.isWord(cells[first - 1]) == kind { first -= 1 }
    while last + 1 < cells.count, Self.isWord(cells[last + 1]) == kind { last += 1 }
    select(from: LinePlace(line: place.line, column: first), to: LinePlace(line: place.line, column: last))
  }

  private static func isWord(_ cell: Cell) -> Bool {
    guard let scalar = cell.scalar else { return cell.attributes.contains(.wideTail) }
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "~", "@", "+", "%": return true
    default: return scalar.value >= 0xa0 && !(0x2000...0x2bff).contains(scalar.value)
    }
  }

  /// All of a line, however many rows it takes.
  public mutating func selectLine(at number: Int) {
    var (first, last) = (number, number)
    while let line = storedLine(first - 1), line.wraps { first -= 1 }
    while let line = storedLine(last), line.wraps { last += 1 }
    select(from: LinePlace(line: first, column: 0), to: LinePlace(line: last, column: size.columns))
  }

  /// The text that is selected, at most `limit` bytes of it; lines that only wrapped are joined.
  public func selectedText(limit: Int = 64 << 10) -> String {
    guard let selection else { return "" }
    var text = ""
    let (first, last) = (selection.first, selection.last)
    let oldest = firstScreenLine - historyCount
    let newest = min(last.line, firstScreenLine + size.rows - 1)
    for number in max(first.line, oldest)..<max(first.line, oldest, newest + 1) {
      guard let line = storedLine(number), text.utf8.count < limit else { break }
      let start = number == first.line ? first.column : 0
      let end = number == last.line ? last.column + 1 : line.cells.count
      append(line, start, end, to: &text)
      if number != newest, !line.wraps { text += "\n" }
    }
    return text
  }

  private func append(_ line: Line, _ start: Int, _ end: Int, to text: inout String) {
    var end = min(end, line.cells.count)
    if !line.wraps { while end > start, line.cells[end - 1].scalar == nil { end -= 1 } }
    guard start < end else { return }
    for cell in line.cells[start..<end] where !cell.attributes.contains(.wideTail) {
      text.unicodeScalars.append(cell.scalar ?? " ")
      if cell.mark > 0, let mark = Unicode.Scalar(cell.mark) { text.unicodeScalars.append(mark) }
    }
  }

  /// The screen's text, row by row, without blanks at the ends: for tests and logs.
  public var text: [String] {
    (0..<size.rows).map { row in
      var text = ""
      let line = line(row)
      append(Line(cells: line.cells, wraps: false), 0, line.cells.count, to: &text)
      return text
    }
  }
}
