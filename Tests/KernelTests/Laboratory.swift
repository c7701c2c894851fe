// A kernel on a simulated machine with which tests make experiments, one entry at a time: core runs on CPU 0 (unless it serves
// somebody), everybody else on the others. After every entry everything is checked, as in the simulation.

import KernelABI

@testable import Kernel
@testable import KernelModel

final class Laboratory {
  let system: SimulatedSystem
  private var random = SplitMix(1)

  init(cpus: Int = 3) throws {
    system = try SimulatedSystem(seed: 1, cpus: cpus)
    system.isThorough = true
  }

  var state: MachineState { system.state }

  // MARK: - Core

  /// Core executes an operation, again and again while it gives way.
  @discardableResult
  func core(_ operation: MachineOperation, _ words: [UInt64], offering pages: [UInt64] = []) throws -> Outcome {
    let core = system.core
    let all = words + Array(repeating: 0, count: max(0, 4 - words.count))
    core.object.registers.rax = Syscall.call.rawValue
    core.object.registers.rdi = system.machine
    core.object.registers.rsi = MessageTag(label: operation.rawValue, words: words.count).rawValue
    (core.object.registers.rdx, core.object.registers.r8) = (all[0], all[1])
    (core.object.registers.r9, core.object.registers.r10) = (all[2], all[3])
    for index in 4..<all.count { core.object.messagePage[word: index] = all[index] }
    if !pages.isEmpty { system.offered[core.key] = pages }
    repeat {
      core.object.registers.rip = SimulatedSystem.entry
      guard core.object.runsOn >= 0 else { throw Failure("core does not run") }
      state.current = Int(core.object.runsOn)
      try system.enter(.systemCall(core))
      if system.isRestarting(core) { try deliver() }
    } while system.isRestarting(core)
    return Outcome(rawValue: core.object.registers.rax)
  }

  /// Core waits for calls, with room for four capabilities.
  func coreReceives() throws {
    let core = system.core
    core.object.messagePage[word: -7] = 4
    core.object.registers.rax = Syscall.receive.rawValue | (ReceiveFlags.reply | .calls).rawValue
    core.object.registers.rsi = 0
    state.current = Int(core.object.runsOn)
    try system.enter(.systemCall(core))
  }

  func coreOperates(_ operation: CapabilityOperation, _ index: UInt64) throws {
    let core = system.core
    core.object.registers.rax = Syscall.capability.rawValue
    (core.object.registers.rdi, core.object.registers.rsi) = (index, operation.rawValue)
    core.object.registers.rdx = 0
    state.current = Int(core.object.runsOn)
    try system.enter(.systemCall(core))
    try require(core.object.registers.rax == Outcome.done.rawValue, "core's \(operation) came to \(core.object.registers.rax)")
  }

  func page() throws -> UInt64 {
    guard let page = try system.ledger.take(&random) else { throw Failure("the laboratory is out of memory") }
    return page
  }

  /// Core makes an object, in fresh pages.
  @discardableResult
  func make(_ operation: MachineOperation, pages count: Int = 1, _ words: [UInt64] = []) throws -> Owned {
    let pages = try (0..<count).map { _ in try page() }
    let outcome = try core(operation, pages + words, offering: pages)
    guard outcome == .done, let object = system.objects.last else { throw Failure("\(operation) came to \(outcome.rawValue)") }
    return object
  }

  /// A domain whose table has one page.
  func domain() throws -> Owned {
    let domain = try make(.createDomain, pages: 2)
    let table = try page()
    try core(.addTablePage, [domain.name, table], offering: [table])
    return domain
  }

  /// A thread with time on a CPU, started unless told otherwise.
  func thread(
    in domain: Owned, cpu: Int = 1, priority: Int = 10, budget: UInt64 = 20_000, period: UInt64 = 20_000, starts: Bool = true
  ) throws -> Subject {
    let page = try page()
    for word in 0..<512 { state.store(0, at: page + UInt64(word) * 8) }
    let memory = try self.page()
    try core(.createThread, [memory, page, 0x20_0000, domain.name], offering: [memory, page])
    guard let owned = system.objects.last, owned.kind == .thread else { throw Failure("no thread") }
    let context = try make(.createSchedulingContext)
    try core(.configureSchedulingContext, [context.name, UInt64(cpu), UInt64(priority), budget, period, 0])
    try core(.configureThread, [owned.name, context.name, 0])
    if starts { try core(.startThread, [owned.name, SimulatedSystem.entry, 0x30_0000, 0]) }
    try deliver()
    return Subject(owned: owned, thread: Ref(dying: owned.header), context: context, domain: domain)
  }

