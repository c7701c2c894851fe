// One input: a value inside of a ROM.

import Bulkhead
import HID

final class Input {
  let name: String
  private let rule: Node
  private let rom: ROMContent
  /// The top node of the ROM; nil if there is none.
  private(set) var node: Node?

  /// - Parameter changed: called whenever the ROM did.
  init(_ rule: Node, _ environment: Environment, changed: @escaping () -> Void) throws(SessionError) {
    guard let name = rule.name else { throw .failed("an input has no name: write \"+ input NAME\"") }
    self.name = name
    self.rule = rule
    rom = try ROMContent(Text(rule.attribute("rom") ?? name), environment: environment)
    try rom.watch { [self] in
      node = rom.bytes.isEmpty ? nil : Node.parse(rom.bytes).node
      changed()
    }
  }

  /// The value that the rule leads to; nil if there is none, and no default either.
  var value: String? { find(rule, node) ?? rule.attribute("default") }

  private func find(_ rule: Node, _ found: Node?) -> String? {
    guard let found else { return nil }
    if let type = rule.attribute("node"), !found.type.isSame(as: type) { return nil }
    if let tag = rule.node("attribute")?.name { return found.attribute(tag) }
    guard let inner = rule.node("node"), let type = inner.attribute("type") ?? inner.name else { return nil }
    for node in found.nodes(type) {
      if let value = find(inner, node) { return value }
    }
    return nil
  }
}
