// From a schema document to rules. Schemas are as strictly read as what is checked against them.

import HID

struct SchemaReader {
  private(set) var diagnostics: [Diagnostic] = []
  private var names: [String] = []

  private mutating func complain(_ position: Position, _ message: String) {
    diagnostics.append(Diagnostic(position, message))
  }

  mutating func read(_ node: Node) -> Schema {
    if !node.type.isSame(as: "schema") {
      complain(node.position, "expected \"schema\" as the top node, found \"\(node.type)\"")
    }
    names = node.nodes("define").compactMap(\.name)
    allow(node, ["name", "about"], ["attribute", "node", "anything", "define"])
    var root = NodeRule("config")
    readContent(of: node, into: &root)
    return Schema(root: root, definitions: node.nodes("define").compactMap { readDefinition($0) })
  }

  private mutating func allow(_ node: Node, _ attributes: [String], _ nodes: [String]) {
    for attribute in node.attributes where !attributes.contains(where: attribute.tag.isSame) {
      complain(attribute.position, Unknown.attribute(attribute.tag, in: node.type, known: attributes))
    }
    for inner in node.nodes where !nodes.contains(where: inner.type.isSame) {
      complain(inner.position, Unknown.node(inner.type, in: node.type, known: nodes))
    }
  }

  private mutating func name(of node: Node) -> String? {
    if let name = node.name { return name }
    complain(node.position, "\"\(node.type)\" needs a name: write \"+ \(node.type) NAME\"")
    return nil
  }

  private mutating func flag(_ node: Node, _ tag: String) -> Bool {
    do throws(Node.ValueError) { return try node.flag(tag, default: false) } catch {
      complain(error.attribute.position, "\"\(tag)\" must be yes or no")
      return false
    }
  }

  private mutating func readDefinition(_ node: Node) -> NodeRule? {
    allow(node, ["name", "about"], ["attribute", "node", "anything"])
    guard let name = name(of: node) else { return nil }
    var rule = NodeRule(name)
    readContent(of: node, into: &rule)
    return rule
  }

  private mutating func readContent(of node: Node, into rule: inout NodeRule) {
    rule.isOpen = node.node("anything") != nil
    for inner in node.nodes("attribute") {
      guard let attribute = readAttribute(inner) else { continue }
      if rule.attributes.contains(where: { $0.name.isSame(as: attribute.name) }) {
        complain(inner.position, "attribute \"\(attribute.name)\" is described twice: remove one of them")
      }
      rule.attributes.append(attribute)
    }
    for inner in node.nodes("node") {
      guard let sub = readNode(inner) else { continue }
      if rule.nodes.contains(where: { $0.type.isSame(as: sub.type) }) {
        complain(inner.position, "node \"\(sub.type)\" is described twice: remove one of them")
      }
      rule.nodes.append(sub)
    }
  }

  private mutating func readNode(_ node: Node) -> NodeRule? {
    allow(node, ["name", "about", "required", "single", "unique", "like"], ["attribute", "node", "anything"])
    guard let name = name(of: node) else { return nil }
    var rule = NodeRule(name)
    rule.isRequired = flag(node, "required")
    rule.isSingle = flag(node, "single")
    rule.unique = node.attribute("unique")
    rule.like = node.attribute("like")
    if let like = rule.like, !names.contains(where: like.isSame) {
      complain(node.position, "there is no \"+ define \(like)\"" + Unknown.hint(like, known: names))
    }
    readContent(of: node, into: &rule)
    return rule
  }

  // MARK: - Attributes

  private mutating func readAttribute(_ node: Node) -> AttributeRule? {
    allow(node, ["name", "about", "type", "values", "least", "most", "required", "default"], [])
    guard let name = name(of: node) else { return nil }
    return AttributeRule(name: name, kind: readKind(node), isRequired: flag(node, "required"))
  }

  private static var kinds: [String] { ["text", "flag", "number", "bytes", "choice"] }

  private mutating func readKind(_ node: Node) -> ValueKind {
    switch node.attribute("type") ?? "" {
    case let type where type.isSame(as: "text"): return .text
    case let type where type.isSame(as: "flag"): return .flag
    case let type where type.isSame(as: "number"): return .number(range(node))
    case let type where type.isSame(as: "bytes"): return .bytes(range(node))
    case let type where type.isSame(as: "choice"): return .choice(values(node))
    case let type:
      let known = Self.kinds
      complain(
        node.position, "\"type\" must be one of \(Unknown.list(known)), not \"\(type)\"" + Unknown.hint(type, known: known))
      return .text
    }
  }

  private mutating func range(_ node: Node) -> ClosedRange<Int> {
    let (least, most) = (limit(node, "least") ?? Int.min, limit(node, "most") ?? Int.max)
    guard least > most else { return least...most }
    complain(node.position, "\"least\" is more than \"most\"")
    return most...least
  }

  private mutating func limit(_ node: Node, _ tag: String) -> Int? {
    guard let text = node.attribute(tag) else { return nil }
    let value = Int.parse(text) ?? Int.parseBytes(text)
    if value == nil { complain(node.position, "\"\(tag)\" must be a number, not \"\(text)\"") }
    return value
  }

  private mutating func values(_ node: Node) -> [String] {
    let words = (node.attribute("values") ?? "").utf8.split(whereSeparator: { $0 == 44 || $0 == 32 })
    if words.isEmpty { complain(node.position, "a choice needs \"values\": write \"values: one, other\"") }
    return words.map { String(decoding: Array($0), as: UTF8.self) }
  }
}
