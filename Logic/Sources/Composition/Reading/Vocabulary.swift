// Which attributes and sub nodes a node may have, and reading typed attributes, with suggestions for what is wrong.

import HID

extension ConfigurationReader {
  /// Reports attributes and sub nodes that have no meaning.
  mutating func check(_ node: Node, attributes: [StaticString], nodes: [StaticString]) {
    for attribute in node.attributes where !contains(attributes, attribute.tag) {
      complain(attribute.position, unknown("attribute \"\(attribute.tag)\"", in: node, attribute.tag, attributes))
    }
    for sub in node.nodes where !contains(nodes, sub.type) {
      complain(sub.position, unknown("node \"\(sub.type)\"", in: node, sub.type, nodes))
    }
  }

  /// Reports further nodes of types of which there can be one: all but the first would be ignored.
  mutating func single(_ node: Node, _ types: [StaticString]) {
    for type in types {
      let found = node.nodes(type.description)
      for more in found.dropFirst() {
        complain(
          more.position,
          "\"\(node.type)\" has a second \"\(more.type)\" (the first is in line \(found[0].position.line)): remove one of them")
      }
    }
  }

  /// Reports further nodes of a type with the same name, which would be ignored or undo the first.
  mutating func unique(_ node: Node, _ types: [StaticString]) {
    for type in types {
      let found = node.nodes(type.description)
      for (index, more) in found.enumerated() {
        guard let name = more.name, let first = found[..<index].first(where: { $0.name.map { $0.isSame(as: name) } ?? false })
        else { continue }
        complain(
          more.position,
          "there is a second \"\(more.type) \(name)\" (the first is in line \(first.position.line)): remove one of them")
      }
    }
  }

  private func contains(_ words: [StaticString], _ text: String) -> Bool {
    for word in words where text.isSame(as: word.description) { return true }
    return false
  }

  private func unknown(_ what: String, in node: Node, _ text: String, _ known: [StaticString]) -> String {
    let message = "unknown \(what) in \"\(node.type)\""
    guard let first = known.first else { return message + ": remove it" }
    var nearest = first.description
    for word in known where text.distance(to: word.description) < text.distance(to: nearest) { nearest = word.description }
    if text.distance(to: nearest) <= 2 { return message + ": did you mean \"\(nearest)\"?" }
    var list = ""
    for word in known { list += list.utf8.isEmpty ? word.description : ", \(word.description)" }
    return message + ": remove it, or use one of \(list)"
  }

  mutating func required(_ node: Node, _ tag: String) -> String? {
    if let value = node.attribute(tag), !value.utf8.isEmpty { return value }
    let hint = tag.isSame(as: "name") ? "+ \(node.type) NAME" : "\(tag): ..."
    complain(node.position, "\"\(node.type)\" needs \"\(tag)\": write \"\(hint)\"")
    return nil
  }

  mutating func flag(_ node: Node, _ tag: String) -> Bool {
    do throws(Node.ValueError) {
      return try node.flag(tag, default: false)
    } catch {
      complain(error)
      return false
    }
  }

  mutating func number(_ node: Node, _ tag: String, default standard: Int) -> Int {
    do throws(Node.ValueError) {
      return try node.number(tag, default: standard)
    } catch {
      complain(error)
      return standard
    }
  }

  /// A whole number that is not negative.
  mutating func count(_ node: Node, _ tag: String, default standard: Int) -> Int {
    let value = number(node, tag, default: standard)
    if value < 0 { complain(node.position, "\"\(tag)\" must not be negative") }
    return max(0, value)
  }

  /// A whole number above 0.
  mutating func positive(_ node: Node, _ tag: String, default standard: Int) -> Int {
    let value = number(node, tag, default: standard)
    if value < 1 { complain(node.position, "\"\(tag)\" is \(value), but must be at least 1") }
    return max(1, value)
  }

  mutating func bytes(_ node: Node, _ tag: String, default standard: Int) -> Int {
    do throws(Node.ValueError) {
      return try node.bytes(tag, default: standard)
    } catch {
      complain(error)
      return standard
    }
  }

  private mutating func complain(_ error: Node.ValueError) {
    let attribute = error.attribute
    complain(attribute.position, "\"\(attribute.tag)\" is \"\(attribute.value)\", but must be \(error.expected.description)")
  }
}
