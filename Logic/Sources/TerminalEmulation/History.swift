// Lines that left the screen at its top, as many as there is room for; the oldest go first.

/// A row of text as wide as what was written.
struct Line: Sendable {
  var cells: [Cell]
  /// The text goes on in the next line.
  var wraps: Bool
}

public struct History: Sendable {
  /// Lines that are kept at most, and cells in all of them together (16 bytes each).
  let mostLines: Int
  let mostCells: Int
  /// A ring: the oldest line is at `first`.
  private var lines: [Line] = []
  private var first = 0
  private var cells = 0
  private(set) var count = 0
  /// How many lines ever left at the old end.
  private(set) var dropped = 0

  public init(mostLines: Int = 2000, mostCells: Int = 96 * 1024) {
    (self.mostLines, self.mostCells) = (max(0, mostLines), max(0, mostCells))
  }

  /// - Precondition: `index` is below `count`.
  subscript(index: Int) -> Line {
    precondition(index >= 0 && index < count, "no such line")
    return lines[(first + index) % lines.count]
  }

  mutating func append(_ line: Line) {
    guard mostLines > 0 else { return }
    while count > 0, count >= mostLines || cells + line.cells.count > mostCells { dropOldest() }
    if count == lines.count {
      straighten()
      lines.append(line)
    } else {
      lines[(first + count) % lines.count] = line
    }
    count += 1
    cells += line.cells.count
  }

  private mutating func dropOldest() {
    cells -= lines[first].cells.count
    lines[first] = Line(cells: [], wraps: false)
    first = (first + 1) % lines.count
    count -= 1
    dropped += 1
  }

  /// Makes room at the ring's end. Rare: only while the ring grows.
  private mutating func straighten() {
    guard first > 0 else { return }
    lines = Array(lines[first...]) + Array(lines[..<first])
    first = 0
  }

  /// Forgets everything.
  mutating func removeAll() {
    dropped += count
    (lines, first, cells, count) = ([], 0, 0, 0)
  }

  /// Takes the newest line back.
  mutating func removeLast() -> Line? {
    guard count > 0 else { return nil }
    let place = (first + count - 1) % lines.count
    let line = lines[place]
    lines[place] = Line(cells: [], wraps: false)
    count -= 1
    cells -= line.cells.count
    return line
  }
}
