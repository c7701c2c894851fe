// What a component's life costs: from the configuration that names it to its own first line, and until all of it is gone.

import Bulkhead
import Sandbox

/// Starts a child and ends it, again and again; then calls `done`. Needs the entrypoint: nothing waits here.
final class Lifetimes {
  struct Figures {
    /// The least of all lives, in ticks.
    let start: UInt64
    let life: UInt64
    /// How many lives there are in a second.
    let perSecond: UInt64
  }

  private let children: ChildSystem
  private let environment: Environment
  private let done: (Figures) -> Void
  private var begin: UInt64 = 0
  private var startedAt: UInt64 = 0
  private var leastStart = UInt64.max
  private var leastLife = UInt64.max
  private var runs = 0

  private static var runs: Int { 100 }

  init(_ environment: Environment, done: @escaping (Figures) -> Void) {
    self.environment = environment
    children = ChildSystem(environment)
    begin = environment.clock.now.microseconds
    self.done = done
    children.onLog = { _ in }
    children.onChange = { [self] in self.end() }
    start()
  }

  private static let none = Array("config\n-\n".utf8)
  private static let one = Array(
    """
    config
    + parent-provides
      + service ROM
      + service PD
      + service CPU
      + service LOG
    + start bench-child | ram: 512K | caps: 60
      + route | + any-service | + parent
    -

    """.utf8)

  private func start() {
    startedAt = KernelCall.ticks
    _ = children.apply(Self.one)
  }

  /// The child's exit value is the time of its first line.
  private func end() {
    guard case .exited(let firstLine) = children.state(of: "bench-child") else { return }
    leastStart = min(leastStart, UInt64(truncatingIfNeeded: firstLine) &- startedAt)
    _ = children.apply(Self.none)
    leastLife = min(leastLife, KernelCall.ticks &- startedAt)
    runs += 1
    if runs < Self.runs { return start() }
    let time = max(environment.clock.now.microseconds - begin, 1)
    done(Figures(start: leastStart, life: leastLife, perSecond: UInt64(runs) * 1_000_000 / time))
  }
}
