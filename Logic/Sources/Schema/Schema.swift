// What a component's configuration may say: a document that the component ships, and that configurations are checked
// against before anything runs. (Documentation/schemas.md is the user's description.)

import HID

/// Which values an attribute can have.
public enum ValueKind: Sendable {
  case text
  case flag
  case number(ClosedRange<Int>)
  case bytes(ClosedRange<Int>)
  case choice([String])
}

/// What may be said about an attribute.
public struct AttributeRule: Sendable {
  public let name: String
  public let kind: ValueKind
  public let isRequired: Bool
}

/// What may be in a node.
public struct NodeRule: Sendable {
  public let type: String
  /// There has to be one.
  public var isRequired = false
  /// There is at most one.
  public var isSingle = false
  /// The attribute whose value no two nodes of this type beside each other share.
  public var unique: String?
  /// The definition that holds here as well.
  public var like: String?
  /// Everything is allowed within: it is for somebody else.
  public var isOpen = false
  public var attributes: [AttributeRule] = []
  public var nodes: [NodeRule] = []

  init(_ type: String) { self.type = type }
}

/// The rules for one component's configuration.
public struct Schema: Sendable {
  /// What holds for the top node.
  public let root: NodeRule
  /// Rules that several nodes refer to, each by its name.
  public let definitions: [NodeRule]

  /// Reads a schema document; mistakes in it are reported, and the schema must not be used then.
  public static func read(_ text: String) -> (schema: Schema, diagnostics: [Diagnostic]) {
    let parsed = Node.parse(text)
    guard let node = parsed.node, parsed.diagnostics.isEmpty else {
      return (Schema(root: NodeRule("config"), definitions: []), parsed.diagnostics)
    }
    var reader = SchemaReader()
    let schema = reader.read(node)
    return (schema, reader.diagnostics)
  }

  /// Everything wrong with a configuration.
  /// - Parameters:
  ///   - config: the configuration's top node; nil: there is none.
  ///   - component: whose it is, for the messages.
  ///   - position: where one is missing, if one is needed.
  public func problems(of config: Node?, component: String, at position: Position) -> [Diagnostic] {
    var check = SchemaCheck(schema: self, component: component)
    check.check(config ?? Node("config", at: position), root)
    return check.diagnostics
  }

  func definition(_ name: String) -> NodeRule? { definitions.first { $0.type.isSame(as: name) } }
}
