// Finding nodes: `config | + start timer | + route` leads to the `route` of the `start` node called `timer`; attributes behind
// bars are conditions. Behind `| :` stands what is wanted of the nodes that are found.

public struct TextQuery {
  private let path: TextNode
  /// What stands behind `| :`.
  let rest: String?

  /// - Throws: `ToolError` if the text is no path.
  init(_ text: String) throws {
    let parts = Self.split(text)
    rest = parts.rest
    guard let path = TextTreeReader.read(Array(parts.path.utf8)), !path.type.isEmpty else {
      throw ToolError("\"\(text)\" is not a path; write for example \"config | + start timer | + route\"")
    }
    self.path = path
  }

  private static func split(_ text: String) -> (path: String, rest: String?) {
    guard let range = text.range(of: "| :") else { return (text, nil) }
    let rest = text[range.upperBound...].drop { $0 == " " }
    return (String(text[..<range.lowerBound]), String(rest))
  }

  /// All nodes that the path leads to, in order.
  func find(in top: TextNode) -> [TextNode] { find(path, top) }

  private func find(_ query: TextNode, _ node: TextNode) -> [TextNode] {
    guard query.type == node.type else { return [] }
    for condition in query.attributes where node.attribute(condition.tag)?.value != condition.value { return [] }
    guard !query.nodes.isEmpty else { return [node] }
    return query.nodes.flatMap { inner in node.nodes.flatMap { find(inner, $0) } }
  }
}
