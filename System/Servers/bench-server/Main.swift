// The other side of the measurements: answers, is woken, signals back.

import Bulkhead

@main final class BenchServer: Component {
  private let service: Service<Measured>

  init(_ environment: Environment) throws(SessionError) {
    let entrypoint = environment.entrypoint
    service = try environment.offer(Measured.self) { _ throws(RefusedSession) in MeasuredSession(entrypoint) }
  }
}

final class MeasuredSession: SessionObject {
  private let entrypoint: Entrypoint
  private var wake: SignalHandler?
  private var wokenAt: UInt64 = 0
  private var back = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ entrypoint: Entrypoint) { self.entrypoint = entrypoint }

  func serve(_ request: inout Request) {
    request.serve(Measured.echo) { value throws(MeasuredFailure) in value }
    request.serve(Measured.startEcho) { () throws(MeasuredFailure) -> Void in echo() }
    request.serve(Measured.wakeSignal) { () throws(MeasuredFailure) in try wakeSignal() }
    request.serve(Measured.wokenAt) { () throws(MeasuredFailure) in wokenAt }
    request.keep(Measured.setSignal, in: &back)
    request.serve(Measured.signalBack) { () throws(MeasuredFailure) -> Void in
      KernelCall.submit(back.capability.index)
    }
  }

  private func wakeSignal() throws(MeasuredFailure) -> Capability<SignalTarget> {
    if wake == nil { wake = try? entrypoint.onSignal { [self] _ in wokenAt = KernelCall.ticks } }
    guard let context = wake?.capability else { throw .unreachable }
    return context
  }

  /// The kernel's primitive and nothing else: every message comes back as it is; a signal only has its time noted.
  private func echo() {
    let flags = ReceiveFlags.calls | .signals
    var received = KernelCall.replyAndReceive(flags, MessageWriter())
    while received.outcome != .done || received.tag.label != Measured.stopEcho {
      if received.outcome == .signal {
        wokenAt = KernelCall.ticks
        received = KernelCall.receive(flags, acknowledge: wake?.capability.index ?? .none)
      } else {
        received = KernelCall.replyAndReceive(flags, MessageWriter(echoing: received))
      }
    }
  }
}
