// Whose time runs whom: what the simulation found once must not come back.

import KernelABI
import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct SchedulingTests {
  /// CPU 1: a server, its first client and an interloper; CPU 2: a second client, on whose time the server goes on.
  @Test func timeThatLedToAServerComesBackWithTheAnswer() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let server = try lab.thread(in: domain, priority: 20)
    try lab.receive(server)
    let first = try lab.thread(in: domain, priority: 30)
    let object = try lab.object(of: server, for: first)
    try lab.call(first, object.index)
    let second = try lab.thread(in: domain, cpu: 2, priority: 40)
    try lab.call(second, object.index)
    let interloper = try lab.thread(in: domain, priority: 100)
    try lab.deliver()
    #expect(server.cpu == 2, "the second client's time leads to the server, which serves the first")
    try lab.receive(interloper)
    #expect(first.time.object.state == .parked, "the server runs already")
    try lab.receive(server)
    try lab.deliver()
    #expect(server.cpu == 2 && server.thread.object.client == second.thread)
    #expect(first.cpu == 1, "the first client goes on, on its own time")
  }

  @Test func aContextCanBeMovedWhileItRuns() throws {
    let lab = try Laboratory()
    let thread = try lab.thread(in: try lab.domain(), budget: 6_000, period: 50_000)
    #expect(thread.cpu == 1)
    lab.state.now += 3_000
    try lab.core(.configureSchedulingContext, [thread.context.name, 2, 10, 6_000, 50_000, 0])
    // Its old CPU does not know yet, and the thread goes on there.
    lab.state.now += 1_000
    try lab.act(thread, .yield)
    try lab.pass(3_500)
    #expect(thread.cpu == 2)
    try lab.pass(200_000)
  }

  @Test func aContextThatIsOutOfBudgetIsChargedInItsPlace() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let thread = try lab.thread(in: domain, budget: 6_000, period: 50_000)
    let other = try lab.thread(in: domain, budget: 6_000, period: 40_000)
    lab.state.now += 5_999
    // Taken away and given back before its CPU notices; then it pays for the time in between.
    try lab.core(.configureThread, [thread.owned.name, 0, 0])
    try lab.core(.configureThread, [thread.owned.name, thread.context.name, 0])
    try lab.pass(300_000)
    #expect(thread.state == .runnable && other.state == .runnable)
  }

  @Test func whoRunsOnTimeThatDoesNotLeadThereAnyMoreIsStopped() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let server = try lab.thread(in: domain, priority: 20)
    try lab.receive(server)
    let middle = try lab.thread(in: domain, priority: 20)
    try lab.receive(middle)
    let client = try lab.thread(in: domain, priority: 30)
    let (outer, inner) = (try lab.object(of: middle, for: client), try lab.object(of: server, for: middle))
    try lab.call(client, outer.index)
    try lab.call(middle, inner.index)
    #expect(server.cpu == 1)
    try lab.core(.destroy, [middle.owned.name])
    try lab.deliver()
    #expect(client.cpu == 1 && client.outcome == .aborted)
    #expect(server.cpu == -1 && server.state == .runnable, "its time is the less urgent")
  }

  @Test func aPausedThreadSavesUpNoMoreThanOneBudget() throws {
    let lab = try Laboratory()
    let thread = try lab.thread(in: try lab.domain(), budget: 6_000, period: 20_000)
    try lab.core(.pauseThread, [thread.owned.name])
    try lab.pass(200_000)
    try lab.core(.resumeThread, [thread.owned.name])
    try lab.deliver()
    let before = thread.thread.object.executionTime
    try lab.pass(19_000)
    try lab.core(.pauseThread, [thread.owned.name])
    #expect(thread.thread.object.executionTime - before <= 12_000)
  }

  @Test func aMovedContextTellsOfItsOverrun() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let (thread, watcher) = (try lab.thread(in: domain, budget: 6_000, period: 50_000), try lab.thread(in: domain, cpu: 2))
    let signal = try lab.signal(of: watcher, for: watcher, imprint: 5)
    try lab.core(.configureSchedulingContext, [thread.context.name, 1, 10, 6_000, 50_000, signal.owned.name])
    try lab.deliver()
    try lab.receive(watcher)
    lab.state.now += 5_000
    try lab.core(.configureSchedulingContext, [thread.context.name, 2, 10, 6_000, 50_000, signal.owned.name])
    lab.state.now += 6_500
    try lab.deliver()
    #expect(watcher.outcome == .signal)
  }

  /// Thirty callers of a paused server, all of whose time is parked there: resumed, or destroyed, it lets them go a few an entry.
  @Test(arguments: [MachineOperation.resumeThread, .destroy])
  func howeverManyLeadToAServerEachEntryLooksAtAFew(operation: MachineOperation) throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let server = try lab.thread(in: domain, priority: 20)
    try lab.core(.pauseThread, [server.owned.name])
    try lab.deliver()
    let clients = try (0..<30).map { _ in
      let client = try lab.thread(in: domain, cpu: 2, priority: 30)
      try lab.call(client, try lab.object(of: server, for: client).index)
      try lab.deliver()
      return client
    }
    func parked() -> Int { clients.count { $0.time.object.state == .parked } }
    #expect(parked() == 30)
    var (before, most) = (30, 0)
    // Called after each entry.
    lab.system.sabotage = {
      most = max(most, abs(before - parked()))
      before = parked()
    }
    try lab.core(operation, [server.owned.name])
    try lab.deliver()
    #expect(most > 0 && most <= 16)
    #expect(parked() == 0 || operation == .resumeThread)
    #expect(operation == .resumeThread || clients.allSatisfy { $0.outcome == .aborted })
    #expect(operation == .destroy || server.cpu == 1, "its own time is not parked")
  }

  // MARK: - Turns among equals

  /// How long the threads ran meanwhile.
  private func used(_ subjects: [Subject], _ state: MachineState, _ body: () throws -> Void) rethrows -> [Ticks] {
    func times() -> [Ticks] {
      subjects.map { $0.thread.object.executionTime + ($0.cpu >= 0 ? state.now - $0.thread.object.resumedAt : 0) }
    }
    let before = times()
    try body()
    return zip(times(), before).map { $0 - $1 }
  }

  /// A thread of CPU 1 that waits for a signal, which one of CPU 2 can send.
  private func oneThatSleeps() throws -> (
    lab: Laboratory, domain: Owned, waker: Subject, sleeper: Subject, signal: (owned: Owned, index: UInt64)
  ) {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let waker = try lab.thread(in: domain, cpu: 2)
    let sleeper = try lab.thread(in: domain)
    let signal = try lab.signal(of: sleeper, for: waker, imprint: 5)
    try lab.receive(sleeper, .signals)
    return (lab, domain, waker, sleeper, signal)
  }

  @Test func whoComputesGetsAsMuchAsOthersThatCompute() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let loads = try (0..<4).map { _ in try lab.thread(in: domain) }
    let times = try used(loads, lab.state) { try lab.pass(4_000_000) }
    for time in times { #expect(time > 960_000 && time < 1_040_000) }
  }

  /// A thread that works for a fifth of a turn now and then, among five that compute all the time, never waits for any of them.
  @Test func whoSleptDoesNotWaitForThoseThatCompute() throws {
    let (lab, domain, waker, sleeper, signal) = try oneThatSleeps()
    let loads = try (0..<5).map { _ in try lab.thread(in: domain) }
    try lab.pass(200_000)
    let times = try used(loads + [sleeper], lab.state) {
      for _ in 0..<40 {
        try lab.submit(waker, signal.index)
        try lab.deliver()
        #expect(sleeper.cpu == 1, "it runs as soon as it is told")
        try lab.pass(4_000)
        #expect(sleeper.cpu == 1)
        try lab.receive(sleeper, .signals | .acknowledge, acknowledging: signal.index)
        try lab.pass(29_000)
      }
    }
    #expect(times[5] == 160_000)
    for time in times.prefix(5) { #expect(time > 200_000, "the others share what is left") }
  }

  /// Neither does it wait for one with a budget that lasts for long.
  @Test func aLongBudgetIsNoLongTurn() throws {
    let (lab, domain, waker, sleeper, signal) = try oneThatSleeps()
    let load = try lab.thread(in: domain, budget: 90_000_000, period: 100_000_000)
    try lab.pass(200_000)
    for _ in 0..<40 {
      try lab.submit(waker, signal.index)
      try lab.deliver()
      #expect(sleeper.cpu == 1 && load.cpu == -1)
      try lab.pass(4_000)
      try lab.receive(sleeper, .signals | .acknowledge, acknowledging: signal.index)
      try lab.pass(29_000)
      #expect(load.cpu == 1)
    }
  }

  /// Sleeping saves up no more than one turn.
  @Test func whoSleptForLongGetsNoMoreThanOneTurnMore() throws {
    let (lab, domain, waker, sleeper, signal) = try oneThatSleeps()
    let load = try lab.thread(in: domain)
    try lab.pass(2_000_000)
    try lab.submit(waker, signal.index)
    let times = try used([sleeper, load], lab.state) { try lab.pass(400_000) }
    #expect(times[0] <= times[1] + 60_000, "two turns, and the one that is not over")
    #expect(times[0] + 60_000 >= times[1])
  }

  /// What a thread used alone, or at another priority, is not held against it.
  @Test func whoComputedElsewhereIsNotKeptWaiting() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let veteran = try lab.thread(in: domain, priority: 20)
    try lab.pass(5_000_000)
    let load = try lab.thread(in: domain)
    try lab.core(.configureSchedulingContext, [veteran.context.name, 1, 10, 20_000, 20_000, 0])
    let times = try used([veteran, load], lab.state) { try lab.pass(400_000) }
    #expect(times[0] + 60_000 >= times[1] && times[1] + 60_000 >= times[0])
  }

  @Test func whoYieldsLetsOthersOfItsPriorityRun() throws {
    let lab = try Laboratory()
    let domain = try lab.domain()
    let threads = try (0..<3).map { _ in try lab.thread(in: domain) }
    var seen: Set<Int> = []
    for _ in 0..<6 {
      guard let index = threads.firstIndex(where: { $0.cpu == 1 }) else { break }
      seen.insert(index)
      try lab.act(threads[index], .yield)
      try lab.deliver()
    }
    #expect(seen.count == 3)
  }
}
