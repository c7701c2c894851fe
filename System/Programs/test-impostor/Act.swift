// What impostors do, one after the other.

import Bulkhead
import HID

enum Act: UInt8, CaseIterable {
  case covers, copies, resizes, shines, titles, grabs, rests

  var word: StaticString {
    switch self {
    case .covers: "covers"
    case .copies: "copies"
    case .resizes: "resizes"
    case .shines: "shines"
    case .titles: "titles"
    case .grabs: "grabs"
    case .rests: "rests"
    }
  }

  /// What a report `act` or `state` says; nil: nothing yet.
  init?(_ content: ROMContent) {
    guard let word = Node.parse(content.bytes).node?.attribute("kind") else { return nil }
    for act in Act.allCases where word.isSame(as: act.word.description) {
      self = act
      return
    }
    return nil
  }

  var node: Node {
    var node = Node("act")
    node.set("kind", word.description)
    return node
  }
}
