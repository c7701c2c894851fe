// Kills the consent broker at the moments that matter, and judges by what its children say (test-answers) whether anything slipped
// through.
//
// Invariant of each round: the asker has a session only after the person said yes since the last kill; after a kill it can use
// none, the strip shows none, the application heard nothing of the answer, and the person is asked anew.

import Bulkhead
import HID
import Sandbox
import Services
import TestSupport

@main final class ConsentKills: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let checks: Checks
  private var moments: SeededNumbers
  private let limit: Int
  private var (kills, rounds) = (0, 0)
  private var stage = Stage.quiet
  /// What the asker said since the last kill, before anybody agreed: what was on its way already is one line of each.
  private var late = 0
  private var kill: Timeout?
  private var patience: Timeout?

  private enum Stage {
    /// Nobody agreed to anything since the last kill.
    case quiet
    /// The person pressed yes.
    case agreed
  }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    limit = (try? node.number("kills", default: 10)) ?? 10
    let seed = (try? node.number("seed", default: Int(clamping: environment.clock.ticks))) ?? 1
    moments = SeededNumbers(seed: UInt64(clamping: seed))
    checks = Checks(environment)
    children = ChildSystem(environment)
    environment.log("seed \(seed)")
    children.onLog = { line in environment.log(line) }
    children.serve(Log.self) { [self] request throws(RefusedSession) in
      LogReceiver(request) { [self] line in hear(line.string, from: request.label.string) }
    }
    var system = Node("config")
    for sub in node.nodes { system.append(sub) }
    if !children.apply(Array(system.text.utf8)) { throw .failed("the configuration is refused") }
    expectQuestion()
  }

  private func expectQuestion() {
    patience = environment.entrypoint.after(.seconds(60)) { [self] in
      checks.expect(false, "the user is asked anew")
      environment.exit(1)
    }
  }

  // MARK: - What the children say

  private func hear(_ line: String, from label: String) {
    switch line {
    case let line where line.isSame(as: "asked"): asked()
    case let line where line.isSame(as: "holds a key"): killSoon(within: 800)
    case let line where line.isSame(as: "says yes"): agreed()
    case let line where line.isSame(as: "sees the use"): if stage == .agreed { killSoon(within: 60) }
    case let line where line.isSame(as: "has it") || line.isSame(as: "uses it"): used()
    default: environment.log("\(label): \(line)")
    }
    if line.utf8.starts(with: "FAILED".utf8) { environment.exit(1) }
  }

  private func asked() {
    expectQuestion()
    guard kills > rounds else { return }
    rounds = kills
    if rounds == limit {
      environment.log("killed \(kills) times: whatever was agreed to before is over, and the user was asked anew")
      environment.exit(0)
    }
  }

  private func agreed() {
    stage = .agreed
    // Sometimes between the press and what follows from it.
    if moments.next(3) == 0 { killSoon(within: 120) }
  }

  /// A line that was on its way when the broker was killed is no use after it.
  private func used() {
    guard stage == .quiet else { return }
    late += 1
    guard late > 2 else { return }
    checks.expect(false, "nobody uses what was not agreed to")
    environment.exit(1)
  }

  // MARK: - Killing

  private func killSoon(within milliseconds: Int) {
    if kill != nil { return }
    kill = environment.entrypoint.after(.microseconds(moments.next(milliseconds * 1000))) { [self] in killNow() }
  }

  private func killNow() {
    kill = nil
    kills += 1
    (stage, late) = (.quiet, 0)
    expectQuestion()
    // Now and then the reports' server, and with it all of its clients, and the broker as it comes back. Otherwise the last report
    // of the broker outlives it there, and is not to be believed.
    let isAlone = moments.next(4) != 0 || !children.restart("report_rom")
    if !children.restart("consent"), isAlone { checks.expect(false, "there is a broker to be killed") }
  }
}
