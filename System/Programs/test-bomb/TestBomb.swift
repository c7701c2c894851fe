// Trees that grow by themselves, killed from the top. What they had must come back, whenever that happens.

import Bulkhead
import HID
import Sandbox
import Services
import TestSupport

@main final class TestBomb: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let audit: Session<Audit>
  private var random: UInt64
  private var forests = [Forest.single, .perCPU]
  private var round = 0
  /// Leaves of the present round that said that they are there.
  private var armed = 0
  private var before: Books?
  private var start: UInt64 = 0
  /// Microseconds that the last complete tree took.
  private var growth: UInt64 = 1
  private var wait: Timeout?
  private var patience: UInt64 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    audit = try environment.open(Audit.self)
    let node = try environment.configuration().node
    random = UInt64((try? node.number("seed", default: 1)) ?? 1) | 1
    children.serve(Log.self) { [self] request throws(RefusedSession) in
      LogReceiver(request) { [self] line in hear(line) }
    }
    children.onLog = { [self] line in fail("complaint: \(line)") }
    after(.milliseconds(1)) { [self] in begin() }
  }

  private func after(_ span: TimeSpan, _ action: @escaping () -> Void) {
    wait = environment.entrypoint.after(span, action)
  }

  /// The first two rounds, which come to their end, make all heaps as large as they get.
  private var isKilledEarly: Bool { round >= 2 && round % 2 == 1 }

  private func begin() {
    armed = 0
    start = environment.clock.now.microseconds
    if !children.apply(Array(forests[0].configuration.utf8)) { return fail("the configuration is refused") }
    if isKilledEarly {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      after(.microseconds((random >> 33) % growth)) { [self] in kill() }
    } else {
      after(.seconds(300)) { [self] in fail("only \(armed) of \(forests[0].leaves) are there") }
    }
  }

  private func hear(_ line: Text) {
    guard line == "armed" else { return fail("heard: \(line.string)") }
    armed += 1
    if armed == forests[0].leaves, !isKilledEarly { after(.milliseconds(1)) { [self] in kill() } }
  }

  private func kill() {
    if !isKilledEarly { growth = environment.clock.now.microseconds - start }
    environment.log("round \(round): killed with \(armed) leaves of \(forests[0].leaves)")
    if !children.apply(Array("config\n-\n".utf8)) { return fail("the empty configuration is refused") }
    patience = 0
    after(.milliseconds(20)) { [self] in compare() }
  }

  /// Other CPUs may still have something to end, so what is not right at once may be so a little later.
  private func compare() {
    guard let books = Books(environment, audit) else { return fail("core's books do not balance") }
    if round < 2 {
      before = books
    } else if let before, !books.hasLostNothing(since: before) {
      patience += 1
      if patience > 50 { return fail("\(before.text) became \(books.text)") }
      return after(.milliseconds(100)) { [self] in compare() }
    }
    round += 1
    if round == forests[0].rounds { nextForest() } else { begin() }
  }

  private func nextForest() {
    environment.log("\(forests[0].name): \(round) rounds, and all accounts are what they were")
    forests.removeFirst()
    round = 0
    if forests.isEmpty { environment.exit(0) }
    begin()
  }

  private func fail(_ reason: String) {
    environment.log("failed: round \(round): \(reason)")
    environment.exit(1)
  }
}
