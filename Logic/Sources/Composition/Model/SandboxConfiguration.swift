// What a configuration says, as values: the model that the sandbox works with. Read by `SandboxConfiguration.read`.

import HID
import Policy

/// A whole configuration: which children, with what, and who may use what.
public struct SandboxConfiguration: Sendable {
  /// Echoed in the state report.
  public var version: String?
  public var isVerbose = false
  /// How many priority levels children can have: a power of two.
  public var priorityLevels = 1
  /// Nil: the configuration does not say.
  public var affinitySpace: AffinitySpace?
  /// The services that may be asked of the parent.
  public var parentServices: [String] = []
  public var aliases: [Alias] = []
  /// What the sandbox keeps for itself.
  public var preserved = SandboxConfiguration.standardPreserved
  /// Every so many milliseconds the children with a `heartbeat` node are asked whether they are alive; nil: never.
  public var heartbeatPeriod: Int?
  public var report: ReportOptions?
  public var forwards: [ForwardedService] = []
  /// Who asks the user; nil: nobody, and routes that want it are denied.
  public var consent: ConsentDesk?
  public var children: [ChildDeclaration] = [] {
    didSet { order = nil }
  }
  /// The children's positions in the order of their names, made by `index`; nil: the children changed since.
  private var order: [Int]?

  public init() {}

  public static var standardPreserved: Resources { Resources(ram: 128 << 10, capabilities: 20) }

  /// The declaration of a child, by its name or an alias.
  public func child(named name: String) -> ChildDeclaration? {
    for alias in aliases where alias.name.isSame(as: name) { return declared(alias.child) }
    return declared(name)
  }

  private func declared(_ name: String) -> ChildDeclaration? {
    guard let order else { return children.firstIndex { $0.name.isSame(as: name) }.map { children[$0] } }
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if children[order[middle]].name.precedes(name) { low = middle + 1 } else { high = middle }
    }
    guard low < order.count, children[order[low]].name.isSame(as: name) else { return nil }
    return children[order[low]]
  }

  /// Makes finding children by name fast.
  ///
  /// - Returns: for each child whose name an earlier one has, its position and that of the earlier one.
  mutating func index() -> [(position: Int, earlier: Int)] {
    let order = children.indices.sorted { a, b in
      if children[a].name.isSame(as: children[b].name) { return a < b }
      return children[a].name.precedes(children[b].name)
    }
    var twins: [(position: Int, earlier: Int)] = []
    var first = 0
    for next in order.indices.dropFirst() {
      if children[order[first]].name.isSame(as: children[order[next]].name) {
        twins.append((order[next], order[first]))
      } else {
        first = next
      }
    }
    self.order = order
    return twins
  }
}

/// Another name of a child.
public struct Alias: Sendable {
  public let name: String
  public let child: String
  public let position: Position
}

/// The grid of CPUs that affinities refer to.
public struct AffinitySpace: Equatable, Sendable {
  public var width = 1
  public var height = 1
}

/// A rectangle of the grid of CPUs.
public struct AffinityLocation: Equatable, Sendable {
  public var x = 0
  public var y = 0
  public var width = 1
  public var height = 1

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// What the state report contains.
public struct ReportOptions: Equatable, Sendable {
  public var ids = false
  public var requested = false
  public var provided = false
  public var sessionArguments = false
  public var childRAM = false
  public var childCapabilities = false
  public var ownRAM = false
  public var ownCapabilities = false
  /// How long each child computed.
  public var childCPU = false
  /// Where each child's routes can lead, and which child serves each session.
  public var routes = false
  /// The report is not published: who is routed to the component itself reads it, made anew when it is read.
  public var isLocal = false
  /// Milliseconds between a change and the report that shows it.
  public var delay = 100
}

/// Children's service offered to the sandbox's own parent: which child, a policy for the client's label says.
public struct ForwardedService: Sendable {
  public let service: String
  public let node: Node

  public init(service: String, node: Node) {
    self.service = service
    self.node = node
  }

  /// The child that serves a client, and the label under which it is known there; nil: it is to be denied.
  public func target(for label: String) -> (child: String, label: String)? {
    guard let target = node.policy(for: label)?.node("child"), let name = target.name else { return nil }
    var rewriting = LabelRewriting()
    rewriting.label = target.attribute("label")
    rewriting.identity = target.attribute("identity")
    rewriting.resource = target.attribute("resource")
    rewriting.prependedResource = target.attribute("prepend_resource")
    return (name, rewriting.applied(to: label))
  }
}

/// What happens when a child crashes. Without a `crash` node the child stays as a stopped corpse.
public struct CrashPolicy: Equatable, Sendable {
  public var restarts = false
  /// How many restarts after crashes there are before the child stays stopped; nil: no limit.
  public var limit: Int?

  public init(restarts: Bool = false, limit: Int? = nil) {
    self.restarts = restarts
    self.limit = limit
  }
}

/// One `start` node.
public struct ChildDeclaration: Sendable {
  public let name: String
  public let position: Position
  /// Which program: the label of the ROM session.
  public var binary: String
  public var version: String?
  public var quota: Resources
  /// 0 is the best; -1 the next lower level, and so on.
  public var priority = 0
  public var provides: [String] = []
  public var route = Route()
  /// The content of the ROM "config", if it is given inline; always ends with the closing line.
  public var configuration: String?
  public var affinity: AffinityLocation?
  /// Heartbeats are wanted; the child is restarted after so many that it did not answer (nil: never).
  public var heartbeat: Heartbeat?
  /// The child's exit ends the sandbox itself, with the same value.
  public var propagatesExit = false
  /// It, and its children if they are declared so as well, may learn where their RAM is, for devices that access memory.
  public var managesSystem = false
  public var crash = CrashPolicy()
  /// CPU time that it is promised, and held to; nil: it shares what is left with others of its priority.
  public var time: TimePromise?
  /// Requests for more quota are granted from slack up to this amount.
  public var maximum: Resources?

  public init(name: String, position: Position, binary: String, quota: Resources) {
    self.name = name
    self.position = position
    self.binary = binary
    self.quota = quota
  }
}

/// The `cpu` node of a child, in microseconds.
public struct TimePromise: Equatable, Sendable {
  /// So much in each period, and no more.
  public var budget: Int
  public var period: Int
  /// Within which the budget must be there, from when the child wants it; nil: nobody depends on that.
  public var deadline: Int?

  public init(budget: Int, period: Int, deadline: Int? = nil) {
    self.budget = budget
    self.period = period
    self.deadline = deadline
  }
}

public struct Heartbeat: Equatable, Sendable {
  public var restartAfterSkipped: Int?
}

extension ChildDeclaration {
  public func provides(_ service: String) -> Bool { provides.contains { $0.isSame(as: service) } }

  /// Must a running child be replaced to become this? (Another binary does so by the route to it.)
  public func needsRestart(comparedTo old: ChildDeclaration) -> Bool {
    !same(old.version, version) || old.priority != priority || old.affinity != affinity
      || old.managesSystem != managesSystem || old.time != time
  }
}

/// Byte-wise equality of texts that may be missing.
func same(_ a: String?, _ b: String?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a.isSame(as: b)
}

extension String {
  /// Byte-wise order.
  func precedes(_ other: String) -> Bool {
    let (ours, theirs) = (utf8.span, other.utf8.span)
    for position in 0..<min(ours.count, theirs.count) where ours[position] != theirs[position] {
      return ours[position] < theirs[position]
    }
    return ours.count < theirs.count
  }
}
