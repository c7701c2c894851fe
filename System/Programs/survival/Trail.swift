// What was said last, for who wants to know why nothing is heard any more.

/// The newest lines, oldest first.
struct Trail {
  private var lines: [String] = []

  private static var limit: Int { 48 }

  mutating func add(_ line: String) {
    if lines.count == Self.limit { lines.removeFirst() }
    lines.append(line)
  }

  /// Hands out all that is kept.
  func write(_ body: (String) -> Void) { for line in lines { body("before: " + line) } }
}
