// Hundreds of components in nested inits, reconfigured at random while they run.

import Bulkhead
import HID
import Sandbox

@main final class TestCrowd: Component {
  private static var rounds: Int { 4 }

  private let environment: Environment
  private let children: ChildSystem
  private var crowd: Crowd
  private let levels: Int
  private let size: Int
  private let changes: Int
  private let seed: UInt64
  private var done = 0
  private var rounds = 0
  private var before: QuotaState?
  private var wait: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    levels = (try? node.number("levels", default: 5)) ?? 5
    size = (try? node.number("children", default: 100)) ?? 100
    changes = (try? node.number("changes", default: 1000)) ?? 1000
    let wish = (try? node.number("seed", default: 0)) ?? 0
    seed = wish > 0 ? UInt64(wish) : environment.clock.ticks & 0xffff_ffff | 1
    children = ChildSystem(environment)
    crowd = Crowd(levels: levels, children: size, seed: seed)
    children.onLog = { [self] line in fail("complaint: \(line)") }
    environment.log("seed: \(seed)")
    weigh([10, size, size * levels], from: environment.quota?.ramUsed ?? 0)
  }

  /// How much of its own a parent needs for so many children, with the memory that reading their configuration takes. Fewer
  /// come first, since a heap does not shrink.
  private func weigh(_ counts: [Int], from base: UInt64) {
    guard let count = counts.first else { return grow() }
    apply(Crowd(levels: 1, children: count, seed: seed).text)
    after(100) { [self] in
      let bytes = Int((environment.quota?.ramUsed ?? 0) - base)
      environment.log("\(count) children take \(bytes >> 10) KiB of their parent, \(bytes / count) bytes each")
      if count >= 100, bytes / count > (1 << 20) / 100 { fail("that is more than 1 MiB for 100") }
      apply("config\n-\n")
      after(100) { [self] in weigh(Array(counts.dropFirst()), from: base) }
    }
  }

  private func after(_ milliseconds: UInt64, _ action: @escaping () -> Void) {
    wait = environment.entrypoint.after(.milliseconds(milliseconds), action)
  }

  /// The same happens four times: the first two times the heap becomes as large as it gets, the others count.
  private func grow() {
    apply(crowd.text)
    after(3000) { [self] in
      if rounds == 0 { environment.log("\(crowd.count) components in \(levels) inits") }
      change()
    }
  }

  private func change() {
    if done == changes / Self.rounds * (rounds + 1) { return shrink() }
    done += 1
    if done % 100 == 0 { environment.log("\(done) changes, \(crowd.count) components") }
    crowd.change()
    apply(crowd.text)
    after(1) { [self] in change() }
  }

  private func shrink() {
    after(2000) { [self] in
      apply("config\n-\n")
      after(500) { [self] in compare() }
    }
  }

  private func compare() {
    rounds += 1
    guard let now = environment.quota else { return }
    environment.log("in use with no child: \(describe(now))")
    if rounds == 2 { before = now }
    if rounds < Self.rounds {
      crowd = Crowd(levels: levels, children: size, seed: seed)
      return grow()
    }
    guard let before else { return }
    if now.capabilitiesUsed > before.capabilitiesUsed || now.ramUsed > before.ramUsed + 8192 {
      return fail("something is lost")
    }
    environment.log("\(changes) changes, and all accounts are what they were")
    environment.exit(0)
  }

  private func describe(_ state: QuotaState) -> String {
    "\(state.ramUsed >> 10)K RAM and \(state.capabilitiesUsed) capabilities"
  }

  private func apply(_ text: String) {
    if !children.apply(Array(text.utf8)) { fail("mistakes in the configuration") }
  }

  private func fail(_ reason: String) {
    environment.log("failed: \(reason)")
    environment.exit(1)
  }
}
