// Which capabilities a system's components can have according to its model. What a running system shows has to be among them:
// otherwise the report says too little.

public struct GraphPrediction: Sendable {
  private let known: [String: Component.Kind]
  private let parents: [String: String]
  /// Clients and servers, brokers and those whom they serve.
  private var talks: Set<Pair> = []
  private var coreServices: Set<Use> = []
  /// Who has a device, by way of whoever manages them.
  private var drivers: Set<String> = []

  private static let devices: Set<String> = ["IO_MEM", "IO_PORT", "IRQ"]

  private struct Pair: Hashable {
    let from: String
    let to: String
  }

  private struct Use: Hashable {
    let component: String
    let service: String
  }

  /// What every component has from its start, from its parent: itself, its program, a place for its lines.
  private static let environment: Set<String> = ["PD", "CPU", "ROM", "LOG", "RM"]

  public init(_ model: SecurityModel) {
    known = Dictionary(model.components.map { ($0.name, $0.kind) }) { a, _ in a }
    parents = Dictionary(model.components.compactMap { component in component.parent.map { (component.name, $0) } }) { a, _ in a
    }
    var servers: [Use: Set<String>] = [:]
    for session in model.sessions {
      servers[Use(component: session.client, service: session.service), default: []].insert(session.server)
      coreServices.insert(Use(component: session.client, service: session.service))
      guard let broker = session.broker else { continue }
      talks.insert(Pair(from: session.client, to: broker))
      talks.insert(Pair(from: broker, to: session.server))
    }
    for use in servers.keys {
      for server in Self.behind(use, servers) { talks.insert(Pair(from: use.component, to: server)) }
    }
    for device in model.devices { drivers.insert(device.driver) }
  }

  /// Who serves a client, and who stands behind that: a server that is itself a client of the same service (a window manager at
  /// the screen) can hand on what it gets there.
  private static func behind(_ use: Use, _ servers: [Use: Set<String>]) -> Set<String> {
    var (found, open): (Set<String>, [String]) = ([], [use.component])
    while let client = open.popLast() {
      for server in servers[Use(component: client, service: use.service)] ?? [] where found.insert(server).inserted {
        open.append(server)
      }
    }
    return found
  }

  /// Is the edge one that the model has?
  public func allows(_ edge: CapabilityEdge) -> Bool {
    // What a component starts by itself is a part of it.
    let (holder, owner) = (part(edge.holder), part(edge.owner))
    guard holder != owner else { return true }
    switch edge.kind {
    case .core(let service): return isParent(holder) || hasCore(service, holder)
    case .control: return isAround(holder, owner)
    // Who is called answers: through memory of both sides, and by waking the caller.
    case .signal, .memory: return areRelated(holder, owner) || areRelated(owner, holder)
    case .object: return areRelated(holder, owner) || parents[owner] == holder
    }
  }

  private func hasCore(_ service: String, _ component: String) -> Bool {
    Self.environment.contains(service) || coreServices.contains(Use(component: component, service: service))
      || Self.devices.contains(service) && drivers.contains(component)
  }

  /// The parent of a component, or one of that one's parents: a nested init opens the sessions of its children through it.
  private func isAround(_ holder: String, _ component: String) -> Bool {
    var parent = parents[component]
    while let next = parent, next != holder { parent = parents[next] }
    return parent == holder
  }

  /// A parent opens the sessions of its children, and hands them on.
  private func isParent(_ component: String) -> Bool { parents.values.contains(component) }

  /// A client of the other, or its child.
  private func areRelated(_ client: String, _ server: String) -> Bool {
    parents[client] == server || talks.contains(Pair(from: client, to: server))
  }

  /// The component that the model knows, which has this label or started what has it. A sandbox starts only what its
  /// configuration names: other children of it are nobody.
  private func part(_ label: String) -> String {
    var rest = label[...]
    while known[String(rest)] == nil {
      guard let arrow = rest.ranges(of: " -> ").last else { return label }
      rest = rest[..<arrow.lowerBound]
    }
    let isStarter = known[String(rest)] == .component
    guard rest.count == label.count || isStarter else { return label }
    // Programs that a component's configuration names are started by it, and a part of it just the same.
    var name = String(rest)
    while let parent = parents[name], known[parent] == .component { name = parent }
    return name
  }
}
