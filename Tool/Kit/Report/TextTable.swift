// Columns of text, as wide as they need to be.

public enum TextTable {
  /// The last column is not padded; numbers stand on the right.
  public static func text(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { index, cell in index == row.count - 1 ? cell : pad(cell, widths[index]) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func pad(_ cell: String, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, width - cell.count))
    let isNumber = !cell.isEmpty && cell.allSatisfy { $0.isNumber || "-,/ .".contains($0) }
    return isNumber ? space + cell : cell + space
  }
}
