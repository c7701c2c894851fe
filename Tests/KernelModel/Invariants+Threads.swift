// Threads and scheduling contexts: links that agree from both sides, and nobody in two queues.

import KernelABI

@testable import Kernel

extension Invariants {
  func checkThreads() throws {
    var queued = 0
    var inQueues = 0
    for (id, thread) in system.threads {
      if thread.object.state == .queued { queued += 1 }
      inQueues += try checkCallers(id, thread)
      try checkLinks(id, thread)
      try checkSignalQueue(id, thread)
      try checkBound(id, thread)
      if thread.object.state == .waiting { try require(!canTake(thread), "thread \(id) waits for what is there") }
    }
    try require(queued == inQueues, "\(queued) threads are queued, \(inQueues) are in queues")
    try checkDeadlines()
  }

  private func canTake(_ thread: SimThread) -> Bool {
    thread.object.waitsFor.contains(.signals) && thread.object.firstSignal != nil
      || thread.object.takesCalls && !thread.object.callers.isEmpty
  }

  /// Server and client know each other; chains are neither closed nor too long.
  private func checkLinks(_ id: Int, _ thread: SimThread) throws {
    let state = thread.object.state
    var text: String { "thread \(id), \(state)," }
    try require((state == .queued || state == .served) == (thread.object.server != nil), "\(text) has (no) server")
    if let server = thread.object.server { try require(system.ids[server.header.key] != nil, "\(text) has a dead server") }
    if state == .served { try require(thread.object.server?.object.client == thread, "\(text) is not its server's client") }
    if let client = thread.object.client {
      try require(system.ids[client.header.key] != nil, "\(text) has a dead client")
      try require(client.object.server == thread && client.object.state == .served, "\(text) serves who does not wait for it")
      try require(thread.object.depth > client.object.depth, "\(text) is not deeper than its client")
    }
    try require(thread.object.depth <= thread.object.depthLimit, "\(text) is too deep")
    try require(state == .runnable || thread.object.runsOn < 0, "\(text) runs")
    var cursor: SimThread? = thread.object.server
    while let here = cursor {
      try require(here != thread, "\(text) waits for itself")
      cursor = here.object.server
    }
  }

  private func checkCallers(_ id: Int, _ thread: SimThread) throws -> Int {
    let callers = members(thread.object.callers.root)
    for caller in callers {
      try require(
        caller.object.state == .queued && caller.object.server == thread, "thread \(id) has a caller that does not call")
    }
    try checkOrder(callers.map { $0.object.treeKey }, first: thread.object.callers.first?.object.treeKey, "callers")
    return callers.count
  }

  private func checkOrder(_ keys: [UInt64], first: UInt64?, _ text: String) throws {
    try require(first == keys.first, "the first of the \(text) is wrong")
    for (a, b) in zip(keys, keys.dropFirst()) { try require(a <= b, "the \(text) are out of order") }
  }

  /// The queue of signals: linked both ways, all queued, none twice.
  private func checkSignalQueue(_ id: Int, _ thread: SimThread) throws {
    var previous: SimSignal?
    var cursor = thread.object.firstSignal
    while let context = cursor {
      try require(context.object.state == .queued && context.object.receiver == thread, "thread \(id): a signal of another's")
      try require(
        context.object.queuePrevious == previous && context.object.count > 0, "thread \(id): signals are linked wrongly")
      previous = context
      cursor = context.object.queueNext
    }
    try require(thread.object.lastSignal == previous, "thread \(id): the queue of signals ends elsewhere")
  }

  /// The lists of objects that die with the thread.
  private func checkBound(_ id: Int, _ thread: SimThread) throws {
    var context = thread.object.contexts
    while let here = context {
      try require(
        here.object.receiver == thread && system.ids[here.header.key] != nil, "thread \(id): a signal context is bound wrongly")
      context = here.object.next
    }
    var object = thread.object.objects
    while let here = object {
      try require(
        here.object.server == thread && system.ids[here.header.key] != nil, "thread \(id): an RPC object is bound wrongly")
      object = here.object.next
    }
  }

  private func checkDeadlines() throws {
    var inQueues = 0
    for cpu in system.cpus {
      let waiting = members(cpu.object.deadlines.root)
      inQueues += waiting.count
      for thread in waiting {
        try require(Int(thread.object.deadlineCPU) == cpu.object.index, "a deadline is in the queue of another CPU")
        try require(thread.object.state == .waiting, "a thread with a deadline is \(thread.object.state)")
      }
      try checkOrder(waiting.map { $0.object.treeKey }, first: cpu.object.deadlines.first?.object.treeKey, "deadlines")
    }
    let known = system.threads.filter { $0.thread.object.deadlineCPU >= 0 }.count
    try require(known == inQueues, "\(known) threads have deadlines, \(inQueues) are in queues")
  }

