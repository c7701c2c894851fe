// The one way to lay out a document: a node a line, bars down the branches, attributes behind the node, or below it in a
// column when the line would become too long. Comments stay.

struct TextFormatter {
  private static let longestLine = 79
  private var lines: [String] = []

  static func format(_ node: TextNode) -> String {
    var formatter = TextFormatter()
    formatter.add(node, lead: "", innerLead: "")
    return (formatter.lines + ["-"]).map { line in
      var line = Substring(line)
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// - Parameters:
  ///   - lead: what stands before the node itself.
  ///   - innerLead: what stands before all that is in it.
  private mutating func add(_ node: TextNode, lead: String, innerLead: String) {
    addHead(node, lead, innerLead)
    for (position, item) in node.items.enumerated() {
      switch item {
      case .comment(let text): lines.append("\(innerLead). \(text)")
      case .content(let text): lines.append("\(innerLead): \(text)")
      case .node(let inner):
        let isLast = !node.items[(position + 1)...].contains { if case .comment = $0 { false } else { true } }
        let bar = isLast || node.anchor == nil ? "  " : "| "
        add(inner, lead: innerLead, innerLead: innerLead + bar)
      }
    }
  }

  private mutating func addHead(_ node: TextNode, _ lead: String, _ innerLead: String) {
    let anchor = node.anchor.map { $0 == 120 ? "x " : "+ " } ?? ""
    var head = lead + anchor + node.type
    let named = node.attributes.first?.tag == "name"
    if named { head += " " + node.attributes[0].value }
    let others = named ? Array(node.attributes.dropFirst()) : node.attributes
    let note = node.note.map { " | . \($0)" } ?? ""
    let line = others.reduce(head) { $0 + " | \($1.tag):" + ($1.value.isEmpty ? "" : " \($1.value)") } + note
    if line.count <= Self.longestLine || others.count < 2 { return lines.append(line) }
    lines.append(head + note)
    addColumn(others, node, innerLead)
  }

  private mutating func addColumn(_ attributes: [TextNode.Attribute], _ node: TextNode, _ innerLead: String) {
    let width = attributes.reduce(0) { max($0, $1.tag.count) } + 1
    let bar = node.nodes.isEmpty || node.anchor == nil ? " " : "|"
    let space = String(repeating: " ", count: node.type.count)
    for attribute in attributes {
      let tag = (attribute.tag + ":").padding(toLength: width, withPad: " ", startingAt: 0)
      lines.append("\(innerLead)\(bar)\(space)\(tag) \(attribute.value)")
    }
  }
}
