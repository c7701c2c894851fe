// What an expectation says of a line, or of a node.

import HID

/// The line that a step waits for.
struct ExpectedLine {
  let text: String
  /// How it goes on does not matter.
  private let isBeginning: Bool

  init(_ step: Node) {
    let prefix = step.attribute("prefix")
    isBeginning = prefix != nil
    text = prefix ?? step.attribute("string") ?? ""
  }

  func isMet(by line: String) -> Bool { isBeginning ? line.utf8.starts(with: text.utf8) : line.isSame(as: text) }
}

extension Node {
  /// Does everything that this node contains hold of the other one?
  func holds(of node: Node) -> Bool { nodes.allSatisfy { $0.isMet(by: node) } }

  private func isMet(by node: Node) -> Bool {
    if type.isSame(as: "attribute") { return isAttribute(of: node) }
    if type.isSame(as: "not") { return !holds(of: node) }
    guard type.isSame(as: "node"), let type = name else { return false }
    return node.nodes.contains { $0.type.isSame(as: type) && holds(of: $0) }
  }

  private func isAttribute(of node: Node) -> Bool {
    guard let name else { return false }
    let found = node.attribute(name) ?? ""
    if let value = attribute("value") { return found.isSame(as: value) }
    let amount = Int.parseBytes(found) ?? 0
    if let limit = attribute("higher").flatMap({ Int.parseBytes($0) }) { return amount > limit }
    if let limit = attribute("lower").flatMap({ Int.parseBytes($0) }) { return amount < limit }
    return false
  }
}