  // MARK: - Scheduling contexts

  /// Each context is where its state says and nowhere else; and wanted exactly if its home works on its own time.
  func checkContexts() throws {
    var counts: [SchedulingContext<SimulatedMachine>.State: Int] = [:]
    for (id, context) in system.contexts {
      counts[context.object.state, default: 0] += 1
      let wanted = context.object.home?.object.usesOwnTime ?? false
      try require(wanted == (context.object.state != .idle), "\(name(context)) is \(wanted ? "wanted" : "not wanted")")
      if let home = context.object.home {
        try require(system.ids[home.header.key] != nil, "context \(id) has a dead home")
        try require(home.object.schedulingContext == context, "context \(id) is not its home's")
      }
      try require(context.object.budget.available <= context.object.budget.amount, "context \(id) has more than its budget")
      if context.object.state == .parked { try checkParked(context) }
    }
    try checkLists(counts)
  }

  private func checkParked(_ context: SimContext) throws {
    guard let thread = context.object.parkedOn else { throw Failure("\(name(context)) is parked nowhere") }
    try require(system.ids[thread.header.key] != nil, "\(name(context)) is parked at a dead thread")
    try require(
      isOnItsWayOut(context) || !thread.object.canRun(on: Int(context.object.cpu)),
      "\(name(context)) is parked at \(name(thread)), which can run")
  }

  private func checkLists(_ counts: [SchedulingContext<SimulatedMachine>.State: Int]) throws {
    var ready = 0
    var depleted = 0
    var parked = 0
    for cpu in system.cpus {
      ready += try checkReady(cpu)
      let members = members(cpu.object.depleted.root)
      depleted += members.count
      for context in members {
        try require(
          context.object.state == .depleted && Int(context.object.cpu) == cpu.object.index,
          "\(name(context)) waits for a refill")
      }
      try checkOrder(members.map { $0.object.treeKey }, first: cpu.object.depleted.first?.object.treeKey, "refills")
    }
    for (_, thread) in system.threads {
      var cursor = thread.object.parked
      var last: SimContext?
      while let context = cursor {
        last = context
        parked += 1
        try require(
          context.object.state == .parked && context.object.parkedOn == thread, "\(name(context)) is in a list of parked ones")
        cursor = context.object.next
      }
      try require(thread.object.lastParked == last, "the contexts parked at \(name(thread)) end elsewhere")
    }
    try checkReleases()
    let known = [counts[.ready] ?? 0, counts[.depleted] ?? 0, counts[.parked] ?? 0]
    try require(
      known == [ready, depleted, parked], "ready, depleted, parked: \(known), in lists: \([ready, depleted, parked])")
  }

  /// Releases go on: each thread that has some is in the list of one CPU, and that one's timer fires at once.
  private func checkReleases() throws {
    var releasing = 0
    for cpu in system.cpus {
      var cursor = cpu.object.releasing
      while let thread = cursor {
        releasing += 1
        try require(system.ids[thread.header.key] != nil, "CPU \(cpu.object.index) releases what was parked at a dead thread")
        try require(thread.object.isReleasing, "\(name(thread)) is in a list of those that release")
        cursor = thread.object.nextReleasing
      }
      let mustGoOn = cpu.object.releasing != nil || cpu.object.isUndecided
      try require(
        !mustGoOn || cpu.object.timerAt.map { $0 <= system.state.now } == true, "CPU \(cpu.object.index) does not go on")
    }
    let known = system.threads.count { $0.1.object.isReleasing }
    try require(known == releasing, "\(known) threads release what was parked, \(releasing) of them in lists")
  }

  private func checkReady(_ cpu: SimCPU) throws -> Int {
    var count = 0
    for priority in 0..<256 {
      let set = cpu.object.ready.members(ofPriority: priority)
      let contexts = members(set.root)
      count += contexts.count
      for context in contexts {
        try require(
          context.object.state == .ready && Int(context.object.priority) == priority
            && Int(context.object.cpu) == cpu.object.index,
          "\(name(context)) is in the ready queue of CPU \(cpu.object.index)")
      }
      try checkOrder(contexts.map { $0.object.treeKey }, first: set.first?.object.treeKey, "ready contexts")
    }
    return count
  }
}
