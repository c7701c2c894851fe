// Comparing a configuration with its schema. All mistakes are collected.

import HID

struct SchemaCheck {
  let schema: Schema
  let component: String
  private(set) var diagnostics: [Diagnostic] = []

  init(schema: Schema, component: String) {
    self.schema = schema
    self.component = component
  }

  private mutating func complain(_ position: Position, _ message: String) {
    diagnostics.append(Diagnostic(position, "\(component): \(message)"))
  }

  mutating func check(_ node: Node, _ rule: NodeRule) {
    let definition = rule.like.flatMap { schema.definition($0) }
    if rule.isOpen || definition?.isOpen == true { return }
    checkAttributes(node, rule.attributes + (definition?.attributes ?? []))
    checkNodes(node, rule.nodes + (definition?.nodes ?? []))
    if !node.content.isEmpty {
      complain(node.position, "\"\(node.type)\" takes no raw lines: remove those that start with \":\"")
    }
  }

  // MARK: - Attributes

  private mutating func checkAttributes(_ node: Node, _ rules: [AttributeRule]) {
    for attribute in node.attributes {
      if let rule = rules.first(where: { $0.name.isSame(as: attribute.tag) }) {
        check(attribute, rule)
      } else {
        complain(attribute.position, Unknown.attribute(attribute.tag, in: node.type, known: rules.map(\.name)))
      }
    }
    for rule in rules where rule.isRequired && node.attribute(rule.name) == nil {
      let line = rule.name.isSame(as: "name") ? "+ \(node.type) NAME" : "\(rule.name): ..."
      complain(node.position, "\"\(node.type)\" needs \"\(rule.name)\": write \"\(line)\"")
    }
  }

  private mutating func check(_ attribute: Attribute, _ rule: AttributeRule) {
    guard let expected = rule.kind.complaint(about: attribute.value) else { return }
    complain(attribute.position, "\"\(attribute.tag)\" is \"\(attribute.value)\", but must be \(expected)")
  }

  // MARK: - Nodes

  private mutating func checkNodes(_ node: Node, _ rules: [NodeRule]) {
    for inner in node.nodes {
      if let rule = rules.first(where: { $0.type.isSame(as: inner.type) }) {
        check(inner, rule)
      } else {
        complain(inner.position, Unknown.node(inner.type, in: node.type, known: rules.map(\.type)))
      }
    }
    for rule in rules { checkNumber(node, rule) }
  }

  /// How many there are, and that they differ.
  private mutating func checkNumber(_ node: Node, _ rule: NodeRule) {
    let nodes = node.nodes(rule.type)
    if nodes.isEmpty {
      if rule.isRequired { complain(node.position, "\"\(node.type)\" needs a node \"\(rule.type)\": add \"+ \(rule.type)\"") }
      return
    }
    if rule.isSingle {
      for more in nodes.dropFirst() {
        complain(
          more.position, "there can be one \"\(rule.type)\" only (the first is in line \(nodes[0].position.line)): remove one")
      }
    }
    if let unique = rule.unique { checkUnique(nodes, unique) }
  }

  private mutating func checkUnique(_ nodes: [Node], _ tag: String) {
    for (index, node) in nodes.enumerated() {
      guard let value = node.attribute(tag),
        let first = nodes[..<index].first(where: { $0.attribute(tag)?.isSame(as: value) == true })
      else { continue }
      complain(
        node.position,
        "another \"\(node.type)\" has the same \"\(tag)\", \"\(value)\" (in line \(first.position.line)): change one of them")
    }
  }
}

extension ValueKind {
  /// What the value should have been; nil: it is right.
  func complaint(about value: String) -> String? {
    switch self {
    case .text: return nil
    case .flag:
      let words = ["yes", "no", "true", "false", "on", "off", "1", "0"]
      return words.contains(where: value.isSame) ? nil : "yes or no"
    case .number(let range): return Self.complaint(Int.parse(value), range, "a whole number")
    case .bytes(let range): return Self.complaint(Int.parseBytes(value), range, "a number of bytes such as 4096, 64K or 1M")
    case .choice(let words):
      if words.contains(where: value.isSame) { return nil }
      return "one of \(Unknown.list(words))" + Unknown.hint(value, known: words)
    }
  }

  private static func complaint(_ value: Int?, _ range: ClosedRange<Int>, _ what: String) -> String? {
    if let value, range.contains(value) { return nil }
    var text = what
    if range.lowerBound > Int.min { text += ", at least \(range.lowerBound)" }
    if range.upperBound < Int.max { text += ", at most \(range.upperBound)" }
    return text
  }
}
