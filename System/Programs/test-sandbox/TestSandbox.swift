// Puts the sandbox library to work: children by the hundred, new configurations while they run, refused ones, denials.

import Bulkhead
import HID
import Sandbox
import Services

@main final class TestSandbox: Component {
  private let environment: Environment
  private let children: ChildSystem
  private var lines: [String] = []
  /// What children wrote to the LOG that this component serves itself.
  private var heard: [String] = []
  private var report = Node("state")
  private var step = 0
  private var remembered = ""
  private var used: UInt64?
  private var wait: Timeout?
  private var patience = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    children.onLog = { [self] line in self.lines.append(line) }
    children.serve(Log.self) { [self] request throws(RefusedSession) in listen(request) }
    children.onReport = { [self] text in self.report = Node.parse(text).node ?? Node("state") }
    next()
  }

  private func listen(_ request: SessionRequest) -> LogReceiver {
    let label = request.label.string
    return LogReceiver(request) { [self] line in heard.append("[\(label)] \(line.string)") }
  }

  // MARK: - Going on

  /// Tries the present step every 50 ms until it is done.
  private func next() {
    if isDone() {
      step += 1
      patience = 0
    } else {
      patience += 1
      if patience > 400 { return fail("step \(step) is never done") }
    }
    wait = environment.entrypoint.after(.milliseconds(50)) { [self] in self.next() }
  }

  private func fail(_ reason: String) {
    environment.log("failed: " + reason)
    for line in lines { environment.log("heard: " + line) }
    environment.exit(1)
  }

  private func apply(_ text: String) -> Bool { children.apply(Array((Self.beginning + text + "-\n").utf8)) }

  private static let beginning = """
    config
    + parent-provides
      + service ROM
      + service PD
      + service CPU
      + service LOG
    + report | ids: yes | delay_ms: 0
    + resource RAM | preserve: 64K
    + default | ram: 320K | caps: 60
    + default-route | + any-service | + parent

    """

  /// The instance number of a child, as the state report has it.
  private func instance(_ child: String) -> String {
    for node in report.nodes("child") where node.name?.isSame(as: child) == true { return node.attribute("id") ?? "" }
    return ""
  }

  // MARK: - Steps

  private func isDone() -> Bool {
    switch step {
    case 0, 2, 4, 6, 8, 10, 12, 14: startHundred()
    case 1, 3, 5, 7, 9, 11, 13: removeHundred()
    case 15: removeHundred() && checkMemory()
    case 16: apply(Self.greeter("a | version: 1") + Self.greeter("b"))
    case 17: remember("a") && apply(Self.greeter("c") + Self.greeter("a | version: 1"))
    case 18: checkKept("a") && apply(Self.greeter("a | version: 2"))
    case 19: checkReplaced("a") && refuseMistakes()
    case 20: startInner("")
    case 21: remember("inner") && startInner("second")
    case 22: checkKept("inner") && deny()
    case 23: isDenied()
    case 24, 26, 28, 30, 32: startListened(version: (step - 22) / 2)
    case 25, 27, 29, 31, 33: isHeard(version: (step - 23) / 2)
    default: finish()
    }
  }

  /// A child whose LOG leads here, and that is restarted for each version.
  private func startListened(version: Int) -> Bool {
    heard = []
    return apply(
      "+ start app | version: \(version)\n  + binary dummy\n  + config | version: \(version)\n  + route\n"
        + "    + service LOG | + local\n    + any-service | + parent\n")
  }

  private func isHeard(version: Int) -> Bool { heard.contains { $0.isSame(as: "[app] config 1: \(version)") } }

  private func startHundred() -> Bool {
    let before = environment.quota?.ramUsed ?? 0
    var text = ""
    for number in 0..<100 { text += Self.greeter("child\(number)") }
    guard apply(text) else { return false }
    let after = environment.quota?.ramUsed ?? 0
    if step == 0 { environment.log("100 children take \((after - before) >> 10) KiB of their parent") }
    if after - before > 1 << 20 { fail("that is more than 1 MiB") }
    if !lines.isEmpty { fail("there were complaints") }
    return true
  }

  private func removeHundred() -> Bool {
    let isDone = apply("")
    if step == 7 { used = environment.quota?.ramUsed }
    return isDone
  }

  /// From the fourth hundred to the eighth, nothing more may be used. (Memory is counted in pages, which can be more or less
  /// full: two of them are let pass. 12 bytes lost per child would be more.)
  private func checkMemory() -> Bool {
    let now = environment.quota?.ramUsed ?? 0
    if let used, now > used + 8192 { fail("\(now - used) bytes are lost") }
    return true
  }

  private func remember(_ child: String) -> Bool {
    remembered = instance(child)
    return !remembered.utf8.isEmpty
  }

  private func checkKept(_ child: String) -> Bool {
    if !instance(child).isSame(as: remembered) { fail("\(child) was restarted") }
    return true
  }

  private func checkReplaced(_ child: String) -> Bool {
    if instance(child).isSame(as: remembered) { fail("\(child) was not restarted") }
    return true
  }

  private func refuseMistakes() -> Bool {
    if apply("+ strat b | ram: x\n") { fail("mistakes are accepted") }
    if lines.count != 1
      || !lines[0].isSame(as: "error: config:11:1: unknown node \"strat\" in \"config\": did you mean \"start\"?")
    {
      fail("the mistakes are not told")
    }
    lines = []
    if children.state(of: "a") != .running { fail("mistakes change something") }
    return true
  }

  /// An init of its own, whose configuration changes while it runs.
  private func startInner(_ name: String) -> Bool {
    var inner = Self.beginning + Self.greeter("first")
    if !name.utf8.isEmpty { inner += Self.greeter(name) }
    return apply("+ start inner | ram: 4M | caps: 400\n  + binary init\n" + Self.indented(inner))
  }

  private static func greeter(_ name: String) -> String {
    "+ start \(name)\n  + binary greeter\n  + provides | + service Greeter\n"
  }

  /// A configuration as a sub node.
  private static func indented(_ text: String) -> String {
    var result = ""
    for line in text.utf8.split(separator: 10) {
      result += (result.utf8.isEmpty ? "  + " : "    ") + String(decoding: Array(line), as: UTF8.self) + "\n"
    }
    return result
  }

  private func deny() -> Bool { apply("+ start lonely\n  + binary hello\n") }

  private func isDenied() -> Bool {
    guard let line = lines.last, children.state(of: "lonely") == .running else { return false }
    let expected =
      "error: child \"lonely\" is denied Greeter: the rule in line 10 leads to the parent, which is not said to provide it;"
      + " add to \"+ parent-provides\": \"+ service Greeter\""
    return line.isSame(as: expected)
  }

  private func finish() -> Bool {
    environment.log("all steps done")
    environment.exit(0)
  }
}
