// Lets a child crash and be restarted many times, in several ways, and checks that afterwards its own account, and all that
// core has to give, is exactly what it was.

import Bulkhead
import Sandbox
import TestSupport

@main final class CrashCycles: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let audit: Session<Audit>
  private var reference: Books?
  private var kind = 0
  private var crashes = 0

  private static var cycles: Int { 10_000 }

  private static var kinds: [String] {
    [
      "null-read", "null-write", "stack-overflow", "illegal-instruction", "division", "execute-data", "write-code",
      "kernel-address", "non-canonical", "port",
    ]
  }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    audit = try environment.open(Audit.self)
    children.onLog = { [self] line in self.hear(line) }
    children.onChange = { [self] in self.look() }
    // Heaps grow with the first round, and not any more after it.
    run(restarts: 10)
  }

  private func run(restarts: Int) {
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
        + config | kind: \(Self.kinds[kind])
        + route | + any-service | + parent
      -
      """
    if !children.apply(Array(text.utf8)) { fail("the configuration is refused") }
  }

  private func hear(_ line: String) {
    crashes += 1
    if crashes < 3 { environment.log(line) }
  }

  /// When the child stays stopped, all of it is removed, and the books have to be what they were.
  private func look() {
    guard children.state(of: "crasher") == .crashed else { return }
    _ = children.apply(Array("config\n-\n".utf8))
    guard let books = Books(environment, audit) else { return fail("no account") }
    guard let before = reference else {
      reference = books
      return run(restarts: perKind)
    }
    guard crashes == perKind + 1 else { return fail("\(crashes) crashes instead of \(perKind + 1)") }
    guard before == books else { return fail("\(before.text) became \(books.text)") }
    next()
  }

  private var perKind: Int { Self.cycles / Self.kinds.count }

  private func next() {
    kind += 1
    if kind < Self.kinds.count { return run(restarts: perKind) }
    environment.log("\(Self.cycles) crashes and restarts: all accounts are what they were")
    environment.exit(0)
  }

  private func fail(_ reason: String) {
    environment.log("failed: " + reason)
    environment.exit(1)
  }
}
