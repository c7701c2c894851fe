// The driver: random events on random CPUs, all from one seed.
//
// A step is one event: a system call of whoever is current on a CPU, a fault, a timer, a notification, a device interrupt.
// `Simulation+Core` plays core, `Simulation+Users` everybody else. What is checked after each step is in KernelModel.

import KernelABI

@testable import Kernel
@testable import KernelModel

/// What a thread mostly does.
enum Role: Int {
  case server
  /// A server that calls others while it serves.
  case broker
  case client
  case chaos
}

final class Simulation {
  let system: SimulatedSystem
  var random: SplitMix
  var steps = 0
  private var isStarved = false
  var roles: [Int: Role] = [:]
  /// What core does before anything else; the last one first.
  var plan: [() throws -> Void] = []
  /// The thread of core that acts at the moment.
  var actor: SimThread

  var state: MachineState { system.state }

  init(seed: UInt64, cpus: Int) throws {
    random = SplitMix(seed)
    system = try SimulatedSystem(seed: seed, cpus: cpus)
    actor = system.core
    system.state.interruptPercentage = [0, 30, 30, 90][random.below(4)]
    populate()
  }

  /// Makes at most so many steps; fewer if core ends up working for a thread that has no time.
  func run(steps count: Int) throws {
    while steps < count, !isStarved {
      steps += 1
      try step()
    }
    try system.ledger.checkFreePages()
  }

  /// What entered the kernel last, for messages.
  var lastEvent: String {
    guard let event = system.lastEvent else { return "start" }
    let name =
      switch event {
      case .systemCall(let thread): "a system call of thread \(system.id(of: thread))"
      case .fault(let thread, let fault, _, _): "a fault (\(fault)) of thread \(system.id(of: thread))"
      case .timer: "the timer"
      case .notification: "a notification"
      case .interrupt(let line): "interrupt \(line)"
      }
    return "\(name) on CPU \(state.current)"
  }

  // MARK: - Steps

  /// One entry into the kernel.
  private func step() throws {
    advance()
    if random.chance(1), let line = random.pick(Array(0..<21)) {
      state.current = random.below(system.cpus.count)
      return try system.enter(.interrupt(line - 1))
    }
    guard let event = random.pick(possibleEvents()) else {
      isStarved = coreIsStarved
      return try require(isStarved, "nothing can happen any more")
    }
    state.current = event.cpu
    switch event.kind {
    case .timer: try system.enter(.timer)
    case .notification: try system.enter(.notification)
    case .thread: if let thread = system.cpus[event.cpu].object.current { try act(thread) }
    }
  }

  private enum Possibility {
    case timer, notification, thread
  }

  /// What the machine could do next. A timer that is due precedes everything else on its CPU; a notification arrives
  /// sooner or later.
  private func possibleEvents() -> [(cpu: Int, kind: Possibility)] {
    var events: [(cpu: Int, kind: Possibility)] = []
    for (index, cpu) in system.cpus.enumerated() {
      if (state.timers[index] ?? Ticks.max) <= state.now {
        events.append((index, .timer))
        continue
      }
      if state.notified.contains(index) { events.append((index, .notification)) }
      if cpu.object.current != nil { events.append((index, .thread)) }
    }
    return events
  }

  /// Does core, or one of those it works for, wait for ever for time that nobody has? (The real core gives each thread time.)
  private var coreIsStarved: Bool {
    var root = system.core
    while let client = root.object.client { root = client }
    return root != system.core && root.object.schedulingContext == nil
  }

  /// Longer than core ever sleeps.
  private static var longestSleep: Ticks { 1_000_000 }

  /// Time passes, but never beyond a timer that has to fire first; with nobody to run, up to that.
  private func advance() {
    let next = state.timers.compactMap { $0 }.min() ?? Ticks.max
    let isIdle = state.notified.isEmpty && system.cpus.allSatisfy { $0.object.current == nil }
    if isIdle, next < state.now + Self.longestSleep {
      state.now = max(state.now, next)
      return
    }
    state.now = max(state.now, min(state.now + UInt64(random.below(random.chance(10) ? 4_000 : 400)), next))
  }

  private func act(_ thread: SimThread) throws {
    if system.isRestarting(thread) {
      thread.object.registers.rip = SimulatedSystem.entry
      return try system.enter(.systemCall(thread))
    }
    if thread.object.domain == system.core.object.domain {
      actor = thread
      try prepareCore()
    } else {
      touchMemory(thread)
      if random.chance(3) { return try fault(thread) }
      prepareUser(thread)
    }
    try system.enter(.systemCall(thread))
  }

  private func fault(_ thread: SimThread) throws {
    let faults: [Fault] = [.read, .write, .execute, .divide, .protection, .breakpoint]
    let fault = faults[random.below(faults.count)]
    try system.enter(.fault(thread, fault, address: random.next(), code: random.next() & 15))
  }

  /// The CPU reads some memory, and remembers the translations.
  private func touchMemory(_ thread: SimThread) {
    guard let mapped = state.mappings[thread.object.domain.object.addressSpace], !mapped.isEmpty else { return }
    for _ in 0..<4 {
      let page = somePage()
      if mapped[page] != nil { state.cached[state.current].insert(page) }
    }
  }

  /// An address among those that core maps.
  func somePage() -> UInt64 { 0x40_0000 + UInt64(random.below(128)) * 4096 }
}
