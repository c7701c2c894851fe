// Where the rows of some bytes start, so that any of them can be shown at once.

/// - Complexity: linear in the bytes to make; a number for each 64 rows to keep.
public struct PlainIndex: Sendable {
  public private(set) var rowCount = 0
  public let columns: Int
  /// Where each 64th row starts.
  private var starts: [Int] = []

  private static var step: Int { 64 }

  public init(_ bytes: Span<UInt8>, columns: Int) {
    self.columns = columns
    var position = 0
    while position < bytes.count {
      if rowCount % Self.step == 0 { starts.append(position) }
      rowCount += 1
      position = Self.next(bytes, position, columns)
    }
  }

  private static func next(_ bytes: Span<UInt8>, _ start: Int, _ columns: Int) -> Int {
    var scanner = RowScanner(bytes, from: start, columns: columns)
    while scanner.next(bytes) != nil {}
    return scanner.position
  }

  /// The rows from a number on, at most `count`.
  public func rows(_ bytes: Span<UInt8>, from first: Int, count: Int) -> [PlainRow] {
    guard first >= 0, first < rowCount else { return [] }
    var position = starts[first / Self.step]
    for _ in 0..<first % Self.step { position = Self.next(bytes, position, columns) }
    var rows: [PlainRow] = []
    for _ in first..<min(first + count, rowCount) {
      let row = PlainRow(bytes, from: position, columns: columns)
      position = row.next
      rows.append(row)
    }
    return rows
  }
}
