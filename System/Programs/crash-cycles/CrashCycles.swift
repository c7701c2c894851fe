// Lets a child crash and be restarted many times, and checks that afterwards its own account is exactly what it was.

import Bulkhead
import Sandbox

@main final class CrashCycles: Component {
  private let environment: Environment
  private let children: ChildSystem
  private var reference: QuotaState?
  private var crashes = 0

  private static var cycles: Int { 10_000 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    children.onLog = { [self] line in self.hear(line) }
    children.onChange = { [self] in self.look() }
    run(10)
  }

  private func run(_ restarts: Int) {
    crashes = 0
    let text =
      """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service LOG
      + resource RAM | preserve: 16K
      + start crasher | ram: 512K | caps: 60
        + crash | restart: yes | limit: \(restarts)
        + config | kind: null-read
        + route
          + service LOG
            + parent | label: quiet
          + any-service | + parent
      -
      """
    if !children.apply(Array(text.utf8)) { fail("the configuration is refused") }
  }

  private func hear(_ line: String) {
    crashes += 1
    if crashes % 1000 == 1 || crashes < 4 { environment.log(line) }
  }

  /// When the child stays stopped, all of it is removed, and the account has to be what it was.
  private func look() {
    guard children.state(of: "crasher") == .crashed else { return }
    _ = children.apply(Array("config\n-\n".utf8))
    guard let quota = environment.quota else { return fail("no account") }
    guard let before = reference else {
      reference = quota
      return run(Self.cycles)
    }
    compare(before, quota)
  }

  private func compare(_ a: QuotaState, _ b: QuotaState) {
    guard crashes == Self.cycles + 1 else { return fail("\(crashes) crashes instead of \(Self.cycles + 1)") }
    guard a.ramLimit == b.ramLimit, a.ramUsed == b.ramUsed, a.capabilityLimit == b.capabilityLimit,
      a.capabilitiesUsed == b.capabilitiesUsed
    else {
      return fail(
        "RAM \(a.ramUsed) of \(a.ramLimit) became \(b.ramUsed) of \(b.ramLimit), capabilities \(a.capabilitiesUsed) of"
          + " \(a.capabilityLimit) became \(b.capabilitiesUsed) of \(b.capabilityLimit)")
    }
    environment.log("\(Self.cycles) crashes and restarts: all accounts are what they were")
    environment.exit(0)
  }

  private func fail(_ reason: String) {
    environment.log("failed: " + reason)
    environment.exit(1)
  }
}
