// What core saw in the kernel's tables of a running system: a component holds a capability, or shares memory.

public struct CapabilityEdge: Hashable, Sendable {
  /// What the capability is good for.
  public enum Kind: Hashable, Sendable {
    /// Calling a component.
    case object
    /// Waking a component.
    case signal
    /// Memory that the owner paid for.
    case memory
    /// All there is of a component: its address space and account, its threads.
    case control(String)
    /// A session at core, by the name of the service.
    case core(String)
  }

  /// Labels, "init -> gui".
  public let holder: String
  public let kind: Kind
  public let owner: String

  public init(_ holder: String, _ kind: Kind, of owner: String) {
    self.holder = holder
    self.kind = kind
    self.owner = owner
  }

  /// Reads a line as core prints it, "graph: HOLDER | WHAT | OWNER"; nil if it is something else.
  public init?(line: String) {
    guard let fields = Self.fields(line), fields.count == 3 else { return nil }
    holder = fields[0]
    owner = fields[2]
    switch fields[1] {
    case "object": kind = .object
    case "signal": kind = .signal
    case "memory": kind = .memory
    case let what where fields[2] == "core": kind = .core(what)
    case let what: kind = .control(what)
    }
  }

  /// Of a line that core prints about the graph: what stands between the bars.
  private static func fields(_ line: String) -> [String]? {
    let prefix = "graph: "
    guard line.utf8.starts(with: prefix.utf8) else { return nil }
    var (fields, rest): ([String], Substring) = ([], line.dropFirst(prefix.count))
    while let bar = rest.firstRange(of: " | ") {
      fields.append(String(rest[..<bar.lowerBound]))
      rest = rest[bar.upperBound...]
    }
    return fields + [String(rest)]
  }
}

extension CapabilityEdge: CustomStringConvertible {
  public var description: String {
    let what =
      switch kind {
      case .object: "an object"
      case .signal: "a signal context"
      case .memory: "memory"
      case .control(let what): "the \(what)"
      case .core(let service): "a \(service) capability"
      }
    return "\(holder) holds \(what) of \(owner)"
  }
}
