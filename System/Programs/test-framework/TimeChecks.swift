// Timeouts, and that everything goes back.

import Bulkhead
import TestSupport

func checkTime(_ checks: Checks) {
  let (entrypoint, clock) = (checks.environment.entrypoint, checks.environment.clock)
  let start = clock.now
  var order: [Int] = []
  let late = entrypoint.after(.milliseconds(20)) {
    order.append(2)
    entrypoint.stop()
  }
  let early = entrypoint.after(.milliseconds(5)) { order.append(1) }
  let cancelled = entrypoint.after(.milliseconds(1)) { order.append(99) }
  let periodic = entrypoint.every(.milliseconds(6)) { order.append(7) }
  _ = consume cancelled
  entrypoint.run()
  let span = clock.now.microseconds - start.microseconds
  checks.expect(span >= 20_000, "a timeout does not come early")
  checks.expect(order.filter { $0 != 7 } == [1, 2], "timeouts come in order, cancelled ones not at all")
  // On a machine that is busy, a period can be missed.
  checks.expect((1...3).contains(order.filter { $0 == 7 }.count), "a periodic timeout comes every period")
  _ = consume late
  _ = consume early
  _ = consume periodic
}

func checkAccount(_ checks: Checks) {
  withAdder(checks) { _ in }
  let before = checks.environment.quota
  for _ in 0..<20 { withAdder(checks) { _ in } }
  let after = checks.environment.quota
  checks.expect(before?.ramUsed == after?.ramUsed, "threads and objects give back all RAM")
  checks.expect(before?.capabilitiesUsed == after?.capabilitiesUsed, "and all capabilities")
}
