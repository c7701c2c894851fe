// Plays the steps of a file against an init that runs beside it.
//
// A step that waits for a line ends when the line comes; what follows is done at once, before its writer goes on.

import Bulkhead
import HID
import Services

@main final class InitAcceptance: Component {
  private let environment: Environment
  private let steps: [Node]
  private var position = 0
  /// What is waited for.
  private var expected: ExpectedLine?
  private let configuration = ROMSource(Array("config\n-\n".utf8))
  private var state = Node("state")
  private var offers = Offers()
  private var wait: Timeout?
  private let patience: UInt64

  private struct Offers {
    var log: Service<Log>?
    var rom: Service<ROM>?
    var report: Service<Report>?
  }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let result = Node.parse(try ROMContent(Text("steps"), environment: environment).bytes)
    for mistake in result.diagnostics {
      environment.log("steps:\(mistake.position.line):\(mistake.position.column): \(mistake.message)")
    }
    steps = result.node?.nodes ?? []
    patience = Self.patience(environment)
    try offer()
    if !result.diagnostics.isEmpty || steps.isEmpty { fail("the steps cannot be read") } else { advance() }
  }

  private static func patience(_ environment: Environment) -> UInt64 {
    let node = (try? environment.configuration())?.node ?? Node("config")
    return UInt64(max((try? node.number("patience_ms", default: 10_000)) ?? 10_000, 1))
  }

  private func offer() throws(SessionError) {
    offers.log = try environment.offer(Log.self) { [self] request throws(RefusedSession) in
      LogReceiver(request) { [self] line in heard("[\(request.label.string)] \(line.string)") }
    }
    offers.rom = try environment.offer(ROM.self) { [self] request throws(RefusedSession) in
      try configuration.open(request)
    }
    offers.report = try environment.offer(Report.self) { [self] request throws(RefusedSession) in
      try ReportReceiver(request) { [self] bytes in state = Node.parse(bytes).node ?? Node("state") }
    }
  }

  // MARK: - Steps

  private func advance() {
    while position < steps.count {
      let step = steps[position]
      position += 1
      if !take(step) { return }
    }
    environment.log("all \(steps.count) steps passed")
    environment.exit(0)
  }

  /// True if the next step can follow at once.
  private func take(_ step: Node) -> Bool {
    switch step.type {
    case let type where type.isSame(as: "init_config"):
      configuration.set(Array(step.renamed("config").text.utf8))
    case let type where type.isSame(as: "expect_log") || type.isSame(as: "expect_warning"):
      expect(step)
      return false
    case let type where type.isSame(as: "expect_init_state"):
      return check(step)
    case let type where type.isSame(as: "sleep"):
      sleep(step)
      return false
    case let type where type.isSame(as: "message"):
      environment.log("--- \(step.attribute("string") ?? "") ---")
    case let type where type.isSame(as: "nop"): break
    default:
      fail("line \(step.position.line): there is no step \"\(step.type)\"")
      return false
    }
    return true
  }

  private func expect(_ step: Node) {
    let line = ExpectedLine(step)
    expected = line
    wait = environment.entrypoint.after(.milliseconds(patience)) { [self] in
      fail("line \(step.position.line): this line does not come: \(line.text)")
    }
  }

  private func heard(_ line: String) {
    environment.log(line)
    guard let expected, expected.isMet(by: line) else { return }
    self.expected = nil
    wait = nil
    advance()
  }

  private func sleep(_ step: Node) {
    let span = UInt64(max((try? step.number("ms", default: 250)) ?? 250, 0))
    wait = environment.entrypoint.after(.milliseconds(span)) { [self] in advance() }
  }

  private func check(_ step: Node) -> Bool {
    if step.holds(of: state) { return true }
    environment.log("expected:\n\(step.text)found:\n\(state.text)")
    fail("line \(step.position.line): the state is not as expected")
    return false
  }

  private func fail(_ reason: String) {
    environment.log("failed: \(reason)")
    environment.exit(1)
  }
}
