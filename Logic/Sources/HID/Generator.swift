// Printing nodes: one canonical form, which parses to the same node again.

extension Node {
  /// Adds an attribute; for building reports.
  public mutating func set(_ tag: String, _ value: String) {
    attributes.append(Attribute(tag: tag, value: value, position: position))
  }

  public mutating func append(_ node: Node) { nodes.append(node) }

  /// The same node with another type.
  public func renamed(_ type: String) -> Node {
    var node = Node(type, at: position)
    (node.attributes, node.nodes, node.content) = (attributes, nodes, content)
    return node
  }

  /// The document with this node on top.
  public var text: String {
    var text = type
    Self.printAttributes(self, into: &text)
    text += "\n"
    for line in content { text += ": \(line)\n" }
    for node in nodes { Self.print(node, depth: 0, into: &text) }
    return text + "-\n"
  }

  private static func print(_ node: Node, depth: Int, into text: inout String) {
    let indent = String(repeating: " ", count: depth * 2)
    text += "\(indent)+ \(node.type)"
    printAttributes(node, into: &text)
    text += "\n"
    for line in node.content { text += "\(indent)  : \(line)\n" }
    for child in node.nodes { print(child, depth: depth + 1, into: &text) }
  }

  private static func printAttributes(_ node: Node, into text: inout String) {
    for (position, attribute) in node.attributes.enumerated() {
      let isName = position == 0 && attribute.tag.isSame(as: "name") && !attribute.value.utf8.isEmpty
      text += isName ? " \(attribute.value)" : " | \(attribute.tag): \(attribute.value)"
    }
  }
}
