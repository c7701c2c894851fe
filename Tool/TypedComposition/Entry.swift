// What a scenario's parts become: nodes of HID, the text that everything else reads. Whoever writes a scenario in Swift needs these
// only for what has no type of its own, such as the configuration of a component.

internal import HID

/// One node: a type, a name perhaps, attributes, and nodes in it.
public struct Entry: Sendable {
  let type: String
  var attributes: [(tag: String, value: String)] = []
  var entries: [Entry]
  /// Of a component: the services that its program can offer.
  var offers: [String] = []

  /// - Parameters:
  ///   - type: of the node.
  ///   - name: its name, if it has one.
  ///   - attributes: in this order; values must not contain bars, line ends, or spaces at their ends.
  public init(
    _ type: String, _ name: String? = nil, _ attributes: KeyValuePairs<String, String> = [:],
    @Builder<InConfig> _ entries: () -> [Entry] = { [] }
  ) {
    self.init(type, name, attributes.map { ($0.key, $0.value) }, entries: entries())
  }

  init(_ type: String, _ name: String? = nil, _ attributes: [(String, String?)], entries: [Entry] = []) {
    self.type = type
    self.entries = entries
    if let name { self.attributes.append(("name", name)) }
    for (tag, value) in attributes { if let value { self.attributes.append((tag, value)) } }
  }

  /// - Throws: what HID cannot express.
  func node() throws(CompositionError) -> Node {
    var node = Node(type)
    try Self.check(type, isWord: true)
    for (tag, value) in attributes {
      try Self.check(tag, isWord: true)
      try Self.check(value, isWord: false)
      node.set(tag, value)
    }
    for entry in entries { node.append(try entry.node()) }
    return node
  }

  /// A value that ended its line would become nodes that nobody wrote.
  private static func check(_ text: String, isWord: Bool) throws(CompositionError) {
    let isForbidden = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 || scalar == "|" || (isWord && " :".unicodeScalars.contains(scalar))
    }
    guard !text.unicodeScalars.contains(where: isForbidden), !text.hasPrefix(" "), !text.hasSuffix(" "),
      !(isWord && text.isEmpty)
    else { throw CompositionError("\"\(text)\" cannot be written in HID") }
  }
}

public struct CompositionError: Error, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
