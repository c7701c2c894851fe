// Answers sessions of any type with nothing.

import Bulkhead
import HID
import Services

@main final class BlackHole: Component {
  private let environment: Environment
  private let nothing = ROMSource()
  private var log: Service<Log>?
  private var report: Service<Report>?
  private var rom: Service<ROM>?
  private var timer: Service<Timer>?
  private var others: [Service<Anything>] = []

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    for service in try environment.configuration().node.nodes("service") {
      guard let name = service.name else { throw .failed("a service has no name: write \"+ service NAME\"") }
      try offer(name)
    }
  }

  private func offer(_ name: String) throws(SessionError) {
    switch Text(name) {
    case let name where name == Log.name:
      log = try environment.offer(Log.self) { request throws(RefusedSession) in LogReceiver(request) { _ in } }
    case let name where name == Report.name:
      report = try environment.offer(Report.self) { request throws(RefusedSession) in try ReportReceiver(request) { _ in } }
    case let name where name == ROM.name:
      rom = try environment.offer(ROM.self) { [self] request throws(RefusedSession) in try nothing.open(request) }
    case let name where name == Timer.name:
      timer = try environment.offer(Timer.self) { _ throws(RefusedSession) in StandstillTimer() }
    case let name:
      others.append(try environment.offer(Anything.self, named: name) { _ throws(RefusedSession) in Nowhere() })
    }
  }
}

/// An interface that nobody knows.
enum Anything: SessionInterface {
  typealias Failure = ParentFailure
  static var name: StaticString { "" }
  static var cost: Quota { .smallSession }
}

/// Every call succeeds, and its result is nothing.
final class Nowhere: SessionObject {
  func serve(_ request: inout Request) {
    request.serve(Method<Anything, Nothing, Nothing>(request.opcode)) { () throws(ParentFailure) -> Void in }
  }
}

final class StandstillTimer: SessionObject {
  func serve(_ request: inout Request) {
    request.serve(Timer.elapsed) { () throws(TimerFailure) in 0 }
    request.serve(Timer.triggerOnce) { (_) throws(TimerFailure) -> Void in }
    request.serve(Timer.triggerPeriodic) { (_) throws(TimerFailure) -> Void in }
    request.serve(Timer.setSignal) { (_) throws(TimerFailure) -> Void in }
  }
}
