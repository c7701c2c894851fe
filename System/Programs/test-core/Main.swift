// Tries core's services on the machine: what they do, and what they refuse. Every check is a line of the log.

import Bulkhead
import TestSupport

@main final class TestCore: Component {
  init(_ environment: Environment) throws(SessionError) {
    let checks = Checks(environment)
    let probe = try Probe(environment)
    let audit = try environment.open(Audit.self)
    try run(checks, probe)
    // Heap and capability table are as large now as they have to be.
    let before = environment.quota
    try run(checks, probe)
    checks.expect(before == environment.quota, "after all that the account is what it was before")
    let count: AuditResult? = try? audit.call(Audit.count)
    checks.expect(count?.isBalanced == true, "core's books balance")
    checks.finish()
  }

  private func run(_ checks: Checks, _ probe: Probe) throws(SessionError) {
    checkRAM(checks, probe)
    try checkOwnership(checks)
    try checkLosses(checks, probe)
    try checkROM(checks, probe)
    try checkRegionMaps(checks, probe)
    try checkPagers(checks, probe)
    try checkPaging(checks, probe)
    try checkFaultLevels(checks, probe)
    try checkAccounts(checks)
    checkThreads(checks, probe)
    checkObjects(checks)
    try checkLifetimes(checks)
    try checkProcessors(checks, probe)
    try checkTrace(checks, probe)
    try checkPorts(checks)
    try checkDeviceMemory(checks)
    try checkInterrupts(checks)
    checkLog(checks.environment)
  }
}

/// Nothing of this may reach the terminal as it is.
func checkLog(_ environment: Environment) {
  var line = Text("escape \u{1b}[2J, ")
  line.append("line\r\nfeed, euro \u{20ac}, ")
  for byte in [0x80, 0x9b, 0xc0, 0xaf, 0xff] as [UInt8] { line.append(byte) }
  environment.log.write(line)
}
