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
  var skippedHeartbeats = 0
  var isHeartbeatOpen = false
  /// How many lines about this instance were printed.
  var lines = 0
  var requested: Resources?
  /// What it was asked to give back.
  var yield = Resources.none
  /// To be stopped, and started again unless the configuration no longer names it.
  var mark = Mark.none

  enum Mark: Equatable {
    case none
    /// To be ended, and left incomplete.
    case fail
    case restart
    case remove
  }

  init(_ declaration: ChildDeclaration) { self.declaration = declaration }

  var name: String { declaration.name }

  /// The index of the first session whose number is not below `number`.
  func position(of number: UInt64) -> Int {
    var (low, high) = (0, sessions.count)
    while low < high {
      let middle = (low + high) / 2
      if sessions[middle].clientNumber < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func session(_ number: UInt64) -> Session<Machine>? {
    let position = position(of: number)
    guard position < sessions.count, sessions[position].clientNumber == number else { return nil }
    return sessions[position]
  }

  func add(_ session: Session<Machine>) { sessions.insert(session, at: position(of: session.clientNumber)) }

  func remove(_ session: Session<Machine>) {
    let position = position(of: session.clientNumber)
    if position < sessions.count, sessions[position] === session { sessions.remove(at: position) }
  }

  private func servedPosition(_ number: UInt64) -> Int {
    var (low, high) = (0, served.count)
    while low < high {
      let middle = (low + high) / 2
      if served[middle].serverNumber < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func servedSession(_ number: UInt64) -> Session<Machine>? {
    let position = servedPosition(number)
    guard position < served.count, served[position].serverNumber == number else { return nil }
    return served[position]
  }

  func addServed(_ session: Session<Machine>) { served.insert(session, at: servedPosition(session.serverNumber)) }

  func removeServed(_ session: Session<Machine>) {
    let position = servedPosition(session.serverNumber)
    if position < served.count, served[position] === session { served.remove(at: position) }
  }

  /// The capability of one of its environment's sessions.
  func environment(_ service: EnvironmentService) -> Machine.Capability? { session(service.rawValue)?.capability }

  var pd: Machine.Capability? { environment(.pd) }

  func hasAnnounced(_ service: String) -> Bool { announced.contains { $0.isSame(as: service) } }
}
