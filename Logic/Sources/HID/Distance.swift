// How far two words are from each other, for suggestions.

extension String {
  /// How many bytes must be inserted, removed or replaced to make this the other text; texts are compared up to 24 bytes.
  public func distance(to other: String) -> Int {
    let (a, b) = (Array(utf8.prefix(24)), Array(other.utf8.prefix(24)))
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, otherByte) in b.enumerated() {
        let replaced = diagonal + (byte == otherByte ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
