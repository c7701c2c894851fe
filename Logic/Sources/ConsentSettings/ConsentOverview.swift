// Who may what, for the settings: read from the broker's reports `uses` and `audit`.
//
// Bounded, whatever the reports say. Labels and services are the system's own words; they are shown, and sent back to the
// broker as they are.

import HID

/// What was decided about a component and a service.
public enum StandingDecision: Int, Sendable {
  /// The user is asked, as the route says.
  case ask, allow, deny
}

/// A component's access to a service.
public struct Permission: Sendable {
  public let service: String
  public internal(set) var decision: StandingDecision
  /// The numbers of uses that go on now.
  public internal(set) var uses: [UInt64] = []
}

public struct ComponentPermissions: Sendable {
  public let label: String
  public internal(set) var permissions: [Permission] = []
  /// It asked too often, and is refused unasked.
  public internal(set) var isSilenced = false
}

public struct AuditEntry: Sendable {
  /// Since the machine started.
  public let milliseconds: UInt64
  /// Date and time of day; nil: nobody knew.
  public let time: String?
  public let event: String
  public let reason: String
  public let service: String
  public let label: String
  /// Milliseconds that a use went on which ended.
  public let duration: UInt64?
  /// Of records that stand for others.
  public let count: UInt64?
}

/// How well the audit log is kept.
public struct AuditKeeping: Equatable, Sendable {
  public enum Disk: Equatable, Sendable { case works, missing, tooSmall, failed }
  public internal(set) var disk = Disk.works
  public internal(set) var damaged: UInt64 = 0
  /// Records that made room for newer ones.
  public internal(set) var overwritten: UInt64 = 0

  init() {}

  init(_ audit: Node) {
    if let word = audit.attribute("disk") {
      disk = word.isSame(as: "missing") ? .missing : word.isSame(as: "too small") ? .tooSmall : .failed
    }
    damaged = audit.attribute("damaged").flatMap { UInt64($0) } ?? 0
    overwritten = audit.attribute("overwritten").flatMap { UInt64($0) } ?? 0
  }
}

public struct ConsentOverview: Sendable {
  public private(set) var components: [ComponentPermissions] = []
  /// Newest first.
  public private(set) var history: [AuditEntry] = []
  public private(set) var keeping = AuditKeeping()

  static var mostComponents: Int { 100 }
  static var mostPermissions: Int { 20 }
  static var mostEntries: Int { 200 }

  public init() {}

  /// - Parameters:
  ///   - uses: what goes on, what is remembered, and who asked too often; nil: nothing is known.
  ///   - audit: what happened; oldest first.
  public init(uses: Node?, audit: Node?) {
    if let audit { keeping = AuditKeeping(audit) }
    for node in audit?.nodes("record") ?? [] { add(record: node) }
    if history.count > Self.mostEntries { history.removeFirst(history.count - Self.mostEntries) }
    history.reverse()
    for node in uses?.nodes ?? [] { add(node) }
  }

  private mutating func add(record node: Node) {
    guard let service = node.attribute("service"), let label = node.attribute("label"), let event = node.attribute("event")
    else { return }
    history.append(
      AuditEntry(
        milliseconds: node.attribute("ms").flatMap { UInt64($0) } ?? 0, time: node.attribute("time"), event: event,
        reason: node.attribute("reason") ?? "", service: service, label: label,
        duration: node.attribute("used_ms").flatMap { UInt64($0) }, count: node.attribute("count").flatMap { UInt64($0) }))
    // Whoever asked once can be decided about.
    _ = permission(label, service)
  }

  private mutating func add(_ node: Node) {
    guard let label = node.attribute("label"), let component = component(label) else { return }
    if node.type.isSame(as: "silenced") { components[component].isSilenced = true }
    guard let service = node.attribute("service"), let place = permission(label, service) else { return }
    if node.type.isSame(as: "use"), let id = node.attribute("id").flatMap({ UInt64($0) }) {
      components[place.component].permissions[place.permission].uses.append(id)
    }
    if node.type.isSame(as: "remembered"), let decision = node.attribute("decision").flatMap({ Self.decision($0) }) {
      components[place.component].permissions[place.permission].decision = decision
    }
  }

  private static func decision(_ word: String) -> StandingDecision? {
    word.isSame(as: "allow") ? .allow : word.isSame(as: "deny") ? .deny : nil
  }

  private mutating func component(_ label: String) -> Int? {
    if let index = components.firstIndex(where: { $0.label.isSame(as: label) }) { return index }
    guard components.count < Self.mostComponents, !label.utf8.isEmpty else { return nil }
    components.append(ComponentPermissions(label: label))
    return components.count - 1
  }

  private mutating func permission(_ label: String, _ service: String) -> (component: Int, permission: Int)? {
    guard let component = component(label), !service.utf8.isEmpty else { return nil }
    if let index = components[component].permissions.firstIndex(where: { $0.service.isSame(as: service) }) {
      return (component, index)
    }
    guard components[component].permissions.count < Self.mostPermissions else { return nil }
    components[component].permissions.append(Permission(service: service, decision: .ask))
    return (component, components[component].permissions.count - 1)
  }
}
