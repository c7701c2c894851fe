// Time, and signals when some of it passed, for any number of clients.

import Bulkhead

@main final class TimerServer: Component {
  private let service: Service<Timer>

  init(_ environment: Environment) throws(SessionError) {
    let entrypoint = environment.entrypoint
    let clock = environment.clock
    service = try environment.offer(Timer.self) { request throws(RefusedSession) in
      guard request.donation.ram >= TimerSession.cost.ram else { throw .insufficientRAM }
      guard request.donation.capabilities >= TimerSession.cost.capabilities else { throw .insufficientCapabilities }
      return TimerSession(entrypoint, clock)
    }
  }
}

/// One client's timer.
final class TimerSession: SessionObject {
  private let entrypoint: Entrypoint
  private let clock: Clock
  private let start: UInt64
  private var timeout: Timeout?
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)

  /// The object, its record, and one timeout.
  static var cost: Quota { Quota(ram: 1024, capabilities: 1) }
  private static var shortestPeriod: UInt64 { 1000 }

  init(_ entrypoint: Entrypoint, _ clock: Clock) {
    self.entrypoint = entrypoint
    self.clock = clock
    start = clock.now.microseconds
  }

  func serve(_ request: inout Request) {
    request.serve(Timer.elapsed) { () throws(TimerFailure) in self.clock.now.microseconds - self.start }
    request.serve(Timer.triggerOnce) { (span) throws(TimerFailure) -> Void in self.triggerOnce(span) }
    request.serve(Timer.triggerPeriodic) { (period) throws(TimerFailure) -> Void in self.triggerPeriodic(period) }
    request.keep(Timer.setSignal, in: &self.signal)
  }

  private func triggerOnce(_ span: UInt64) {
    timeout = nil
    if span == 0 { return }
    timeout = entrypoint.after(.microseconds(span)) { [self] in signal.capability.submit() }
  }

  private func triggerPeriodic(_ period: UInt64) {
    timeout = nil
    if period == 0 { return }
    timeout = entrypoint.every(.microseconds(max(period, Self.shortestPeriod))) { [self] in signal.capability.submit() }
  }
}
