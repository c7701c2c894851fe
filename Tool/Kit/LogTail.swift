// The part of a long log that says most about how it ended: the last lines of each component, so that one that talks all the
// time does not hide what the others said last.

struct LogTail {
  /// Lines of each component that are kept.
  static let perComponent = 5
  private static let longest = 40

  private var lines: [(number: Int, text: String)] = []
  private var count = 0

  mutating func append(_ line: String) {
    count += 1
    lines.append((count, line))
    let component = Self.component(line)
    let same = lines.indices.filter { Self.component(lines[$0].text) == component }
    if same.count > Self.perComponent { lines.remove(at: same[0]) }
    if lines.count > Self.longest { lines.removeFirst() }
  }

  /// Indented, with a mark where lines are left out.
  var text: String {
    var text: [String] = []
    var last = 0
    for (number, line) in lines {
      if number != last + 1 { text.append("      | ...") }
      text.append("      | \(line)")
      last = number
    }
    return text.joined(separator: "\n")
  }

  /// What stands in brackets at the start of a line; all lines without brackets belong together.
  private static func component(_ line: String) -> Substring {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return "" }
    return line[...end]
  }
}