  /// An RPC object of `server`, known to `client`'s domain under the returned index.
  func object(of server: Subject, for client: Subject, badge: UInt64 = 7) throws -> (owned: Owned, index: UInt64) {
    let object = try make(.createRPCObject, [server.owned.name, badge])
    return (object, try grant(object, to: client.domain))
  }

  func signal(of receiver: Subject, for sender: Subject, imprint: UInt64) throws -> (owned: Owned, index: UInt64) {
    let context = try make(.createSignalContext, [receiver.owned.name, imprint])
    return (context, try grant(context, to: sender.domain))
  }

  func grant(_ object: Owned, to domain: Owned) throws -> UInt64 {
    let outcome = try core(.grant, [domain.name, object.name])
    try require(outcome == .done, "a grant came to \(outcome.rawValue)")
    return system.core.object.registers.rdx
  }

  // MARK: - Everybody else

  /// The thread, which must be current somewhere, executes a system call.
  func act(_ subject: Subject, _ call: Syscall, _ flags: ReceiveFlags = .none, _ arguments: Arguments = Arguments()) throws {
    let thread = subject.thread
    guard thread.object.runsOn >= 0 else { throw Failure("a thread that does not run cannot act") }
    state.current = Int(thread.object.runsOn)
    thread.object.registers.rip = SimulatedSystem.entry
    thread.object.registers.rax = call.rawValue | flags.rawValue
    thread.object.registers.rdi = arguments.index
    thread.object.registers.rsi = arguments.second
    thread.object.registers.rdx = arguments.word
    try system.enter(.systemCall(thread))
  }

  struct Arguments {
    var index: UInt64 = 0
    var second: UInt64 = 0
    var word: UInt64 = 0
  }

  func call(_ subject: Subject, _ index: UInt64, capabilities: Int = 0) throws {
    let tag = MessageTag(label: 1, words: 1, capabilities: capabilities)
    try act(subject, .call, .none, Arguments(index: index, second: tag.rawValue, word: 42))
  }

  /// Answers, if it serves somebody, and waits for the next call or signal.
  func receive(_ subject: Subject, _ flags: ReceiveFlags = .reply | .calls | .signals, acknowledging index: UInt64 = 0) throws {
    try act(subject, .receive, flags, Arguments(index: index, second: MessageTag(label: 0).rawValue))
  }

  func submit(_ subject: Subject, _ index: UInt64, count: UInt64 = 1) throws {
    try act(subject, .submit, .none, Arguments(index: index, word: count))
  }

  func operate(_ subject: Subject, _ operation: CapabilityOperation, _ index: UInt64, _ word: UInt64 = 0) throws -> Outcome {
    try act(subject, .capability, .none, Arguments(index: index, second: operation.rawValue, word: word))
    return Outcome(rawValue: subject.thread.object.registers.rax)
  }

  // MARK: - The machine

  /// All notifications and timers that are due arrive.
  func deliver() throws {
    for _ in 0..<1_000 {
      guard let cpu = state.notified.min() ?? dueTimer else { return }
      state.current = cpu
      try system.enter(state.notified.contains(cpu) ? .notification : .timer)
    }
    throw Failure("the machine does not come to rest")
  }

  private var dueTimer: Int? { state.timers.firstIndex { ($0 ?? Ticks.max) <= state.now } }

  /// Time passes, with all timers firing when they are due.
  func pass(_ ticks: Ticks) throws {
    let end = state.now + ticks
    try deliver()
    while state.now < end {
      let next = state.timers.compactMap { $0 }.min() ?? end
      state.now = max(state.now, min(next, end))
      try deliver()
    }
  }
}

/// A thread of an experiment, with its time and its domain.
struct Subject {
  let owned: Owned
  let thread: SimThread
  let context: Owned
  let domain: Owned

  var state: Thread<SimulatedMachine>.State { thread.object.state }
  var cpu: Int { Int(thread.object.runsOn) }
  var outcome: Outcome { Outcome(rawValue: thread.object.registers.rax) }
  var time: SimContext { Ref(dying: context.header) }
}
