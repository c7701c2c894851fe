// What must hold after every step, each as one function over the kernel's own data.

import KernelABI

@testable import Kernel

struct Invariants {
  let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  func check() throws {
    try checkRunning()
    try checkThreads()
    try checkContexts()
    try checkSlots()
    try checkMemory()
    if simulation.steps % 16 == 0 { try checkSignals() }
  }

  private func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
    if !condition { throw Failure(text: text()) }
  }

  // MARK: - CPUs

  /// A CPU runs exactly the thread that says so, and, once it was told, the most urgent one that can run there.
  private func checkRunning() throws {
    for cpu in simulation.cpus {
      let index = cpu.object.index
      if let thread = cpu.object.current {
        try require(Int(thread.object.runsOn) == index, "the current thread of CPU \(index) does not know it")
      }
      let timerIsDue = (simulation.state.timers[index] ?? Ticks.max) <= simulation.state.now
      guard !simulation.state.notified.contains(index), !timerIsDue, index == simulation.state.current else { continue }
      try checkChoice(cpu)
    }
    for thread in simulation.threads where thread.object.runsOn >= 0 {
      let current = simulation.cpus[Int(thread.object.runsOn)].object.current
      try require(current == thread, "a thread believes to run on CPU \(thread.object.runsOn)")
    }
  }

  private func checkChoice(_ cpu: Ref<CPU<SimulatedMachine>>) throws {
    guard let top = cpu.object.ready.top else {
      return try require(cpu.object.current == nil, "CPU \(cpu.object.index) runs a thread on nobody's time")
    }
    let end = top.object.home.map { simulation.kernel.object.endOfChain(from: $0) }
    if cpu.object.running == top {
      try require(end == cpu.object.current, "the time's chain does not end at the current thread")
    } else {
      try require(
        cpu.object.running?.object.priority ?? 0 >= top.object.priority,
        "CPU \(cpu.object.index) forgot a more urgent context after \(simulation.lastEvent): it runs "
          + "\(describe(cpu.object.running)), not \(describe(top))")
    }
  }

  private func describe(_ context: Ref<SchedulingContext<SimulatedMachine>>?) -> String {
    guard let context else { return "nothing" }
    return "priority \(context.object.priority) on CPU \(context.object.cpu), \(context.object.state)"
  }

  // MARK: - Threads

  private func checkThreads() throws {
    for thread in simulation.threads {
      let state = thread.object.state
      try require((state == .queued || state == .served) == (thread.object.server != nil), "\(state) with(out) a server")
      if state == .served { try require(thread.object.server?.object.client == thread, "served, but not the server's client") }
      if let client = thread.object.client {
        try require(client.object.server == thread && client.object.state == .served, "a client that is not served")
      }
      let callers = members(thread.object.callers.root)
      for caller in callers {
        try require(caller.object.state == .queued && caller.object.server == thread, "a caller that is not queued here")
      }
      try checkChain(thread)
      try checkQueue(thread)
      if state == .waiting { try require(!canTake(thread), "a thread waits for what is there") }
    }
    let queued = simulation.threads.filter { $0.object.state == .queued }.count
    let inQueues = simulation.threads.reduce(0) { $0 + members($1.object.callers.root).count }
    try require(queued == inQueues, "\(queued) threads are queued, \(inQueues) are in queues")
    let waiting = simulation.threads.filter { $0.object.deadlineCPU >= 0 }.count
    let inDeadlines = simulation.cpus.reduce(0) { $0 + members($1.object.deadlines.root).count }
    try require(waiting == inDeadlines, "\(waiting) threads have deadlines, \(inDeadlines) are in queues")
  }

  private func canTake(_ thread: SimThread) -> Bool {
    thread.object.waitsFor.contains(.signals) && thread.object.firstSignal != nil
      || thread.object.takesCalls && !thread.object.callers.isEmpty
  }

  private func checkChain(_ thread: SimThread) throws {
    var cursor: SimThread? = thread
    var length = 0
    while let here = cursor {
      length += 1
      try require(length <= Int(Thread<SimulatedMachine>.maximumDepth) + 2, "a chain of calls is too long or closed")
      cursor = here.object.server
    }
  }

  /// The queue of signals: linked both ways, all queued, none twice.
  private func checkQueue(_ thread: SimThread) throws {
    var cursor = thread.object.firstSignal
    var previous: Ref<SignalContext<SimulatedMachine>>?
    while let context = cursor {
      try require(context.object.state == .queued && context.object.receiver == thread, "a signal in the wrong queue")
      try require(context.object.queuePrevious == previous, "the queue of signals is broken")
      try require(context.object.count > 0, "a queued signal without count")
      previous = context
      cursor = context.object.queueNext
    }
    try require(thread.object.lastSignal == previous, "the end of the queue of signals is wrong")
  }

  private func members<N: TreapNode & ~Copyable>(_ root: Ref<N>?) -> [Ref<N>] {
    guard let root else { return [] }
    return members(root.object.left) + [root] + members(root.object.right)
  }

  // MARK: - Scheduling contexts

  private var contexts: [Ref<SchedulingContext<SimulatedMachine>>] {
    let own = simulation.core.object.schedulingContext.map { [$0] } ?? []
    return own + simulation.objects.filter { $0.kind == .schedulingContext }.map { Ref(dying: $0.header) }
  }

  /// Each context is where its state says, and nowhere else; and wanted exactly if its home works on its own time.
  private func checkContexts() throws {
    var ready = 0
    var depleted = 0
    var parked = 0
    for context in contexts {
      switch context.object.state {
      case .ready: ready += 1
      case .depleted: depleted += 1
      case .parked:
        parked += 1
        guard let thread = context.object.parkedOn else { throw Failure(text: "parked nowhere") }
        let cpu = Int(context.object.cpu)
        try require(!thread.object.canRun(on: cpu) || thread.object.runsOn >= 0, "parked at a thread that could run")
      case .idle: break
      }
      let wanted = context.object.home?.object.usesOwnTime ?? false
      try require(wanted == (context.object.state != .idle), "a context is \(context.object.state), wanted: \(wanted)")
      if let home = context.object.home { try require(home.object.schedulingContext == context, "home without context") }
      try require(context.object.budget.available <= context.object.budget.amount, "more time than the budget")
    }
    try checkLists(ready: ready, depleted: depleted, parked: parked)
  }

  private func checkLists(ready: Int, depleted: Int, parked: Int) throws {
    let inReady = simulation.cpus.reduce(0) { $0 + $1.object.ready.count }
    try require(ready == inReady, "\(ready) contexts are ready, \(inReady) are in ready queues")
    let inDepleted = simulation.cpus.reduce(0) { $0 + members($1.object.depleted.root).count }
    try require(depleted == inDepleted, "\(depleted) contexts are depleted, \(inDepleted) are in refill queues")
    let inParked = simulation.threads.reduce(0) { sum, thread in
      var count = 0
      var cursor = thread.object.parked
      while let context = cursor {
        count += 1
        cursor = context.object.next
      }
      return sum + count
    }
    try require(parked == inParked, "\(parked) contexts are parked, \(inParked) are in lists")
  }

  // MARK: - Capabilities

  static func usedSlots(_ domain: SimDomain) -> [Ref<CapabilitySlot<SimulatedMachine>>] {
    var used: [Ref<CapabilitySlot<SimulatedMachine>>] = []
    for page in 0..<domain.object.tablePages {
      for position in 1...63 {
        let slot = CapabilitySlot<SimulatedMachine>.at(page: domain.object.directory[page], position: position)
        if slot.object.object != nil { used.append(slot) }
      }
    }
    return used
  }

  /// Every capability hangs in the forest of a living object, and every one in a forest is in a living table.
  private func checkSlots() throws {
    guard simulation.steps % 4 == 0 else { return }
    var inTables = 0
    for domain in simulation.domains {
      let used = Self.usedSlots(domain).count
      inTables += used
      try require(domain.object.freeCount + used == domain.object.tablePages * 63, "free and used slots do not add up")
      try require(members(domain.object.tree.root).count == used, "the tree of slots is not complete")
    }
    var inForests = 0
    for object in simulation.objects {
      inForests += try countCopies(object.header.object.copies, of: object.header, lease: nil)
    }
    let bootObjects = 4
    let embedded = embeddedSlots
    try require(
      inTables + embedded == inForests + bootObjects, "\(inTables)+\(embedded) capabilities in tables, \(inForests) in forests")
  }

  private func countCopies(
    _ first: Ref<CapabilitySlot<SimulatedMachine>>?, of object: SimHeader, lease: Ref<CapabilitySlot<SimulatedMachine>>?
  ) throws -> Int {
    var count = 0
    var cursor = first
    var previous: Ref<CapabilitySlot<SimulatedMachine>>?
    while let slot = cursor {
      try require(slot.object.object == object && slot.object.lease == lease, "a capability in a foreign forest")
      try require(slot.object.previous == previous, "the forest's links are broken")
      try require(slot.object.references > 0, "a capability without references")
      if slot.object.copies != nil { try require(slot.object.rights.contains(.lease), "copies of what is no lease") }
      count += 1 + (try countCopies(slot.object.copies, of: object, lease: slot))
      previous = slot
      cursor = slot.object.next
    }
    return count
  }

  private var embeddedSlots: Int {
    var count = simulation.threads.filter { $0.object.faultHandler.object != nil }.count
    for object in simulation.objects where object.kind == .interrupt {
      if Ref<Interrupt<SimulatedMachine>>(dying: object.header).object.signal.object != nil { count += 1 }
    }
    return count + contexts.filter { $0.object.overrun.object != nil }.count
  }

  // MARK: - Memory and signals

  /// Core's ledger: every page is free or in exactly one object.
  private func checkMemory() throws {
    guard simulation.pending == nil else { return }
    let used = simulation.objects.reduce(0) { $0 + $1.pages.count }
    try require(used + simulation.freePages.count == simulation.totalPages, "pages do not add up")
  }

  /// Nothing is lost and nothing is delivered twice.
  private func checkSignals() throws {
    for object in simulation.objects where object.kind == .signalContext && object.header.object.kind != .dying {
      let context = Ref<SignalContext<SimulatedMachine>>(dying: object.header)
      guard context.object.receiver != nil else { continue }
      let imprint = context.object.imprint
      let (sent, received) = (simulation.submitted[imprint] ?? 0, simulation.delivered[imprint] ?? 0)
      // Interrupts submit too, so that more can have arrived than the model submitted.
      try require(received + context.object.count >= sent, "signals were lost: \(sent) sent, \(received) received")
    }
  }
}

extension ReadyQueue {
  /// How many contexts are in all lists.
  var count: Int {
    var sum = 0
    for priority in 0..<256 {
      var cursor = first(ofPriority: priority)
      while let context = cursor {
        sum += 1
        cursor = context.object.next
      }
    }
    return sum
  }
}
