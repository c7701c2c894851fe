// Tries the framework on the machine: all that a host cannot show.

import Bulkhead

@main final class TestFramework: Component {
  init(_ environment: Environment) throws(SessionError) {
    let checks = Checks(environment)
    checkHeap(checks)
    checkCopying(checks)
    checkMappings(checks)
    checkTable(checks)
    checkCalls(checks)
    checkSignals(checks)
    checkThreads(checks)
    checkTime(checks)
    checkAccount(checks)
    environment.log(checks.failures == 0 ? "all checks passed" : "some checks failed")
    environment.exit(checks.failures == 0 ? 0 : 1)
  }
}

/// What was found out.
final class Checks {
  let environment: Environment
  private(set) var failures = 0

  init(_ environment: Environment) { self.environment = environment }

  func expect(_ condition: Bool, _ what: StaticString) {
    var line = Text(condition ? "ok: " : "FAILED: ")
    line.append(what)
    if !condition { failures += 1 }
    environment.log.write(line)
  }

  func note(_ what: StaticString, _ number: UInt64) {
    var line = Text(what)
    line.append(" ")
    line.append(Text(decimal: number))
    environment.log.write(line)
  }
}
