// Who runs: the most urgent ready scheduling context of the CPU, on behalf of the thread at the end of its chain.
//
// Time is never handed from thread to thread. A context stays where it is, and each time it is chosen, its time goes to
// whoever its home thread waits for: `home -> server -> server ...`. So a server runs on the time and at the priority of
// its most urgent caller, through any number of servers and on any CPU, with nothing to undo afterwards
// (bandwidth inheritance; "helping"). A context whose chain ends at a thread that cannot run, or that runs elsewhere
// at the moment, is parked at that thread and comes back as soon as that changes.
//
// Thousands of contexts can lead to one thread. One decision looks at a few of them, so that its length has a bound; then
// the timer fires at once, and the next decision goes on.

import KernelABI

extension Kernel {
  /// Chooses what `cpu`, which must be the one executing, runs next.
  mutating func schedule(_ cpu: CPURef) {
    let now = hardware.now()
    charge(cpu, now: now)
    if !cpu.object.deadlines.isEmpty { expireDeadlines(cpu, now: now) }
    if !cpu.object.depleted.isEmpty { refill(cpu, now: now) }
    if cpu.object.releasing != nil { releaseParked(cpu, now: now) }
    var next = choose(cpu)
    if let current = cpu.object.current, current != next?.thread {
      let hadParked = current.object.parked != nil
      leave(current, on: cpu, now: now)
      // Time that was parked at the thread because it ran, or could not, looks anew.
      if hadParked {
        releaseParked(cpu, now: now)
        next = choose(cpu)
      }
    }
    dispatch(next, on: cpu, now: now)
    programTimer(cpu, now: now)
  }

  /// Charges the running context for the time since the last charge.
  private mutating func charge(_ cpu: CPURef, now: Ticks) {
    let used = now &- cpu.object.chargedAt
    cpu.object.chargedAt = now
    guard let context = cpu.object.running else { return }
    guard context.object.state == .ready, Int(context.object.cpu) == cpu.object.index else {
      return chargeLate(context, used: used, on: cpu, now: now)
    }
    let turnIsOver = context.object.use(used)
    if context.object.budget.isUnlimited {
      if turnIsOver { requeue(context, on: cpu) }
    } else if context.object.budget.usableFrom > now {
      cpu.object.ready.remove(context)
      deplete(context, on: cpu)
      submitToHolder(of: context.embeddedSlot(&context.object.overrun), on: cpu)
    } else if context.object.mayHaveHadItsTurn {
      requeue(context, on: cpu)
    }
  }

  private func requeue(_ context: ContextRef, on cpu: CPURef) {
    cpu.object.ready.remove(context)
    cpu.object.ready.insert(context)
  }

  /// Charges a context that was taken from this CPU, or given to another one, while it ran.
  private mutating func chargeLate(_ context: ContextRef, used: Ticks, on cpu: CPURef, now: Ticks) {
    let wasReady = context.object.state == .ready
    let isQueued = wasReady || context.object.state == .depleted
    // What it pays decides in which queue it belongs, and where there.
    if isQueued { deactivate(context, on: cpu) }
    _ = context.object.use(used)
    if isQueued { makeReady(context, on: cpu, now: now) }
    if wasReady, context.object.state == .depleted {
      submitToHolder(of: context.embeddedSlot(&context.object.overrun), on: cpu)
    }
  }

  private func deplete(_ context: ContextRef, on cpu: CPURef) {
    context.object.state = .depleted
    context.object.treeKey = context.object.budget.usableFrom
    cpu.object.depleted.insert(context)
  }

  /// How many expired timeouts one entry works off; the rest has the timer fire again at once.
  private static var expiryBatch: Int { 16 }
  /// How many contexts one entry parks, and how many it releases; likewise.
  private static var parkingBatch: Int { 8 }

  private mutating func expireDeadlines(_ cpu: CPURef, now: Ticks) {
    for _ in 0..<Self.expiryBatch {
      guard let thread = cpu.object.deadlines.first, thread.object.treeKey <= now else { return }
      cancelDeadline(thread)
      thread.object.finish(.deadlinePassed)
      becomeRunnable(thread, on: cpu)
    }
  }

  private func refill(_ cpu: CPURef, now: Ticks) {
    for _ in 0..<Self.expiryBatch {
      guard let context = cpu.object.depleted.first, context.object.budget.usableFrom <= now else { return }
      cpu.object.depleted.remove(context)
      context.object.state = .ready
      cpu.object.ready.insert(context)
    }
  }

