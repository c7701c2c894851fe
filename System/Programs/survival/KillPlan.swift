// Who is killed when: each part as often as the others, in an order that a seed decides.

import HID
import TestSupport

/// What is done to a part.
struct Victim {
  let name: String
  /// Who must not notice: the same instance goes on.
  let spares: String?
  /// It is not ended, but does nothing any more.
  let hangs: Bool

  init(_ node: Node) {
    name = node.name ?? ""
    spares = node.attribute("spares")
    hangs = node.type.isSame(as: "hang")
  }
}

struct KillPlan {
  private let parts: [Victim]
  /// For each part, how often it is yet to be killed.
  private var left: [Int] = []
  /// Decides the order, and what else is left to chance.
  var numbers: SeededNumbers

  /// - Parameter node: `+ kill NAME | spares: OTHER` or `+ hang NAME` for each part.
  init(_ node: Node, seed: UInt64) {
    parts = (node.nodes("kill") + node.nodes("hang")).filter { $0.name != nil }.map { Victim($0) }
    numbers = SeededNumbers(seed: seed)
  }

  /// - Parameter hangs: how often each part hangs that is to; it takes seconds until somebody notices.
  mutating func start(kills: Int, hangs: Int) { left = parts.map { $0.hangs ? hangs : kills } }

  /// The next victim; nil when all is done.
  mutating func next() -> Victim? {
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

  /// The one that `next` returned could not be killed now.
  mutating func postpone(_ victim: Victim) {
    for index in parts.indices where parts[index].name.isSame(as: victim.name) && parts[index].hangs == victim.hangs {
      left[index] += 1
    }
  }
}
