// Reports how long it has been running.

import Bulkhead
import HID

@main final class ClockProgram: Component {
  private let environment: Environment
  private let timer: Session<Timer>
  private let reporter: Reporter
  private var tick: SignalHandler?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    timer = try environment.open(Timer.self)
    reporter = Reporter(Text("time"), environment: environment)
    let node = try environment.configuration().node
    let period = UInt64(max((try? node.number("period_ms", default: 250)) ?? 250, 1))
    do throws(EntrypointError) {
      tick = try environment.entrypoint.onSignal { [self] _ in report() }
    } catch { throw .failed("no signal handler for the timer") }
    guard let signal = tick?.capability else { return }
    try? timer.call(Timer.setSignal, signal)
    try? timer.call(Timer.triggerPeriodic, period * 1000)
  }

  private func report() {
    var node = Node("time")
    node.set("milliseconds", "\(((try? timer.call(Timer.elapsed)) ?? 0) / 1000)")
    do throws(SessionError) { try reporter.report(node) } catch { environment.log("nobody takes the time") }
  }
}
