// Measures what things cost, in ticks of the time-stamp counter. Run by `./bulkhead bench`, where a tick is an instruction.
//
// Each figure is the minimum over many runs, less the cost of reading the counter twice.

import Bulkhead

@main final class Bench: Component {
  private let environment: Environment
  private let server: Session<Measured>
  private var emptyRun: UInt64 = 0
  private var lifetimes: Lifetimes?
  private var crowds: Crowds?

  private static var runs: Int { 1000 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    server = try environment.open(Measured.self)
    emptyRun = minimum { 0 }
    do throws(MeasuredFailure) {
      try measureTypedCall()
      try measurePrimitives()
      try measureSignals()
    } catch { throw .failed("the server does not answer") }
    measureFaults()
    measureSessions()
    lifetimes = Lifetimes(environment) { [self] figures in
      report("component.start", figures.start)
      report("component.start-destroy", figures.life)
      report("component.lives", figures.perSecond, "per-second")
      measureCrowds()
    }
  }

  private func measureCrowds() {
    crowds = Crowds(environment) { [self] cost in
      report("children-\(cost.children).start", cost.start)
      report("children-\(cost.children).ram", cost.ram, "bytes")
    } done: { [self] in
      environment.exit(0)
    }
  }

  /// The least that `run` took, of many times, in ticks.
  private func minimum(runs: Int = Bench.runs, _ run: () -> UInt64) -> UInt64 {
    var least = UInt64.max
    for _ in 0..<runs {
      let start = KernelCall.ticks
      let correction = run()
      let ticks = KernelCall.ticks &- start &- correction
      if ticks < least { least = ticks }
    }
    return least &- emptyRun
  }

  private func report(_ name: String, _ value: UInt64, _ unit: String = "instructions") {
    environment.log("bench: \(name) \(value) \(unit)")
  }

  private func measureTypedCall() throws(MeasuredFailure) {
    guard try server.call(Measured.echo, 42) == 42 else { throw .unreachable }
    report(
      "rpc.typed",
      minimum {
        _ = try? server.call(Measured.echo, 1)
        return 0
      })
  }

  private func measurePrimitives() throws(MeasuredFailure) {
    try server.call(Measured.startEcho)
    let index = server.capability.index
    report(
      "ipc.call-reply",
      minimum {
        _ = KernelCall.call(index, MessageWriter())
        return 0
      })
    report(
      "ipc.call-reply.10-words",
      minimum {
        var message = MessageWriter()
        for word in 0..<10 as Range<UInt64> { message.append(word) }
        _ = KernelCall.call(index, message)
        return 0
      })
    _ = KernelCall.call(index, MessageWriter(label: Measured.stopEcho))
  }

  /// From submitting to the first instruction of a more urgent thread in another domain that waited for it.
  private func measureSignals() throws(MeasuredFailure) {
    let wake: OwnedCapability<SignalTarget> = try server.call(Measured.wakeSignal)
    var least = UInt64.max
    for _ in 0..<Self.runs {
      try server.call(Measured.startEcho)
      let start = KernelCall.ticks
      KernelCall.submit(wake.capability.index)
      _ = KernelCall.call(server.capability.index, MessageWriter(label: Measured.stopEcho))
      least = min(least, try server.call(Measured.wokenAt) &- start)
    }
    report("signal.wake", least &- emptyRun)
    try measureRound()
  }

  /// A request by RPC, a signal back, and its handler.
  private func measureRound() throws(MeasuredFailure) {
    var handledAt: UInt64 = 0
    guard let handler = try? environment.entrypoint.onSignal(.io, { _ in handledAt = KernelCall.ticks }) else {
      throw .unreachable
    }
    try server.call(Measured.setSignal, handler.capability)
    report(
      "signal.rpc-round",
      minimum {
        try? server.call(Measured.signalBack)
        environment.entrypoint.dispatchOneIOSignal()
        return KernelCall.ticks &- handledAt
      })
  }

  /// The first touch of a page, which core maps.
  private func measureFaults() {
    guard let ram = try? RAM(size: 256 * 16 * 4096), let mapping = try? Mapping(ram.dataspace, isWritable: true) else { return }
    var page = 0
    report(
      "fault.user-pager",
      minimum(runs: 255) {
        // Core maps up to 16 pages at a time.
        mapping.store(1 as UInt8, at: page * 16 * 4096)
        page += 1
        return 0
      })
  }

  private func measureSessions() {
    report(
      "session.open-close",
      minimum(runs: 100) {
        _ = try? environment.open(Measured.self)
        return 0
      })
  }
}
