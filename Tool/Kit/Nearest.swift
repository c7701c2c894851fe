// "Did you mean ...?"

public enum Nearest {
  /// How many letters have to be inserted, removed or changed to make one word of the other (Levenshtein distance).
  public static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (diagonal, row[j + 1]) = (row[j + 1], min(diagonal + (x == y ? 0 : 1), row[j] + 1, row[j + 1] + 1))
      }
    }
    return row[b.count]
  }

  /// The candidate that was probably meant; nil if none is close.
  public static func match(_ word: String, in candidates: [String]) -> String? {
    let best = candidates.min { distance(word, $0) < distance(word, $1) }
    return best.flatMap { distance(word, $0) <= max(2, word.count / 2) ? $0 : nil }
  }

  /// A half-sentence to end an error message with; empty if nothing is close.
  public static func suggestion(_ word: String, in candidates: [String]) -> String {
    match(word, in: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
