// Who is killed when: each part as often as the others, in an order that a seed decides.

import HID
import TestSupport

struct KillPlan {
  private let parts: [String]
  /// For each part, who must not notice: the same instance goes on.
  private let spared: [String?]
  /// For each part, how often it is yet to be killed.
  private var left: [Int] = []
  /// Decides the order, and what else is left to chance.
  var numbers: SeededNumbers

  /// - Parameter node: `+ kill NAME | spares: OTHER` for each part.
  init(_ node: Node, seed: UInt64) {
    let kills = node.nodes("kill").filter { $0.name != nil }
    parts = kills.compactMap { $0.name }
    spared = kills.map { $0.attribute("spares") }
    numbers = SeededNumbers(seed: seed)
  }

  mutating func start(_ kills: Int) { left = Array(repeating: kills, count: parts.count) }

  func spared(by victim: String) -> String? {
    for index in parts.indices where parts[index].isSame(as: victim) { return spared[index] }
    return nil
  }

  /// The next victim; nil when all is done.
  mutating func next() -> String? {
    let rest = left.reduce(0, +)
    if rest == 0 { return nil }
    var position = Int(numbers.next(rest))
    for index in left.indices {
      if position < left[index] {
        left[index] -= 1
        return parts[index]
      }
      position -= left[index]
    }
    return nil
  }
}