  /// The most urgent context whose chain ends at a thread that can run here.
  private mutating func choose(_ cpu: CPURef) -> (context: ContextRef, thread: ThreadRef)? {
    cpu.object.isUndecided = false
    var rest = Self.parkingBatch
    while let context = cpu.object.ready.top {
      guard let home = context.object.home else {
        cpu.object.ready.remove(context)
        context.object.state = .idle
        continue
      }
      let thread = endOfChain(from: home)
      if thread.object.canRun(on: cpu.object.index) { return (context, thread) }
      if rest == 0 {
        cpu.object.isUndecided = true
        return nil
      }
      rest -= 1
      cpu.object.ready.remove(context)
      park(context, at: thread)
    }
    return nil
  }

  /// The thread that a thread waits for, through calls. At most `Thread.maximumDepth` steps (see `deepen`).
  func endOfChain(from thread: ThreadRef) -> ThreadRef {
    var end = thread
    while let server = end.object.server { end = server }
    return end
  }

  private mutating func dispatch(_ choice: (context: ContextRef, thread: ThreadRef)?, on cpu: CPURef, now: Ticks) {
    guard let choice else { return goIdle(cpu, now: now) }
    if cpu.object.running == nil { cpu.object.idleTicks &+= now &- cpu.object.idleSince }
    if cpu.object.running != choice.context { choice.context.object.budget.limitBacklog(at: now) }
    cpu.object.running = choice.context
    guard choice.thread.object.runsOn < 0 else { return }
    enter(choice.thread, on: cpu, now: now)
  }

  private mutating func goIdle(_ cpu: CPURef, now: Ticks) {
    if cpu.object.running != nil { cpu.object.idleSince = now }
    cpu.object.running = nil
    guard let old = cpu.object.current else { return }
    hardware.switchState(from: old, to: nil)
    hardware.activateNothing()
    cpu.object.current = nil
  }

  /// The current thread leaves the CPU; whoever waited for that comes back.
  private mutating func leave(_ thread: ThreadRef, on cpu: CPURef, now: Ticks) {
    thread.object.runsOn = -1
    thread.object.executionTime &+= now &- thread.object.resumedAt
    unparkAll(at: thread, on: cpu)
  }

  private mutating func enter(_ thread: ThreadRef, on cpu: CPURef, now: Ticks) {
    let old = cpu.object.current
    thread.object.runsOn = Int8(truncatingIfNeeded: cpu.object.index)
    thread.object.resumedAt = now
    guard old != thread else { return }
    cpu.object.contextSwitches &+= 1
    cpu.object.current = thread
    hardware.switchState(from: old, to: thread)
    if old == nil || old?.object.domain != thread.object.domain {
      hardware.activate(thread.object.domain.object.addressSpace)
    }
  }

  mutating func programTimer(_ cpu: CPURef, now: Ticks) {
    var next: Ticks?
    if let running = cpu.object.running { next = now &+ running.object.budget.available }
    if let thread = cpu.object.deadlines.first { next = min(next ?? Ticks.max, thread.object.treeKey) }
    if let context = cpu.object.depleted.first { next = min(next ?? Ticks.max, context.object.budget.usableFrom) }
    if cpu.object.isUndecided || cpu.object.releasing != nil { next = now }
    // A timer that fires too early does no harm and costs less than setting it anew.
    if let set = cpu.object.timerAt, let next, set <= next, set > now { return }
    if next == nil, cpu.object.timerAt == nil { return }
    cpu.object.timerAt = next
    hardware.setTimer(next)
  }

  // MARK: - Contexts come and go

  /// The home thread wants the context's time.
  mutating func activate(_ context: ContextRef, on cpu: CPURef) {
    guard context.object.state == .idle else { return }
    let now = hardware.now()
    context.object.budget.wake(at: now)
    makeReady(context, on: cpu, now: now)
  }

  private mutating func makeReady(_ context: ContextRef, on cpu: CPURef, now: Ticks) {
    guard let target = cpus[Int(context.object.cpu)] else { return }
    if !context.object.budget.isUnlimited, context.object.budget.usableFrom > now {
      deplete(context, on: target)
    } else {
      context.object.state = .ready
      target.object.ready.insert(context)
    }
    target.object.changes &+= 1
    if target != cpu { notifyIfMoreUrgent(context, target: target) }
  }

  private mutating func notifyIfMoreUrgent(_ context: ContextRef, target: CPURef) {
    if let running = target.object.running, context.object.state == .ready, !context.object.mayPrecede(running) { return }
    hardware.notify(cpu: target.object.index)
  }

