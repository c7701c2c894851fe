// What is known of a system: its components, and who talks to whom, read from state reports and the consent broker's `uses`.
//
// Bounded, whatever the reports say; what makes no sense is left out. Words in reports come from components in part: they are
// shown and compared, never followed.

import HID

/// How a component stands.
public enum Condition: Equatable, Sendable {
  case running
  /// Something that it needs is missing.
  case incomplete
  case crashed
  /// By hand.
  case stopped
  case exited(Int)

  public var isUp: Bool { self == .running }
}

/// Some of a whole.
public struct Share: Equatable, Sendable {
  public let used: Int
  public let quota: Int

  /// Of 1000.
  public var permille: Int { quota > 0 ? max(0, min(used, 1 << 50)) * 1000 / quota : 0 }
}

/// Something that the person let a component use, and that goes on.
public struct Grant: Equatable, Sendable {
  /// The broker's number.
  public let id: UInt64
  public let service: String
}

public struct ComponentFacts: Sendable {
  public let name: String
  /// From the system's first component on: "init -> apps -> recorder".
  public let path: String
  /// Which of `SystemFacts.groups` it belongs to.
  public let group: Int
  public let binary: String
  /// Grows with each instance; nil: not told.
  public let instance: Int?
  public let condition: Condition
  public let ram: Share?
  public let capabilities: Share?
  /// Microseconds that it computed.
  public let computed: Int?
  public let alerts: [Alert]
  public internal(set) var grants: [Grant] = []
}

/// Something that a person should know about a component.
public struct Alert: Equatable, Sendable {
  public enum Weight: UInt8, Sendable {
    case notice, warning, failure
  }
  public let weight: Weight
  public let text: String
}

/// That one component can talk to another one.
public struct Link: Sendable {
  public let client: Int
  public let server: Int
  /// There is a session, or one is being opened.
  public internal(set) var isUsed: Bool
  /// The person is asked first.
  public internal(set) var asks: Bool
  /// In the order of the report, each once.
  public internal(set) var services: [String]
}

/// Components with the same parent.
public struct Group: Sendable {
  /// "init", "init -> apps".
  public let path: String
  public let members: Range<Int>
  /// The parent's own memory.
  public let ram: Share?
  /// When its report was made, by its own clock.
  public let milliseconds: Int?
}

/// A state report, and whose it is.
public struct StateSource {
  public let path: String
  public let node: Node?
  public init(path: String, node: Node?) {
    self.path = path
    self.node = node
  }
}

public struct SystemFacts: Sendable {
  public private(set) var groups: [Group] = []
  /// Those of a group stand together, in the order of the report.
  public private(set) var components: [ComponentFacts] = []
  public private(set) var links: [Link] = []

  public static var mostComponents: Int { 200 }
  static var mostLinks: Int { 1000 }
  static var mostServices: Int { 12 }
  static var mostGrants: Int { 16 }

  public init() {}

  /// - Parameters:
  ///   - states: the first one is the outermost component's.
  ///   - uses: what the person let components use; nil: not known.
  public init(_ states: [StateSource], uses: Node? = nil) {
    let known = states.filter { $0.node != nil }
    for state in known { if let node = state.node { add(group: state.path, node) } }
    for (group, state) in zip(groups, known) { if let node = state.node { connect(group, node) } }
    for node in uses?.nodes("use") ?? [] { add(use: node) }
  }

  private mutating func add(group path: String, _ node: Node) {
    let first = components.count
    for child in node.nodes("child") where components.count < Self.mostComponents {
      if let component = ComponentFacts(child, in: path, group: groups.count) { components.append(component) }
    }
    groups.append(
      Group(
        path: path, members: first..<components.count, ram: Share(node.node("ram"), isBytes: true),
        milliseconds: node.attribute("ms").flatMap { Int.parse($0) }))
  }

  // MARK: Who talks to whom

  private mutating func connect(_ group: Group, _ node: Node) {
    for child in node.nodes("child") {
      guard let name = child.name, let client = member(name, of: group) else { continue }
      for session in child.node("requested")?.nodes("session") ?? [] {
        let state = session.attribute("state") ?? ""
        guard session.attribute("for") == nil, !state.isSame(as: "DENIED"), let service = session.name else { continue }
        // Of those that it runs, if they are known.
        let client = session.attribute("label").flatMap { owner(of: $0, in: group) } ?? client
        link(client, session.attribute("server"), service, isUsed: true, asks: false, group)
      }
      for route in child.nodes("route") {
        guard let service = route.attribute("service") else { continue }
        link(client, route.attribute("server"), service, isUsed: false, asks: route.attribute("consent") != nil, group)
      }
    }
  }

  private mutating func link(
    _ client: Int, _ server: String?, _ service: String, isUsed: Bool, asks: Bool, _ group: Group
  ) {
    guard let server, let server = member(server, of: group), server != client else { return }
    if let index = links.firstIndex(where: { $0.client == client && $0.server == server }) {
      links[index].isUsed = links[index].isUsed || isUsed
      links[index].asks = links[index].asks || asks
      let isNew = !links[index].services.contains { $0.isSame(as: service) }
      if isNew, links[index].services.count < Self.mostServices { links[index].services.append(service) }
    } else if links.count < Self.mostLinks {
      links.append(Link(client: client, server: server, isUsed: isUsed, asks: asks, services: [service]))
    }
  }

  private func member(_ name: String, of group: Group) -> Int? {
    group.members.first { components[$0].name.isSame(as: name) }
  }

  /// Whose session it is: the innermost of the known components that the label names. Its first part is the name of one of the
  /// group; each component adds those of who it runs, and nobody can leave out its own.
  private func owner(of label: String, in group: Group) -> Int? {
    let path = label.scoped(to: group.path)
    let outer = components.indices.filter { path.isWithin(components[$0].path) }
    return outer.max { components[$0].path.utf8.count < components[$1].path.utf8.count }
  }

  /// The broker's labels begin with the name of a child of the component that runs the broker: of the first group.
  private mutating func add(use node: Node) {
    guard let label = node.attribute("label"), let service = node.attribute("service"),
      let id = node.attribute("id").flatMap({ UInt64($0) }), let group = groups.first, let index = owner(of: label, in: group)
    else { return }
    if components[index].grants.count < Self.mostGrants { components[index].grants.append(Grant(id: id, service: service)) }
  }

  /// The component of that path.
  public func component(_ path: String?) -> Int? {
    guard let path else { return nil }
    return components.firstIndex { $0.path.isSame(as: path) }
  }
}
