// Tries the framework on the machine: all that a host cannot show.

import Bulkhead
import TestSupport

@main final class TestFramework: Component {
  init(_ environment: Environment) throws(SessionError) {
    let checks = Checks(environment)
    let audit = try environment.open(Audit.self)
    run(checks)
    // Heap, capability table and stacks are as large now as they have to be.
    let before = Books(environment, audit)
    run(checks)
    let after = Books(environment, audit)
    checks.expect(before != nil && after != nil, "core's books balance")
    if let before, let after {
      checks.expect(after.hasLostNothing(since: before), "after all that nothing is lost")
      if !after.hasLostNothing(since: before) { checks.environment.log("\(before.text) became \(after.text)") }
    }
    checks.finish()
  }

  private func run(_ checks: Checks) {
    checkHeap(checks)
    checkCopying(checks)
    checkMappings(checks)
    checkTable(checks)
    checkCalls(checks)
    checkSignals(checks)
    checkSignalStorm(checks)
    checkNestedCalls(checks)
    checkThreads(checks)
    checkMutex(checks)
    checkStacks(checks)
    checkTime(checks)
    checkClock(checks)
    checkLongLines(checks)
    checkAccount(checks)
  }
}
