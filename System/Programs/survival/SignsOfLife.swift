// By what is known that all goes on: words that programs write to their log whenever something worked.

import HID

struct SignsOfLife {
  private let words: [String]
  /// How often each was heard since the last kill.
  private var counts: [Int] = []

  /// - Parameter node: `+ sign WORD` for each; without any, `alive` alone.
  init(_ node: Node) {
    let names = node.nodes("sign").compactMap { $0.name }
    words = names.isEmpty ? ["alive"] : names
    forget()
  }

  mutating func forget() { counts = Array(repeating: 0, count: words.count) }

  /// What came first may be the news of something that happened before the kill; the second is enough.
  private static var enough: Int { 2 }

  /// - Returns: whether this was the last one that was missing.
  mutating func hear(_ line: String) -> Bool {
    for index in words.indices where line.utf8.elementsEqual(words[index].utf8) {
      counts[index] += 1
      return counts[index] == Self.enough && counts.allSatisfy { $0 >= Self.enough }
    }
    return false
  }

  /// The first one that is missing.
  var missing: String {
    for index in words.indices where counts[index] < Self.enough { return words[index] }
    return ""
  }
}
