// The cells of a screen. Rows are never copied when they scroll: `order` says which stored row is shown where.
//
// Invariants: `cells` has `rows * columns` elements, `order` is a permutation of `0..<rows`. A wide character has its tail to
// its right, in the same row.

public struct GridSize: Equatable, Sendable {
  public let columns: Int
  public let rows: Int

  /// Clamped to what a terminal can have: a wide character at least, and not so much that it costs too much memory.
  public init(columns: Int, rows: Int) {
    self.columns = max(2, min(columns, 400))
    self.rows = max(1, min(rows, 160))
  }
}

struct Grid {
  let columns: Int
  let rows: Int
  private var cells: [Cell]
  private var order: [Int]
  /// By stored row: the text goes on in the next row.
  private var wraps: [Bool]

  init(_ size: GridSize) {
    (columns, rows) = (size.columns, size.rows)
    cells = Array(repeating: .blank, count: size.columns * size.rows)
    order = Array(0..<size.rows)
    wraps = Array(repeating: false, count: size.rows)
  }

  subscript(row: Int, column: Int) -> Cell {
    @inline(__always) get { cells[order[row] * columns + column] }
    @inline(__always) set { cells[order[row] * columns + column] = newValue }
  }

  func wraps(_ row: Int) -> Bool { wraps[order[row]] }
  mutating func setWraps(_ row: Int, _ value: Bool) { wraps[order[row]] = value }

  /// A row without the empty cells at its end.
  func line(_ row: Int) -> Line {
    let start = order[row] * columns
    var end = columns
    while end > 0, cells[start + end - 1] == .blank { end -= 1 }
    return Line(cells: Array(cells[start..<start + end]), wraps: wraps(row))
  }

  mutating func setLine(_ row: Int, _ line: Line) {
    for column in 0..<columns { self[row, column] = column < line.cells.count ? line.cells[column] : .blank }
    setWraps(row, line.wraps)
  }

  // MARK: Changing

  /// Fills a part of a row. Of a wide character that is cut in two, nothing stays.
  mutating func fill(_ row: Int, _ range: Range<Int>, _ cell: Cell) {
    guard !range.isEmpty else { return }
    separate(row, range.lowerBound)
    separate(row, range.upperBound)
    let start = order[row] * columns
    for index in start + range.lowerBound..<start + range.upperBound { cells[index] = cell }
    if range.upperBound == columns { setWraps(row, false) }
  }

  mutating func fill(rows range: Range<Int>, _ cell: Cell) {
    for row in range { fill(row, 0..<columns, cell) }
  }

  /// Blanks a wide character of which `column` is the right half: something begins there.
  mutating func separate(_ row: Int, _ column: Int) {
    guard column > 0, column < columns, self[row, column].attributes.contains(.wideTail) else { return }
    for index in column - 1...column {
      self[row, index].value = 32
      self[row, index].mark = 0
      self[row, index].attributes.subtract([.wide, .wideTail])
    }
  }

  /// Moves the rest of a row to the right; what leaves is lost.
  mutating func insert(_ row: Int, _ column: Int, _ count: Int, _ cell: Cell) {
    let count = min(count, columns - column)
    separate(row, column)
    separate(row, columns - count)
    for index in stride(from: columns - 1, through: column + count, by: -1) { self[row, index] = self[row, index - count] }
    for index in column..<column + count { self[row, index] = cell }
    setWraps(row, false)
  }

  /// Moves the rest of a row to the left.
  mutating func delete(_ row: Int, _ column: Int, _ count: Int, _ cell: Cell) {
    let count = min(count, columns - column)
    separate(row, column)
    separate(row, column + count)
    for index in column..<columns - count { self[row, index] = self[row, index + count] }
    for index in columns - count..<columns { self[row, index] = cell }
    setWraps(row, false)
  }

  /// Moves rows up by `count`; the last ones become blank.
  mutating func scrollUp(_ region: Range<Int>, _ count: Int, _ cell: Cell) {
    let count = min(count, region.count)
    guard count > 0 else { return }
    rotate(region, by: count)
    fill(rows: region.upperBound - count..<region.upperBound, cell)
  }

  /// Moves rows down by `count`; the first ones become blank.
  mutating func scrollDown(_ region: Range<Int>, _ count: Int, _ cell: Cell) {
    let count = min(count, region.count)
    guard count > 0 else { return }
    rotate(region, by: region.count - count)
    fill(rows: region.lowerBound..<region.lowerBound + count, cell)
  }

  private mutating func rotate(_ region: Range<Int>, by count: Int) {
    let before = Array(order[region])
    for index in 0..<before.count { order[region.lowerBound + index] = before[(index + count) % before.count] }
  }
}
