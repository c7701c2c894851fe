// What `bulkhead hid` does with a document. Whatever is not meant stays as it is, to the byte.

import HID

/// A document that can be asked and changed.
public struct TextEditor {
  private let text: [UInt8]
  private let top: TextNode

  /// - Throws: `ToolError` with all mistakes if the text is not a document.
  public init(_ text: [UInt8], name: String) throws {
    let mistakes = Node.parse(text).diagnostics.map { "\(name):\($0.position.line):\($0.position.column): \($0.message)" }
    guard mistakes.isEmpty else { throw ToolError(mistakes.joined(separator: "\n")) }
    guard let top = TextTreeReader.read(text) else { throw ToolError("\(name) is empty") }
    self.text = text
    self.top = top
  }

  public func formatted() -> String { TextFormatter.format(top) }

  /// The values of an attribute, of all nodes that a path leads to.
  public func get(_ path: String) throws -> [String] {
    let query = try TextQuery(path)
    guard let tag = query.rest, !tag.isEmpty else {
      throw ToolError("say which attribute: \"\(path) | : TAG\"")
    }
    return query.find(in: top).compactMap { $0.attribute(tag)?.value }
  }

  /// The nodes that a path leads to, each as a document.
  public func nodes(_ path: String) throws -> [String] {
    try TextQuery(path).find(in: top).map { node in
      let copy = TextNode(node.type, anchor: nil, at: 0, column: -1, end: 0)
      (copy.attributes, copy.items, copy.note) = (node.attributes, node.items, node.note)
      return TextFormatter.format(copy)
    }
  }

  /// Sets attributes: `path | : tag: value | tag: value`.
  public func setting(_ path: String) throws -> String {
    let query = try TextQuery(path)
    guard let rest = query.rest, let wanted = TextTreeReader.read(Array("x | \(rest)".utf8))?.attributes, !wanted.isEmpty else {
      throw ToolError("say what to set: \"\(path) | : TAG: VALUE\"")
    }
    var edits: [Edit] = []
    for node in try found(query, path) {
      for attribute in wanted { edits.append(edit(node, attribute)) }
    }
    return apply(edits)
  }

  /// `+` becomes `x`, or the other way round.
  public func enabling(_ path: String, _ isEnabled: Bool) throws -> String {
    let nodes = try found(try TextQuery(path), path).filter { $0.anchor != nil }
    return apply(nodes.map { Edit($0.anchorPosition..<$0.anchorPosition + 1, isEnabled ? "+" : "x") })
  }

  private func found(_ query: TextQuery, _ path: String) throws -> [TextNode] {
    let nodes = query.find(in: top)
    if nodes.isEmpty { throw ToolError("\"\(path)\" leads to no node") }
    return nodes
  }

  private struct Edit {
    let range: Range<Int>
    let text: String

    init(_ range: Range<Int>, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  private func edit(_ node: TextNode, _ wanted: TextNode.Attribute) -> Edit {
    let value = wanted.value.isEmpty ? "" : " " + wanted.value
    guard let old = node.attribute(wanted.tag) else { return Edit(node.end..<node.end, " | \(wanted.tag):\(value)") }
    return Edit(old.range, old.range.isEmpty ? value : wanted.value)
  }

  /// Applies edits from behind; of several at one place the first comes first.
  private func apply(_ edits: [Edit]) -> String {
    var result = text
    let sorted = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) > ($1.element.range.lowerBound, $1.offset)
    }
    for (_, edit) in sorted { result.replaceSubrange(edit.range, with: Array(edit.text.utf8)) }
    return String(decoding: result, as: UTF8.self)
  }
}
