// Signals: counted, postponed, nested.

import Bulkhead
import TestSupport

/// What handlers did.
private final class Seen {
  var application: UInt64 = 0
  var io: UInt64 = 0
  var order: [StaticString] = []
}

func checkSignals(_ checks: Checks) {
  let entrypoint = checks.environment.entrypoint
  withAdder(checks) { adder in
    let seen = Seen()
    do throws(EntrypointError) {
      let application = try entrypoint.onSignal { count in
        seen.application += count
        entrypoint.stop()
      }
      try? adder.call(Adder.signal, Pair(5, application.capability))
      entrypoint.run()
      checks.expect(seen.application == 5, "a handler learns how many signals came")
      try? adder.call(Adder.again)
      entrypoint.run()
      checks.expect(seen.application == 6, "a context that was acknowledged is delivered again")
      try checkNesting(application.capability, seen, adder, checks)
    } catch { checks.expect(false, "a signal handler can be made") }
    try? adder.call(Adder.again)
    checks.expect(!entrypoint.dispatchPendingIOSignals(), "a handler that ended does not run")
  }
}

/// While I/O is dispatched, application signals wait.
private func checkNesting(
  _ application: Capability<SignalTarget>, _ seen: Seen, _ adder: Capability<Adder>, _ checks: Checks
) throws(EntrypointError) {
  let entrypoint = checks.environment.entrypoint
  let io = try entrypoint.onSignal(.io) { seen.io += $0 }
  application.submit(count: 2)
  io.capability.submit(count: 3)
  entrypoint.dispatchOneIOSignal()
  checks.expect(seen.io == 3 && seen.application == 6, "nested dispatch runs I/O handlers only")
  application.submit(count: 1)
  checks.expect(!entrypoint.dispatchPendingIOSignals(), "nothing pending is dispatched without waiting")
  entrypoint.run()
  checks.expect(seen.application >= 8, "postponed signals are handled afterwards")
  if seen.application < 9 { entrypoint.run() }
  checks.expect(seen.application == 9, "no postponed signal is lost")
}
