// Lets fuzzers loose in a sandbox, one after the other, and checks after each that nothing of it stayed: its own account,
// and core's books. For tests.

import Bulkhead
import HID
import Sandbox

@main final class FuzzRounds: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let audit: Session<Audit>
  private let plan: Plan
  private var reference: QuotaState?
  private var round = 0
  private var steps = 0
  private var limit: Timeout?
  private var ends = (exits: 0, crashes: 0, hangs: 0)

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    audit = try environment.open(Audit.self)
    plan = try Plan(environment.configuration().node)
    children.onLog = { [self] line in self.hear(line) }
    children.onChange = { [self] in self.look() }
    start()
  }

  /// The rounds after those that bring the steps are reckless.
  private var isReckless: Bool { steps >= plan.steps }

  private func start() {
    round += 1
    let seed = plan.seed + round
    environment.log("round \(round): \(plan.kind), seed \(seed)\(isReckless ? ", reckless" : "")")
    let text =
      """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service RM
        + service LOG
        + service TRACE
        + service IO_MEM
        + service IO_PORT
        + service IRQ
      + resource RAM | preserve: 64K
      + start fuzzer | ram: \(plan.ram) | caps: \(plan.caps)
        + config | kind: \(plan.kind) | seed: \(seed) | steps: \(plan.perRound) | threads: \(plan.threads) | reckless: \(isReckless ? "yes" : "no")
        + route
          + service LOG | label: quiet
            + parent
          + any-service | + parent
      -
      """
    limit = environment.entrypoint.after(.seconds(isReckless ? 2 : 15)) { [self] in self.giveUp() }
    if !children.apply(Array(text.utf8)) { fail("the configuration is refused") }
  }

  private func hear(_ line: String) {
    if line.utf8.count < 150, plan.isVerbose { environment.log(line) }
  }

  private func look() {
    switch children.state(of: "fuzzer") {
    case .exited(let value):
      if !isReckless, value != 0 { return fail("a fuzzer exited with \(value)") }
      ends.exits += 1
    case .crashed:
      if !isReckless { return fail("a fuzzer crashed that should not") }
      ends.crashes += 1
    default: return
    }
    finish()
  }

  /// It neither exited nor crashed: it stopped itself, which only the reckless ones do.
  private func giveUp() {
    if !isReckless {
      describeThreads()
      return fail("a fuzzer came to a stop")
    }
    ends.hangs += 1
    finish()
  }

  /// What the fuzzer's threads are up to.
  private func describeThreads() {
    guard let trace = try? environment.open(Trace.self), let subjects: TraceSubjects = try? trace.call(Trace.subjects, 0)
    else { return }
    for index in 0..<subjects.count {
      let one: TraceInformation? = try? trace.call(Trace.information, subjects.numbers[index])
      guard let one else { continue }
      let state = one.state == .running ? "can run" : one.state == .faulted ? "has faulted" : "is paused"
      environment.log("\(one.label.string) thread \(subjects.numbers[index]) \"\(one.thread.string)\" \(state)")
    }
  }

  private func finish() {
    limit = nil
    _ = children.apply(Array("config\n-\n".utf8))
    steps += isReckless ? 0 : plan.perRound
    guard check() else { return }
    if steps < plan.steps || round < plan.rounds { return start() }
    environment.log(
      "\(steps) random steps, \(round) fuzzers (\(ends.exits) exited, \(ends.crashes) crashed, \(ends.hangs) hung):"
        + " all accounts are what they were")
    if plan.exits { environment.exit(0) }
  }

  private func check() -> Bool {
    guard let quota = environment.quota, let count: AuditResult = try? audit.call(Audit.count) else {
      fail("there is no account")
      return false
    }
    if !count.isBalanced { fail("core's books do not balance") }
    if let reference, reference != quota {
      fail(
        "RAM \(reference.ramUsed) of \(reference.ramLimit) became \(quota.ramUsed) of \(quota.ramLimit), capabilities"
          + " \(reference.capabilitiesUsed) of \(reference.capabilityLimit) became \(quota.capabilitiesUsed) of"
          + " \(quota.capabilityLimit)")
      return false
    }
    // The first round makes the heap as large as it has to be.
    if round > 1 { reference = quota }
    return count.isBalanced
  }

  private func fail(_ reason: String) {
    environment.log("failed: " + reason)
    environment.exit(1)
  }
}

/// What the configuration says.
private struct Plan {
  let kind: String
  let steps: Int
  let perRound: Int
  /// At least so many rounds.
  let rounds: Int
  let threads: Int
  let seed: Int
  let ram: String
  let caps: Int
  let isVerbose: Bool
  /// Exit when done.
  let exits: Bool

  init(_ node: Node) throws(SessionError) {
    kind = node.attribute("kind") ?? "syscalls"
    ram = node.attribute("ram") ?? "1M"
    do throws(Node.ValueError) {
      steps = try node.number("steps", default: 10_000)
      perRound = try node.number("per-round", default: 1000)
      rounds = try node.number("rounds", default: 1)
      threads = try node.number("threads", default: 1)
      seed = try node.number("seed", default: 1)
      caps = try node.number("caps", default: 120)
      isVerbose = try node.flag("verbose", default: false)
      exits = try node.flag("exit", default: true)
    } catch { throw .failed("the configuration has a bad number") }
  }
}