  /// Takes the context out of whatever list it is in: nobody wants its time.
  mutating func deactivate(_ context: ContextRef, on cpu: CPURef) {
    if context.object.state != .idle { cpus[Int(context.object.cpu)]?.object.changes &+= 1 }
    switch context.object.state {
    case .idle: break
    case .ready: cpus[Int(context.object.cpu)]?.object.ready.remove(context)
    case .depleted: cpus[Int(context.object.cpu)]?.object.depleted.remove(context)
    case .parked: unpark(context)
    }
    context.object.state = .idle
    if let user = cpus[Int(context.object.cpu)], user != cpu, user.object.running == context {
      hardware.notify(cpu: user.object.index)
    }
  }

  private func park(_ context: ContextRef, at thread: ThreadRef) {
    context.object.state = .parked
    context.object.parkedOn = thread
    context.object.parkedAfter = thread.object.releases
    context.object.previous = nil
    context.object.next = thread.object.parked
    if let head = thread.object.parked { head.object.previous = context } else { thread.object.lastParked = context }
    thread.object.parked = context
  }

  private func unpark(_ context: ContextRef) {
    if let previous = context.object.previous {
      previous.object.next = context.object.next
    } else {
      context.object.parkedOn?.object.parked = context.object.next
    }
    if let next = context.object.next {
      next.object.previous = context.object.previous
    } else {
      context.object.parkedOn?.object.lastParked = context.object.previous
    }
    context.object.parkedOn = nil
    context.object.previous = nil
    context.object.next = nil
  }

  /// Everything parked at `thread` looks anew for somebody to run, from the next decision of `cpu`, which executes, on.
  @inline(__always)
  mutating func unparkAll(at thread: ThreadRef, on cpu: CPURef) {
    if thread.object.parked != nil { release(at: thread, on: cpu) }
  }

  @inline(never)
  private func release(at thread: ThreadRef, on cpu: CPURef) {
    thread.object.releases &+= 1
    cpu.object.changes &+= 1
    if thread.object.isReleasing { return }
    thread.object.isReleasing = true
    thread.object.nextReleasing = cpu.object.releasing
    cpu.object.releasing = thread
  }

  /// Goes on with the releases of `cpu`, the contexts that were parked first before others.
  private mutating func releaseParked(_ cpu: CPURef, now: Ticks) {
    var rest = Self.parkingBatch
    while let thread = cpu.object.releasing {
      while let context = thread.object.lastParked, context.object.parkedAfter != thread.object.releases {
        if rest == 0 { return }
        rest -= 1
        unpark(context)
        makeReady(context, on: cpu, now: now)
      }
      cpu.object.releasing = thread.object.nextReleasing
      thread.object.isReleasing = false
    }
  }

  /// Makes the state of a thread's own context agree with what the thread does.
  mutating func settle(_ thread: ThreadRef, on cpu: CPURef) {
    guard let context = thread.object.schedulingContext else { return }
    if thread.object.usesOwnTime {
      activate(context, on: cpu)
    } else {
      deactivate(context, on: cpu)
    }
  }

  /// A thread that waited, queued, or was suspended has instructions to execute again.
  mutating func becomeRunnable(_ thread: ThreadRef, on cpu: CPURef) {
    thread.object.state = .runnable
    unparkAll(at: thread, on: cpu)
    settle(thread, on: cpu)
  }

  /// As if the turn had been used.
  func yield(_ thread: ThreadRef, on cpu: CPURef) {
    thread.object.finish(.done)
    guard let context = cpu.object.running, context.object.state == .ready, Int(context.object.cpu) == cpu.object.index
    else { return }
    context.object.usedTime &+= context.object.budget.available
    requeue(context, on: cpu)
  }

  // MARK: - Deadlines

  func setDeadline(_ thread: ThreadRef, _ deadline: Ticks, on cpu: CPURef) {
    thread.object.treeKey = deadline
    thread.object.deadlineCPU = Int8(truncatingIfNeeded: cpu.object.index)
    cpu.object.deadlines.insert(thread)
  }

  func cancelDeadline(_ thread: ThreadRef) {
    guard thread.object.deadlineCPU >= 0 else { return }
    cpus[Int(thread.object.deadlineCPU)]?.object.deadlines.remove(thread)
    thread.object.deadlineCPU = -1
  }
}

extension Thread {
  /// Can `cpu` execute this thread now?
  func canRun(on cpu: Int) -> Bool {
    state == .runnable && !isPaused && (runsOn < 0 || Int(runsOn) == cpu)
  }
}
