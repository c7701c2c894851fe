// Putting the output together.

import HID

struct OutputGenerator {
  private let inputs: [Input]

  init(_ inputs: [Input]) { self.inputs = inputs }

  func document(_ rule: Node) -> String {
    var node = Node(rule.attribute("node") ?? "config")
    add(rule.nodes, to: &node)
    return node.text
  }

  private func add(_ rules: [Node], to node: inout Node) {
    for rule in rules { add(rule, to: &node) }
  }

  private func add(_ rule: Node, to node: inout Node) {
    switch rule.type {
    case let type where type.isSame(as: "attribute"):
      guard let tag = rule.name, let value = rule.attribute("value") ?? input(rule.attribute("input"))?.value else { return }
      node.set(tag, value)
    case let type where type.isSame(as: "node"):
      var inner = Node(rule.attribute("type") ?? rule.name ?? "node")
      add(rule.nodes, to: &inner)
      node.append(inner)
    case let type where type.isSame(as: "inline"):
      for inner in rule.nodes { node.append(inner) }
    case let type where type.isSame(as: "input"):
      for inner in input(rule.name)?.node?.nodes ?? [] { node.append(inner) }
    case let type where type.isSame(as: "if"):
      if let branch = rule.node(holds(rule) ? "then" : "else") { add(branch.nodes, to: &node) }
    default: break
    }
  }

  private func holds(_ rule: Node) -> Bool {
    guard let condition = rule.node("has_value"), let wanted = condition.attribute("value") else { return false }
    return input(condition.attribute("input"))?.value?.isSame(as: wanted) ?? false
  }

  private func input(_ name: String?) -> Input? {
    guard let name else { return nil }
    return inputs.first { $0.name.isSame(as: name) }
  }
}
