// Many threads at once, on all CPUs: calling one server, allocating, and ending.

import Bulkhead
import TestSupport

/// Where workers say that they are done.
private enum Collector: Interface {
  typealias Failure = AdderFailure
  static var name: StaticString { "Collector" }
  /// How many of the worker's calls brought the right sum.
  static var done: Method<Collector, UInt64, Nothing> { Method(1) }
}

private final class CollectorObject: RPCObject {
  private(set) var workers: UInt64 = 0
  private(set) var correct: UInt64 = 0
  private let expected: UInt64
  private let entrypoint: Entrypoint

  init(_ expected: UInt64, _ entrypoint: Entrypoint) {
    self.expected = expected
    self.entrypoint = entrypoint
  }

  func serve(_ request: inout Request) {
    request.serve(Collector.done) { (count) throws(AdderFailure) -> Void in
      self.workers += 1
      self.correct += count
      if self.workers == self.expected { self.entrypoint.stop() }
    }
  }
}

func checkThreads(_ checks: Checks) {
  let environment = checks.environment
  withAdder(checks) { adder in
    let collector = CollectorObject(4, environment.entrypoint)
    do throws(EntrypointError) {
      let served = try environment.entrypoint.serve(collector, as: Collector.self)
      let target = served.capability
      try? runWorkers(environment, adder, target)
      checks.expect(collector.workers == 4, "threads on all CPUs run to their end")
      checks.expect(collector.correct == 4 * 500, "their calls at one server all bring the right result")
    } catch { checks.expect(false, "an object can be served") }
  }
}

private func runWorkers(_ environment: Environment, _ adder: Capability<Adder>, _ target: Capability<Collector>)
  throws(ThreadError)
{
  let first = try worker(0, environment, adder, target)
  let second = try worker(1, environment, adder, target)
  let third = try worker(2, environment, adder, target)
  let fourth = try worker(3, environment, adder, target)
  environment.entrypoint.run()
  first.join()
  second.join()
  third.join()
  fourth.join()
}

private func worker(
  _ number: UInt64, _ environment: Environment, _ adder: Capability<Adder>, _ target: Capability<Collector>
) throws(ThreadError) -> Thread {
  var options = ThreadOptions()
  let space = (try? environment.cpu.call(CPU.affinitySpace)) ?? Affinity(width: 1)
  options.cpu = number % max(UInt64(space.width) * UInt64(space.height), 1)
  return try Thread(Text("worker"), options: options, environment: environment) { _ in
    var correct: UInt64 = 0
    var kept: [[UInt64]] = []
    for round in 0..<500 as Range<UInt64> {
      let sum: UInt64? = try? adder.call(Adder.add, Pair(round, number))
      kept.append([UInt64](repeating: sum ?? 0, count: Int(round % 50)))
      if sum == round + number, kept.count < 20 || kept.removeFirst().allSatisfy({ $0 <= round + number }) { correct += 1 }
    }
    kept = []
    try? target.call(Collector.done, correct)
  }
}
