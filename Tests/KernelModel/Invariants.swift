// What must hold after every entry, each as one function over the kernel's own data: CPUs and the machine.

import KernelABI

@testable import Kernel

struct Invariants {
  let system: SimulatedSystem

  init(_ system: SimulatedSystem) { self.system = system }

  func check() throws {
    try checkCPUs()
    try checkChoices()
    try checkThreads()
    try checkContexts()
    if system.isThorough || system.entries % 8 == 0 {
      try checkTables()
      try checkForests()
    }
    try checkLedger()
  }

  func name(_ thread: SimThread?) -> String { thread.map { "thread \(system.id(of: $0))" } ?? "nobody" }

  func name(_ context: SimContext?) -> String {
    guard let context else { return "no time" }
    return
      "context \(system.id(of: context)) (priority \(context.object.priority), CPU \(context.object.cpu), \(context.object.state))"
  }

  /// Members of a treap, in order.
  func members<N: TreapNode & ~Copyable>(_ root: Ref<N>?) -> [Ref<N>] {
    var list: [Ref<N>] = []
    collect(root, into: &list)
    return list
  }

  private func collect<N: TreapNode & ~Copyable>(_ root: Ref<N>?, into list: inout [Ref<N>]) {
    guard let root else { return }
    collect(root.object.left, into: &list)
    list.append(root)
    collect(root.object.right, into: &list)
  }

  // MARK: - CPUs

  /// What the kernel believes about each CPU is what the machine has loaded.
  private func checkCPUs() throws {
    for cpu in system.cpus {
      let index = cpu.object.index
      let current = cpu.object.current
      try require(current.map { Int($0.object.runsOn) == index } ?? true, "CPU \(index)'s thread does not know that it runs")
      try require(system.state.loaded[index] == current?.key, "CPU \(index) has another thread's state loaded")
      let space = current?.object.domain.object.addressSpace ?? 0
      try require(system.state.activeSpaces[index] == space, "CPU \(index) has another domain's address space")
      try require(
        (cpu.object.running == nil) == (current == nil), "CPU \(index) runs without time, or has time without a thread")
      try checkTimer(cpu)
    }
    for (id, thread) in system.threads where thread.object.runsOn >= 0 {
      let current = system.cpus[Int(thread.object.runsOn)].object.current
      try require(current == thread, "thread \(id) believes to run on CPU \(thread.object.runsOn)")
    }
  }

  /// The timer fires no later than the first thing that has to happen.
  private func checkTimer(_ cpu: SimCPU) throws {
    guard !system.state.notified.contains(cpu.object.index) else { return }
    let timer = system.state.timers[cpu.object.index] ?? Ticks.max
    let deadline = cpu.object.deadlines.first?.object.treeKey ?? Ticks.max
    let refill = cpu.object.depleted.first?.object.budget.usableFrom ?? Ticks.max
    try require(timer <= deadline && timer <= refill, "the timer of CPU \(cpu.object.index) fires too late")
    guard let running = cpu.object.running, running.object.state == .ready else { return }
    let end = cpu.object.chargedAt &+ running.object.budget.available
    try require(timer <= end, "the timer of CPU \(cpu.object.index) does not end the budget")
  }

  /// Each CPU runs the most urgent context that can have it run something, unless it is about to look.
  private func checkChoices() throws {
    for cpu in system.cpus where !isAboutToLook(cpu) {
      let index = cpu.object.index
      try require(cpu.object.current?.object.isPaused != true, "CPU \(index) runs \(name(cpu.object.current)), which is paused")
      if let running = cpu.object.running {
        let end = running.object.home.map { endOfChain($0) }
        try require(
          running.object.state == .ready && end == cpu.object.current,
          "CPU \(index) runs \(name(cpu.object.current)) on \(name(running)), which leads to \(name(end))")
      }
      for (_, context) in system.contexts where Int(context.object.cpu) == index && couldRun(context) {
        try require(
          cpu.object.running.map { $0.object.priority >= context.object.priority } ?? false,
          "CPU \(index) runs \(name(cpu.object.running)) and forgets \(name(context))")
        try checkTurn(cpu, context)
      }
    }
  }

  /// Within a priority, who used the least time runs.
  private func checkTurn(_ cpu: SimCPU, _ context: SimContext) throws {
    guard let running = cpu.object.running, running.object.state == .ready, context.object.state == .ready,
      running.object.priority == context.object.priority
    else { return }
    try require(
      running.object.treeKey <= context.object.treeKey,
      "CPU \(cpu.object.index) runs \(name(running)) before \(name(context)), which used less")
  }

  private func isAboutToLook(_ cpu: SimCPU) -> Bool {
    let index = cpu.object.index
    return system.state.notified.contains(index) || (system.state.timers[index] ?? Ticks.max) <= system.state.now
  }

  /// Would this context have something to run on its CPU, by the model's own reckoning?
  private func couldRun(_ context: SimContext) -> Bool {
    guard let home = context.object.home, home.object.usesOwnTime else { return false }
    if context.object.budget.usableFrom > system.state.now, !context.object.budget.isUnlimited { return false }
    if isOnItsWayOut(context) { return false }
    return endOfChain(home).object.canRun(on: Int(context.object.cpu))
  }

  /// Is it parked where contexts are released from, and will a CPU come to it soon? (See `checkReleases`.)
  func isOnItsWayOut(_ context: SimContext) -> Bool {
    guard context.object.state == .parked, let thread = context.object.parkedOn else { return false }
    return thread.object.isReleasing && context.object.parkedAfter != thread.object.releases
  }

  func endOfChain(_ thread: SimThread) -> SimThread {
    var here = thread
    while let server = here.object.server { here = server }
    return here
  }

  // MARK: - Memory

  /// Every page is free, offered at the moment, or in exactly one object.
  private func checkLedger() throws {
    let used = system.objects.reduce(0) { $0 + $1.pages.count }
    let offered = system.offered.values.reduce(0) { $0 + $1.count }
    let sum = used + offered + system.ledger.free.count
    try require(sum == system.ledger.total, "\(sum) pages are accounted for, of \(system.ledger.total)")
    if system.entries % 4096 == 0 { try system.ledger.checkFreePages() }
  }
}
