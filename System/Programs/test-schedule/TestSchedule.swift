// Measures what budgets and priorities are worth: how much time a load can take from somebody less urgent, and how long a
// server's other clients can delay somebody more urgent. Run with instructions as the measure of time.

import Bulkhead
import HID
import Sandbox

@main final class TestSchedule: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let trace: Session<Trace>
  private var phases: [Phase]
  private var pause: Timeout?
  private var failures = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    trace = try environment.open(Trace.self)
    phases = Phase.all
    if try environment.configuration().node.attribute("kind")?.isSame(as: "server") ?? false {
      let isKept = try measureServer(environment)
      environment.exit(isKept ? 0 : 1)
    }
    next()
  }

  // MARK: - What loads take

  private func next() {
    guard let phase = phases.first else {
      environment.log(failures == 0 ? "all budgets are kept" : "budgets are not kept")
      environment.exit(failures == 0 ? 0 : 1)
    }
    if !children.apply(Array(phase.configuration.utf8)) { environment.exit(1) }
    // Until the children are there and their first period is over.
    pause = environment.entrypoint.after(.milliseconds(60)) { [self] in
      self.measure(phase)
      self.phases.removeFirst()
      _ = self.children.apply(Array("config\n-\n".utf8))
      self.next()
    }
  }

  private func measure(_ phase: Phase) {
    let start = environment.clock.ticks
    let before = executionTime
    guard let taken = TimeTaken.measure(environment, periods: 40, of: phase.period) else { return fail("there is no thread") }
    let after = executionTime
    let elapsed = environment.clock.span(ticks: environment.clock.ticks - start).microseconds
    let traced = environment.clock.span(ticks: after - before).microseconds
    environment.log(
      "\(phase.name): \(taken.total) us of \(taken.window) us are taken, at most \(taken.worst) us of \(phase.period) us;"
        + " by TRACE \(traced) us of \(elapsed) us")
    // In any window of one period.
    check(taken.worst <= phase.budget + Phase.tick + phase.wakes, "more than the budget is taken in one period")
    check(
      taken.total * phase.period <= taken.window * phase.budget + phase.budget * phase.period, "more than the share is taken")
    check(traced * phase.period <= elapsed * phase.budget + phase.budget * phase.period, "TRACE says more than the share")
    check(
      taken.total * phase.period * 100 >= taken.window * phase.budget * phase.leastPercent, "less than what is due is taken")
  }

  private func check(_ condition: Bool, _ what: String) {
    if !condition { fail(what) }
  }

  private func fail(_ what: String) {
    failures += 1
    environment.log("FAILED: " + what)
  }

  /// Ticks of all threads of loads that this component's TRACE session sees.
  private var executionTime: UInt64 {
    guard let subjects: TraceSubjects = try? trace.call(Trace.subjects, 0) else { return 0 }
    var sum: UInt64 = 0
    for index in 0..<subjects.count {
      let one: TraceInformation? = try? trace.call(Trace.information, subjects.numbers[index])
      if let one, !(one.label == "init -> test-schedule") { sum += one.executionTime }
    }
    return sum
  }
}

/// One mix of loads, with times in microseconds.
private struct Phase {
  let name: String
  /// What all loads together may take in `period`.
  let budget: UInt64
  let period: UInt64
  /// How much of the budget they must get at least.
  let leastPercent: UInt64
  /// How often a load may wake up in `period`: each time costs the one that it interrupts up to 1 us.
  var wakes: UInt64 = 1
  /// What the configuration promises each load, and holds it to.
  var promise = ""
  let loads: [String]

  /// How much longer than its budget a load may run: the timer's and the kernel's share.
  static var tick: UInt64 { 10 }

  static var all: [Phase] {
    let spin = "kind: spin | budget: 2000 | period: 10000"
    return [
      Phase(name: "a load", budget: 2000, period: 10_000, leastPercent: 98, loads: [spin]),
      Phase(
        name: "a load that sleeps before its budget is out", budget: 2000, period: 10_000, leastPercent: 90,
        loads: [spin + " | work: 1900 | sleep: 150"]),
      Phase(
        name: "a load that sleeps often", budget: 2000, period: 10_000, leastPercent: 50, wakes: 30,
        loads: [spin + " | work: 70 | sleep: 30"]),
      Phase(
        name: "two loads", budget: 7000, period: 20_000, leastPercent: 98,
        loads: [spin, "kind: spin | budget: 3000 | period: 20000"]),
      Phase(
        name: "a load that has a server work", budget: 2000, period: 10_000, leastPercent: 98,
        loads: ["kind: serve", "kind: call | budget: 2000 | period: 10000 | work: 700"]),
      Phase(
        name: "a load that is held to a promise", budget: 2000, period: 10_000, leastPercent: 98,
        promise: "+ cpu | budget_us: 2000 | period_us: 10000", loads: ["kind: alone"]),
    ]
  }

  var configuration: String {
    var text =
      """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service LOG
      + resource RAM | preserve: 64K

      """
    let held = promise.utf8.isEmpty ? "" : "  \(promise)\n"
    for (number, load) in loads.enumerated() {
      text +=
        """
        + start load-\(number) | ram: 512K | caps: 80
          + binary load
          + provides | + service Measured
          + config | \(load)
          + route
            + service Measured | + child load-0
            + any-service | + parent

        """ + held
    }
    return text + "-\n"
  }
}
