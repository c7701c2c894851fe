// Lets a client or a server fail at each step of a session's life, in each way, beside a pair that works.

import Bulkhead
import Sandbox

@main final class TestProtocol: Component {
  private let environment: Environment
  private let children: ChildSystem
  private var position = 0
  private var isRunning = false
  private var since: UInt64 = 0
  private var used: QuotaState?
  private var wait: Timeout?

  private struct Case {
    let isClient: Bool
    var role: String { isClient ? "client" : "server" }
    let step: Int
    let how: String
  }

  private static let cases: [Case] = {
    var cases: [Case] = []
    for how in ["crash", "exit", "hang", "spin"] {
      for step in 0...7 { cases.append(Case(isClient: true, step: step, how: how)) }
      for step in 0...9 { cases.append(Case(isClient: false, step: step, how: how)) }
    }
    return cases
  }()

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    children.onLog = { _ in }
    next()
  }

  /// The present case; nil at the beginning and at the end, when it is the misers' turn.
  private var test: Case? { position > 0 && position <= Self.cases.count ? Self.cases[position - 1] : nil }

  private func next() {
    if isRunning { look() } else { begin() }
    wait = environment.entrypoint.after(.milliseconds(10)) { [self] in self.next() }
  }

  private func begin() {
    since = environment.clock.now.microseconds
    isRunning = true
    apply(test.map { Self.text($0) } ?? Self.misers)
  }

  private func apply(_ text: String) {
    guard children.apply(Array((Self.beginning + text + "-\n").utf8)) else { return fail("the configuration has mistakes") }
  }

  /// Is the case over? The steady client exits when it is through, whatever the others do.
  private func look() {
    let passed = environment.clock.now.microseconds - since
    if passed > 20_000_000 { return fail("the others wait or starve") }
    guard case .exited(let value) = children.state(of: "steady") else { return }
    if value != 0 { return fail("what works fails with \(value)") }
    guard hasFailed || passed > 300_000 else { return }
    end()
  }

  /// Crashes and exits are seen; that one hangs is not.
  private var hasFailed: Bool {
    guard let test else { return true }
    switch children.state(of: test.role) {
    case .crashed, .exited: return true
    default: return false
    }
  }

  private func end() {
    apply("")
    isRunning = false
    position += 1
    let now = environment.quota
    if position == 8 { used = now }
    if position > 8, let used, let now, now.capabilitiesUsed != used.capabilitiesUsed || now.ramUsed > used.ramUsed + 8192 {
      return fail(
        "\(Int(now.ramUsed) - Int(used.ramUsed)) bytes and \(Int(now.capabilitiesUsed) - Int(used.capabilitiesUsed)) capabilities are lost"
      )
    }
    guard position > Self.cases.count + 1 else { return }
    environment.log("\(Self.cases.count) failures of others did no harm, and nobody spent what is not its own")
    environment.exit(0)
  }

  private func fail(_ reason: String) {
    let name = test.map { "\($0.role) \($0.how) after \($0.step) steps" } ?? "miser"
    environment.log("failed: \(name): \(reason)")
    environment.exit(1)
  }

  // MARK: - Configurations

  private static let beginning = """
    config
    + parent-provides
      + service ROM
      + service PD
      + service CPU
      + service LOG
    + default | ram: 400K | caps: 60
    + default-route | + any-service | + parent

    """

  private static func text(_ test: Case) -> String {
    let (client, server) = (test.isClient ? test.step : 99, test.isClient ? 99 : test.step)
    return child("steady", provider: "greeter", "role: steady") + "+ start greeter\n  + provides | + service Greeter\n"
      + child("client", provider: "server", "role: client | step: \(client) | how: \(test.how)")
      + child("server", provider: nil, "role: server | step: \(server) | how: \(test.how)")
  }

  private static let misers =
    child("steady", provider: "frugal", "role: miser", attributes: " | ram: 2M | caps: 600")
    + child("frugal", provider: nil, "role: frugal", attributes: " | ram: 1M")

  private static func child(_ name: String, provider: String?, _ configuration: String, attributes: String = "") -> String {
    var text = "+ start \(name)\(attributes)\n  + binary protocol-fault\n  + config | \(configuration)\n"
    guard let provider else { return text + "  + provides | + service Greeter\n" }
    text += "  + route\n    + service Greeter | + child \(provider)\n    + any-service | + parent\n"
    return text
  }
}
