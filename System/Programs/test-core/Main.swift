// Tries core's services on the machine: what they do, and what they refuse. Every check is a line of the log.

import Bulkhead

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
    environment.log(checks.failures == 0 ? "all checks passed" : "some checks failed")
    environment.exit(checks.failures == 0 ? 0 : 1)
  }

  private func run(_ checks: Checks, _ probe: Probe) throws(SessionError) {
    checkRAM(checks, probe)
    try checkROM(checks, probe)
    try checkRegionMaps(checks, probe)
    try checkPagers(checks, probe)
    try checkAccounts(checks)
    checkThreads(checks, probe)
    checkObjects(checks)
    try checkTrace(checks, probe)
    try checkPorts(checks)
    try checkDeviceMemory(checks)
    try checkInterrupts(checks)
    checkLog(checks.environment)
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

  /// Expects a call to fail, in exactly one way.
  func refuses<E: RawRepresentable<UInt16> & Error>(_ what: StaticString, _ failure: E, _ body: () throws(E) -> Void) {
    do throws(E) {
      try body()
      expect(false, what)
    } catch { expect(error.rawValue == failure.rawValue, what) }
  }

  /// Expects a session to be denied.
  func denies<I: SessionInterface>(
    _ what: StaticString, _ interface: I.Type, _ arguments: StaticString = "", label: StaticString = ""
  ) {
    do throws(SessionError) {
      _ = try environment.open(interface, label: Text(label), arguments: Text(arguments))
      expect(false, what)
    } catch {
      if case .denied = error { expect(true, what) } else { expect(false, what) }
    }
  }
}

/// Nothing of this may reach the terminal as it is.
func checkLog(_ environment: Environment) {
  var line = Text("escape \u{1b}[2J, ")
  line.append("line\r\nfeed, euro \u{20ac}, ")
  for byte in [0x80, 0x9b, 0xc0, 0xaf, 0xff] as [UInt8] { line.append(byte) }
  environment.log.write(line)
}
