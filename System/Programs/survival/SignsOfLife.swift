// By what is known that all goes on: words that programs write to their log whenever something worked.

import HID

struct SignsOfLife {
  private struct Sign {
    let words: String
    /// What came first may be the news of something that happened before the kill; the second is enough.
    var enough = 2
  }

  private let signs: [Sign]
  /// How often each was heard since the last kill.
  private var counts: [Int] = []

  /// - Parameter node: `+ sign WORDS | times: 2` for each; without any, `alive` alone.
  init(_ node: Node) {
    let named = node.nodes("sign").map { Sign(words: $0.name ?? "", enough: $0.numberOr("times", 2)) }
    signs = named.isEmpty ? [Sign(words: "alive")] : named
    forget()
  }

  mutating func forget() { counts = Array(repeating: 0, count: signs.count) }

  /// - Returns: whether this was the last one that was missing.
  mutating func hear(_ line: String) -> Bool {
    for index in signs.indices where line.utf8.elementsEqual(signs[index].words.utf8) {
      counts[index] += 1
      return counts[index] == signs[index].enough && firstMissing == nil
    }
    return false
  }

  /// The first one that is missing.
  var missing: String { firstMissing.map { signs[$0].words } ?? "" }

  private var firstMissing: Int? { signs.indices.first { counts[$0] < signs[$0].enough } }
}
