// What many components at once cost, each: to start them, and in RAM of who runs them. The cost must not grow with their
// number.

import Bulkhead
import Sandbox

/// Starts 10, 100, then 500 children and ends them; then calls `done`. Needs the entrypoint: nothing waits here.
final class Crowds {
  /// What so many children took.
  struct Cost {
    let children: Int
    /// Instructions from applying the configuration to the exit of the last child, divided by the number of children.
    let start: UInt64
    /// Bytes of this component's own RAM, for all of them. Reading the configuration is part of it.
    let ram: UInt64
  }

  private let environment: Environment
  private let children: ChildSystem
  private let report: (Cost) -> Void
  private let done: () -> Void
  /// Fewer come first, since a heap does not shrink.
  private var counts = [10, 100, 500]
  private let base: UInt64
  private var startedAt: UInt64 = 0
  private var exited = 0
  private var wait: Timeout?

  init(_ environment: Environment, report: @escaping (Cost) -> Void, done: @escaping () -> Void) {
    self.environment = environment
    self.report = report
    self.done = done
    children = ChildSystem(environment)
    base = environment.quota?.ramUsed ?? 0
    children.onLog = { line in
      // All but the exits, of which there are many.
      if !Self.tellsOfExit(line) { environment.log(line) }
    }
    children.onExit = { [self] _ in self.count() }
    start()
  }

  private static func tellsOfExit(_ line: String) -> Bool {
    let (line, word) = (Array(line.utf8), Array(" exited ".utf8))
    for start in 0..<max(line.count - word.count, 0) where line[start] == word[0] {
      if line[start..<start + word.count].elementsEqual(word) { return true }
    }
    return false
  }

  private func start() {
    exited = 0
    startedAt = KernelCall.ticks
    _ = children.apply(Self.configuration(counts[0]))
  }

  private func count() {
    exited += 1
    guard exited == counts[0] else { return }
    let ticks = KernelCall.ticks &- startedAt
    report(
      Cost(
        children: exited, start: ticks / UInt64(exited), ram: (environment.quota?.ramUsed ?? base) - base))
    wait = environment.entrypoint.after(.milliseconds(1)) { [self] in end() }
  }

  private func end() {
    _ = children.apply(Array("config\n-\n".utf8))
    counts.removeFirst()
    if counts.isEmpty { done() } else { start() }
  }

  /// Their exit is told at once if it is to be passed on.
  private static func configuration(_ count: Int) -> [UInt8] {
    var text = """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service LOG
      + default | ram: 256K | caps: 24
      + default-route | + any-service | + parent

      """
    for number in 0..<count { text += "+ start c\(number)\n  + binary bench-child\n  + exit | propagate: yes\n" }
    return Array((text + "-\n").utf8)
  }
}
