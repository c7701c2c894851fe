// The invariants themselves: each fires when the kernel's state, or what it did, is broken in the way that it is there for.
//
// Every test makes a small system in which all is well, and breaks one thing right after the kernel's work, before the checks.

import KernelABI
import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct InvariantTests {
  let lab: Laboratory
  let server: Subject
  let client: Subject
  let object: (owned: Owned, index: UInt64)
  let signal: (owned: Owned, index: UInt64)

  /// A server that waits on CPU 2, a client that runs on CPU 1 with two capabilities, one to call it and one to tell it.
  init() throws {
    lab = try Laboratory()
    server = try lab.thread(in: try lab.domain(), cpu: 2, priority: 50)
    client = try lab.thread(in: try lab.domain(), cpu: 1, budget: 6_000, period: 20_000)
    object = try lab.object(of: server, for: client)
    signal = try lab.signal(of: server, for: client, imprint: 5)
    try lab.receive(server)
  }

  /// Breaks something after the kernel's work, and expects a failure that says so.
  private func expect(_ complaint: String, when sabotage: @escaping () -> Void, in experiment: () throws -> Void) {
    lab.system.sabotage = sabotage
    do {
      try experiment()
      Issue.record("nobody noticed: \(complaint)")
    } catch let failure as Failure {
      #expect(failure.text.contains(complaint), "\(failure.text)")
    } catch {
      Issue.record("\(error)")
    }
  }

  private func yields() throws { try lab.act(client, .yield) }

  private var clientDomain: SimDomain { client.thread.object.domain }
  private var serverDomain: SimDomain { server.thread.object.domain }
  private func slot(_ index: UInt64) -> SimSlot? {
    clientDomain.object.slot(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: index)))
  }
  private var context: SimSignal { Ref(dying: signal.owned.header) }

  @Test func allIsWellOtherwise() throws {
    try yields()
    try lab.submit(client, signal.index)
    try lab.deliver()
    try lab.receive(server)
    try lab.call(client, object.index)
    try lab.receive(server)
    try lab.pass(100_000)
    try lab.system.ledger.checkFreePages()
  }

  // MARK: - Capabilities: nobody can reach what was not delegated, and every capability has a holder

  @Test func aCapabilityThatNobodyGave() {
    expect(
      "nobody gave it",
      when: { [self] in
        _ = serverDomain.object.addSlot(object.owned.header, lease: nil, rights: .delegate)
      }, in: yields)
  }

  @Test func aCapabilityThatIsLost() {
    expect(
      "lost its capability",
      when: { [self] in
        if let slot = slot(object.index) { clientDomain.object.removeSlot(slot) }
      }, in: yields)
  }

  @Test func aCapabilityToSomethingElse() {
    expect("names another object", when: { [self] in slot(object.index)?.object.object = signal.owned.header }, in: yields)
  }

  @Test func aCapabilityThatSurvivesItsRevocation() throws {
    let outcome = try lab.operate(client, .derive, object.index)
    #expect(outcome == .done)
    let lease = client.thread.object.registers.rdi
    client.thread.object.messagePage[word: -6] = lease
    server.thread.object.messagePage[word: -7] = 4
    try lab.call(client, object.index, capabilities: 1)
    try lab.receive(server)
    var kept: SimSlot?
    let copies = Invariants.usedSlots(serverDomain)
    #expect(copies.count == 1)
    // The kernel forgets one copy when it revokes the lease.
    copies[0].object.lease = nil
    slot(lease)?.object.copies = nil
    kept = copies[0]
    expect("which nobody gave it", when: {}, in: { _ = try lab.operate(client, .revoke, lease) })
    #expect(kept?.object.object != nil)
  }

  @Test func aRightThatWasNotGiven() throws {
    let outcome = try lab.operate(client, .derive, object.index, LeaseFlags.noDelegation.rawValue)
    #expect(outcome == .done)
    client.thread.object.messagePage[word: -6] = client.thread.object.registers.rdi
    server.thread.object.messagePage[word: -7] = 4
    expect(
      "can be handed on, or not",
      when: { [self] in
        for slot in Invariants.usedSlots(serverDomain) { slot.object.rights = .delegate }
      }, in: { try lab.call(client, object.index, capabilities: 1) })
  }

  @Test func aCapabilityThatRevocationWouldMiss() {
    expect(
      "forest",
      when: { [self] in
        let original = object.owned.header.object.copies
        object.owned.header.object.copies = original?.object.next
      }, in: yields)
  }

  // MARK: - Quota: every page is somewhere, once

  @Test func aPageThatIsGone() {
    expect("pages are accounted for", when: { [self] in lab.system.offered[1] = [4096] }, in: yields)
  }

  @Test func aPageThatIsGivenBackTwice() throws {
    let page = try lab.page()
    try lab.system.ledger.giveBack([page])
    expect("given back twice", when: {}, in: { try lab.system.ledger.giveBack([page]) })
  }

  @Test func aPageThatIsUsedAfterItsEnd() throws {
    let victim = try lab.make(.createSchedulingContext)
    try lab.core(.destroy, [victim.name])
    let gone = SimContext(dying: victim.header)
    expect(
      "used after it was given back", when: { gone.object.priority = 1 },
      in: {
        try yields()
        try lab.system.ledger.checkFreePages()
      })
  }

  // MARK: - Signals: none is lost, none comes twice

  @Test func aSignalThatIsLost() {
    try? lab.submit(client, signal.index)
    expect("are pending", when: { [self] in context.object.count = 0 }, in: { try lab.submit(client, signal.index, count: 3) })
  }

  @Test func aSignalThatIsCountedTwice() {
    try? lab.submit(client, signal.index)
    expect("are pending", when: { [self] in context.object.count += 1 }, in: { try lab.submit(client, signal.index) })
  }

  @Test func aSignalThatIsDeliveredTwice() throws {
    try lab.submit(client, signal.index)
    try lab.deliver()
    try lab.receive(server)
    expect(
      "delivered twice without an acknowledgement",
      when: { [self] in
        context.object.state = .idle
        context.object.count = 0
        lab.system.kernel.object.submit(context, count: 1, on: lab.system.cpus[1])
      }, in: { try lab.submit(client, signal.index) })
  }

  @Test func aSignalThatStaysUnseen() {
    expect(
      "waits for what is there", when: {},
      in: {
        server.thread.object.firstSignal = context
        server.thread.object.lastSignal = context
        context.object.state = .queued
        context.object.count = 1
        try Invariants(lab.system).checkThreads()
      })
  }

  // MARK: - Queues: nobody is in two, or in none

  @Test func aThreadInTwoQueues() {
    expect(
      "deadline",
      when: { [self] in
        server.thread.object.treeKey = Ticks.max
        server.thread.object.deadlineCPU = 1
        lab.system.cpus[2].object.deadlines.insert(server.thread)
        client.thread.object.treeKey = Ticks.max
        lab.system.cpus[2].object.deadlines.insert(client.thread)
      }, in: yields)
  }

  @Test func aCallerInNoQueue() throws {
    let second = try lab.thread(in: client.domain, cpu: 2, priority: 60)
    try lab.call(client, object.index)
    expect(
      "threads are queued",
      when: { [self] in
        if second.state == .queued { server.thread.object.callers.remove(second.thread) }
      }, in: { try lab.call(second, object.index) })
  }

  @Test func timeInTwoQueues() {
    expect(
      "waits for a refill",
      when: { [self] in
        lab.state.timers[2] = 0
        lab.system.cpus[2].object.depleted.insert(client.time)
      }, in: yields)
  }

  @Test func timeThatIsForgotten() {
    expect(
      "is wanted", when: {},
      in: {
        lab.system.cpus[1].object.ready.remove(client.time)
        client.time.object.state = .idle
        try Invariants(lab.system).checkContexts()
      })
  }

  // MARK: - Time

  @Test func aBudgetThatIsNotRespected() throws {
    try lab.pass(101_000)
    client.time.object.budget = Budget(amount: 19_000, period: 20_000, now: lab.state.now)
    lab.state.timers[1] = lab.state.now + 1_000
    expect("more than 42000", when: {}, in: { try lab.pass(60_000) })
  }

  @Test func aTimerThatFiresTooLate() {
    expect("timer of CPU 1", when: { [self] in lab.state.timers[1] = Ticks.max }, in: yields)
  }

  @Test func timeThatIsCountedWrongly() throws {
    try lab.pass(1_000)
    client.thread.object.executionTime += 1
    expect("the kernel says", when: {}, in: { try lab.core(.executionTime, [client.owned.name]) })
  }

  @Test func aRegisterThatIsReadWrongly() throws {
    try lab.core(.pauseThread, [client.owned.name])
    expect(
      "was read as", when: { [self] in lab.system.core.object.registers.r8 ^= 1 },
      in: {
        try lab.core(.readRegisters, [client.owned.name])
      })
  }

  @Test func aPauseThatDoesNotWait() throws {
    lab.system.isThorough = false
    expect(
      "still runs",
      when: { [self] in
        let core = lab.system.core
        core.object.registers.rip = SimulatedSystem.entry
        core.object.registers.rax = Outcome.done.rawValue
      }, in: { try lab.core(.pauseThread, [client.owned.name]) })
  }

  @Test func anInterruptThatIsNotMasked() throws {
    try lab.make(.createInterrupt, [4, signal.owned.name, 0])
    expect("can fire again", when: { [self] in lab.state.masked = [] }, in: { try lab.system.enter(.interrupt(4)) })
  }

  @Test func aLessUrgentThreadThatRuns() throws {
    let urgent = try lab.thread(in: server.domain, priority: 90, starts: false)
    expect(
      "forgets", when: { [self] in lab.state.notified = [] },
      in: {
        try lab.core(.startThread, [urgent.owned.name, SimulatedSystem.entry, 0x30_0000, 0])
      })
  }

  // MARK: - Messages and registers

  @Test func aWordThatChangesOnItsWay() {
    expect(
      "words in registers are wrong", when: { [self] in server.thread.object.registers.rdx ^= 1 },
      in: {
        try lab.call(client, object.index)
      })
  }

  @Test func aBadgeThatIsForged() {
    expect(
      "received the badge", when: { [self] in server.thread.object.registers.rdi ^= 1 },
      in: {
        try lab.call(client, object.index)
      })
  }

  @Test func aCallThatEndsForNothing() throws {
    try lab.call(client, object.index)
    expect(
      "ended without a reason",
      when: { [self] in
        lab.system.kernel.object.abort(client.thread, on: lab.system.cpus[2])
        server.thread.object.client = nil
      }, in: { try lab.core(.counters, [0]) })
  }

  @Test func aRegisterOfABystander() {
    expect("has nothing to do with this", when: { [self] in server.thread.object.registers.rdi ^= 1 }, in: yields)
  }

  @Test func aRegisterThatIsToBePreserved() {
    expect("to be preserved", when: { [self] in client.thread.object.registers.rbx ^= 1 }, in: yields)
  }

  // MARK: - The machine

  @Test func aTranslationThatIsRemembered() throws {
    let pages = try (0..<1).map { _ in try lab.page() }
    try lab.core(.addPageTablePage, [client.domain.name, pages[0]], offering: pages)
    try lab.core(.map, [client.domain.name, 0x40_0000, 4096 * 300, 1, 0])
    expect(
      "remembers a mapping", when: { [self] in lab.state.cached[1].insert(0x40_0000) },
      in: {
        try lab.core(.unmap, [client.domain.name, 0x40_0000, 1])
      })
  }

  @Test func aPausedThreadThatRuns() {
    expect("is paused", when: { [self] in client.thread.object.isPaused = true }, in: yields)
  }

  @Test func aThreadOnTwoCPUs() {
    expect("another thread's state", when: { [self] in lab.state.loaded[2] = client.thread.key }, in: yields)
  }
}
