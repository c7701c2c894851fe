// One child, for as long as the configuration names it; its instances come and go with restarts.

import HID

/// Why a child does not run although it should.
public enum ChildState: Equatable, Sendable {
  /// Something it needs is missing; tried again whenever the configuration or a server changes.
  case incomplete
  /// It is to be started.
  case waiting
  /// Its environment is being put together.
  case starting
  case running
  case exited(Int)
  case crashed
  /// Somebody ended it, until somebody wants it again.
  case stopped
}

final class Child<Machine: SandboxMachine> {
  var declaration: ChildDeclaration
  /// Number of the current instance; 0 before the first.
  var instance: UInt64 = 0
  var state = ChildState.waiting
  var process: Machine.Process?
  /// What it was given, environment included.
  var assigned = Resources.none
  /// Restarts because of crashes.
  var crashRestarts = 0
  /// What the last crash was, of whichever instance.
  var lastCrash: String?
  /// Sessions that it uses, sorted by the number it gave them.
  var sessions: [Session<Machine>] = []
  /// Sessions that it provides, sorted by the number that they were given.
  var served: [Session<Machine>] = []
  /// Sessions of its environment that were refused when it was to start.
  var refused: [Session<Machine>] = []
  /// Services that it announced.
  var announced: [String] = []
  /// What it has to be told as a server, in the order in which it is told.
  var upgrades: [Session<Machine>] = []
  var closes: [Session<Machine>] = []
  var creations: [Session<Machine>] = []
  /// Routes of sessions that it requested; valid until the configuration changes.
  var knownRoutes: [KnownRoute<Machine>] = []
  var skippedHeartbeats = 0
  var isHeartbeatOpen = false
  /// How many lines about this instance were printed.
  var lines = 0
  /// Sessions that this instance was denied, and why the newest was.
  var denials = 0
  var lastDenial: String?
  var requested: Resources?
  /// What it was asked to give back.
  var yield = Resources.none
  /// To be stopped, and started again unless the configuration no longer names it.
  var mark = Mark.none

  enum Mark: Equatable {
    case none
    /// To be ended, and left incomplete.
    case fail
    /// To be ended, and left so.
    case stop
    case restart
    case remove
  }

  init(_ declaration: ChildDeclaration) { self.declaration = declaration }

  var name: String { declaration.name }

  private func position(of number: UInt64) -> Int { sessions.position(of: number) { $0.clientNumber } }

  func session(_ number: UInt64) -> Session<Machine>? {
    if let last = sessions.last, last.clientNumber == number { return last }
    let position = position(of: number)
    guard position < sessions.count, sessions[position].clientNumber == number else { return nil }
    return sessions[position]
  }

  func add(_ session: Session<Machine>) {
    let position = position(of: session.clientNumber)
    if position == sessions.count { sessions.append(session) } else { sessions.insert(session, at: position) }
  }

  func remove(_ session: Session<Machine>) {
    if let last = sessions.last, last === session {
      sessions.removeLast()
      return
    }
    let position = position(of: session.clientNumber)
    if position < sessions.count, sessions[position] === session { sessions.remove(at: position) }
  }

  private func servedPosition(_ number: UInt64) -> Int { served.position(of: number) { $0.serverNumber } }

  func servedSession(_ number: UInt64) -> Session<Machine>? {
    if let last = served.last, last.serverNumber == number { return last }
    let position = servedPosition(number)
    guard position < served.count, served[position].serverNumber == number else { return nil }
    return served[position]
  }

  func addServed(_ session: Session<Machine>) {
    let position = servedPosition(session.serverNumber)
    if position == served.count { served.append(session) } else { served.insert(session, at: position) }
  }

  func removeServed(_ session: Session<Machine>) {
    if let last = served.last, last === session {
      served.removeLast()
      return
    }
    let position = servedPosition(session.serverNumber)
    if position < served.count, served[position] === session { served.remove(at: position) }
  }

  /// The capability of one of its environment's sessions.
  func environment(_ service: EnvironmentService) -> Machine.Capability? { session(service.rawValue)?.capability }

  /// The first of its sessions, as long as there is any of its environment.
  var pd: Machine.Capability? {
    guard let first = sessions.first, first.clientNumber == EnvironmentService.pd.rawValue else { return nil }
    return first.capability
  }

  func hasAnnounced(_ service: String) -> Bool {
    for name in announced where name.isSame(as: service) { return true }
    return false
  }

  /// The route that an equal request took under the present configuration.
  func knownRoute(_ service: String, _ label: String) -> KnownRoute<Machine>? {
    for known in knownRoutes where known.service.isSame(as: service) && known.label.isSame(as: label) { return known }
    return nil
  }

  /// Remembers a few routes: the client chooses how many different requests it makes.
  func remember(_ known: KnownRoute<Machine>) {
    if knownRoutes.count == 4 { knownRoutes.removeFirst() }
    knownRoutes.append(known)
  }
}

/// Where requests with a certain service and label lead.
final class KnownRoute<Machine: SandboxMachine> {
  let service: String
  let label: String
  let route: ResolvedRoute
  /// What the sandbox keeps for its record of such a session.
  let cost: Resources
  /// The provider, if that is a child, and the user is not asked first.
  let server: Child<Machine>?
  /// The instance of the server that is known to have announced the service.
  private var announcer: UInt64 = 0

  init(service: String, label: String, route: ResolvedRoute, cost: Resources, server: Child<Machine>?) {
    self.service = service
    self.label = label
    self.route = route
    self.cost = cost
    self.server = server
  }

  /// The server, if it can be asked at once.
  var readyServer: Child<Machine>? {
    guard let server, server.process != nil, server.pd != nil else { return nil }
    if announcer != server.instance {
      guard server.hasAnnounced(service) else { return nil }
      announcer = server.instance
    }
    return server
  }
}
