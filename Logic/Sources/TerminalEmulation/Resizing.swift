// Another size: lines of the main screen that had wrapped are joined, and wrapped anew. Programs on the alternate screen
// draw again themselves; there rows are cut or added at the end.

extension Emulator {
  public mutating func resize(_ size: GridSize) {
    guard size != self.size else { return }
    (selection, viewOffset) = (nil, 0)
    if let main = hiddenGrid {
      // The main screen's cursor is the one that was saved when it was hidden.
      var hiddenCursor = savedOfHidden.cursor
      hiddenGrid = reflow(main, size, &hiddenCursor)
      savedOfHidden.cursor = hiddenCursor
      grid = Self.cut(grid, size)
      cursor.row = min(cursor.row, size.rows - 1)
      cursor.column = min(cursor.column, size.columns - 1)
    } else {
      var cursor = cursor
      grid = reflow(grid, size, &cursor)
      self.cursor = cursor
    }
    self.size = size
    margins = 0..<size.rows
    tabs = Self.everyEighth(size.columns)
    cursor.isPastEnd = false
  }

  private static func cut(_ grid: Grid, _ size: GridSize) -> Grid {
    var result = Grid(size)
    for row in 0..<min(size.rows, grid.rows) {
      result.setLine(row, grid.line(row))
      // A wide character that lost its right half.
      if result[row, size.columns - 1].attributes.contains(.wide) { result[row, size.columns - 1] = .blank }
    }
    return result
  }

  private mutating func reflow(_ grid: Grid, _ size: GridSize, _ cursor: inout Cursor) -> Grid {
    var lines: [Line] = []
    // Only as much of the history as can come into view: the rest stays as it is, and is cut where it is too long.
    let taken = min(history.count, size.rows)
    for _ in 0..<taken { if let line = history.removeLast() { lines.append(line) } }
    lines.reverse()
    let rows = (0..<grid.rows).last { $0 <= cursor.row || !grid.line($0).cells.isEmpty } ?? 0
    for row in 0...rows { lines.append(grid.line(row)) }
    var flow = Reflow(columns: size.columns, cursorLine: lines.count - 1 - rows + cursor.row, cursorColumn: cursor.column)
    for index in lines.indices { flow.add(lines[index], index) }
    flow.finishLine()
    return place(flow, size, &cursor)
  }

  /// The last rows are the screen, what is above goes (back) into the history.
  private mutating func place(_ flow: Reflow, _ size: GridSize, _ cursor: inout Cursor) -> Grid {
    var rows = flow.rows
    // Below the cursor there is nothing worth keeping that does not fit.
    while rows.count > size.rows, rows.count - 1 > flow.cursorRow, rows[rows.count - 1].cells.isEmpty { rows.removeLast() }
    let top = max(0, rows.count - size.rows)
    for index in 0..<top { history.append(rows[index]) }
    var grid = Grid(size)
    for row in 0..<min(size.rows, rows.count - top) { grid.setLine(row, rows[top + row]) }
    cursor.row = max(0, min(flow.cursorRow - top, size.rows - 1))
    cursor.column = min(flow.cursorColumn, size.columns - 1)
    return grid
  }
}

/// Wraps lines at another column, and follows where the cursor goes.
private struct Reflow {
  let columns: Int
  let cursorLine: Int
  let cursorColumn0: Int
  private(set) var rows: [Line] = []
  private(set) var cursorRow = 0
  private(set) var cursorColumn = 0
  private var current: [Cell] = []
  private var isInLine = false

  init(columns: Int, cursorLine: Int, cursorColumn: Int) {
    self.columns = columns
    self.cursorLine = cursorLine
    cursorColumn0 = cursorColumn
  }

  mutating func add(_ line: Line, _ index: Int) {
    isInLine = true
    for column in 0..<line.cells.count {
      if index == cursorLine, column == cursorColumn0 { noteCursor() }
      add(line.cells[column])
    }
    if index == cursorLine, cursorColumn0 >= line.cells.count {
      // Behind the text: that many blanks after it.
      let column = current.count + cursorColumn0 - line.cells.count
      (cursorRow, cursorColumn) = (rows.count, min(column, columns - 1))
    }
    if !line.wraps { finishLine() }
  }

  private mutating func noteCursor() {
    let isFull = current.count >= columns
    (cursorRow, cursorColumn) = isFull ? (rows.count + 1, 0) : (rows.count, current.count)
  }

  private mutating func add(_ cell: Cell) {
    let needed = cell.attributes.contains(.wide) ? 2 : 1
    if current.count + needed > columns {
      rows.append(Line(cells: current, wraps: true))
      current = []
    }
    // A tail without its head, at the start of a row: cannot be.
    if cell.attributes.contains(.wideTail), current.last?.attributes.contains(.wide) != true { return current.append(.blank) }
    current.append(cell)
  }

  mutating func finishLine() {
    guard isInLine else { return }
    // A head without its tail, which was cut off.
    if current.last?.attributes.contains(.wide) == true { current[current.count - 1] = .blank }
    rows.append(Line(cells: current, wraps: false))
    (current, isInLine) = ([], false)
  }
}
