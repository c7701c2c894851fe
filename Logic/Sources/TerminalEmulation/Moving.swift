// Where the cursor goes, and what scrolls.

extension Emulator {
  private var blank: Cell { pen.blank }

  /// Absolute, and within the screen.
  mutating func move(column: Int) {
    cursor.column = max(0, min(column, size.columns - 1))
    cursor.isPastEnd = false
  }

  /// Relative to the margins if that is the mode.
  mutating func place(row: Int, column: Int) {
    if modes.contains(.origin) {
      cursor.row = max(margins.lowerBound, min(row + margins.lowerBound, margins.upperBound - 1))
    } else {
      cursor.row = max(0, min(row, size.rows - 1))
    }
    move(column: column)
  }

  /// Stops at a margin that it does not stand beyond.
  mutating func moveUp(_ count: Int) {
    let top = cursor.row >= margins.lowerBound ? margins.lowerBound : 0
    cursor.row = max(top, cursor.row - count)
    cursor.isPastEnd = false
  }

  mutating func moveDown(_ count: Int) {
    let bottom = cursor.row < margins.upperBound ? margins.upperBound : size.rows
    cursor.row = min(bottom - 1, cursor.row + count)
    cursor.isPastEnd = false
  }

  mutating func tab(_ count: Int) {
    for _ in 0..<min(count, size.columns) {
      let next = (cursor.column + 1..<max(cursor.column + 1, size.columns)).first { tabs[$0] }
      move(column: next ?? size.columns - 1)
    }
  }

  mutating func tabBack(_ count: Int) {
    for _ in 0..<min(count, size.columns) {
      let next = (0..<cursor.column).last { tabs[$0] }
      move(column: next ?? 0)
    }
  }

  mutating func clearTabs(_ kind: Int) {
    if kind == 0 { tabs[cursor.column] = false }
    if kind == 3 { tabs = Array(repeating: false, count: size.columns) }
  }

  mutating func lineFeed() {
    cursor.isPastEnd = false
    if cursor.row == margins.upperBound - 1 {
      scrollUp(1)
    } else if cursor.row < size.rows - 1 {
      cursor.row += 1
    }
  }

  mutating func reverseLineFeed() {
    cursor.isPastEnd = false
    if cursor.row == margins.lowerBound {
      grid.scrollDown(margins, 1, blank)
    } else if cursor.row > 0 {
      cursor.row -= 1
    }
  }

  /// Lines that leave at the top of the main screen go into the history.
  mutating func scrollUp(_ count: Int) {
    let count = min(count, margins.count)
    if margins.lowerBound == 0, !isAlternate {
      for row in 0..<count { history.append(grid.line(row)) }
      // Who looks at old lines goes on seeing them.
      if viewOffset > 0 { viewOffset = min(viewOffset + count, history.count) }
    }
    grid.scrollUp(margins, count, blank)
  }

  mutating func scrollDown(_ count: Int) { grid.scrollDown(margins, count, blank) }

  mutating func setMargins(_ sequence: ControlSequence) {
    let top = sequence.distance(0) - 1
    let bottom = sequence.value(1) == 0 ? size.rows : min(sequence.value(1), size.rows)
    guard top + 1 < bottom else { return }
    margins = top..<bottom
    place(row: 0, column: 0)
  }

  mutating func insertLines(_ count: Int) {
    guard margins.contains(cursor.row) else { return }
    grid.scrollDown(cursor.row..<margins.upperBound, count, blank)
    move(column: 0)
  }

  mutating func deleteLines(_ count: Int) {
    guard margins.contains(cursor.row) else { return }
    grid.scrollUp(cursor.row..<margins.upperBound, count, blank)
    move(column: 0)
  }

  // MARK: Erasing

  mutating func eraseInDisplay(_ kind: Int) {
    switch kind {
    case 0:
      eraseInLine(0)
      grid.fill(rows: cursor.row + 1..<size.rows, blank)
    case 1:
      grid.fill(rows: 0..<cursor.row, blank)
      eraseInLine(1)
    case 2: grid.fill(rows: 0..<size.rows, blank)
    case 3:
      if !isAlternate { history.removeAll() }
      (viewOffset, selection) = (0, nil)
    default: break
    }
  }

  mutating func eraseInLine(_ kind: Int) {
    switch kind {
    case 0: grid.fill(cursor.row, cursor.column..<size.columns, blank)
    case 1: grid.fill(cursor.row, 0..<cursor.column + 1, blank)
    case 2: grid.fill(cursor.row, 0..<size.columns, blank)
    default: return
    }
    cursor.isPastEnd = false
  }

  mutating func eraseCharacters(_ count: Int) {
    grid.fill(cursor.row, cursor.column..<min(cursor.column + count, size.columns), blank)
    cursor.isPastEnd = false
  }

  mutating func insertCharacters(_ count: Int) {
    grid.insert(cursor.row, cursor.column, count, blank)
    cursor.isPastEnd = false
  }

  mutating func deleteCharacters(_ count: Int) {
    grid.delete(cursor.row, cursor.column, count, blank)
    cursor.isPastEnd = false
  }

  // MARK: Saving

  mutating func saveCursor() {
    saved = SavedCursor(cursor: cursor, pen: pen, charsets: charsets, hasOrigin: modes.contains(.origin))
  }

  mutating func restoreCursor() {
    (cursor, pen, charsets) = (saved.cursor, saved.pen, saved.charsets)
    if saved.hasOrigin { modes.insert(.origin) } else { modes.remove(.origin) }
    cursor.row = min(cursor.row, size.rows - 1)
    cursor.column = min(cursor.column, size.columns - 1)
  }

  /// DECSTR: what a program may have left behind, but not the text.
  mutating func softReset() {
    modes = modes.intersection([.newLine]).union(Modes.initial)
    (margins, pen, charsets, saved) = (0..<size.rows, Pen(), Charsets(), SavedCursor())
    cursorShape = .block
  }
}
