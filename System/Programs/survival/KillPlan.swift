// Who is killed when: each part as often as the others, in an order that a seed decides.

import HID

struct KillPlan {
  private let parts: [String]
  /// For each part, how often it is yet to be killed.
  private var left: [Int] = []
  private var state: UInt64

  /// - Parameter node: `+ kill NAME` for each part.
  init(_ node: Node, seed: UInt64) {
    parts = node.nodes("kill").compactMap { $0.name }
    state = seed | 1
  }

  mutating func start(_ kills: Int) { left = Array(repeating: kills, count: parts.count) }

  /// Below the limit.
  mutating func random(_ limit: Int) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (state >> 20) % UInt64(limit)
  }

  /// The next victim; nil when all is done.
  mutating func next() -> String? {
    let rest = left.reduce(0, +)
    if rest == 0 { return nil }
    var position = Int(random(rest))
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
