// The models beside the kernel: they see what goes in and what comes out of every entry, and say what should have.
//
// `before` looks at the state that the entry finds; `after` compares what became of messages and signals; `complete` follows
// core's operations; `compare` holds the kernel's capability tables against the model's.

import KernelABI

@testable import Kernel

/// What a thread looked like before an entry.
struct ThreadShot {
  let id: Int
  let thread: SimThread
  let domain: Int
  let registers: UserRegisters
  let state: Thread<SimulatedMachine>.State
  let client: SimThread?
  let runsOn: Int8
  let fault: Fault?
}

/// A call of core's on the machine capability.
struct MachineCall {
  let operation: MachineOperation?
  let words: [UInt64]
  let target: Int?
  let before: UserRegisters
}

final class Shadow {
  // Not counted: the system owns its shadow, and counting would take much of the time.
  unowned(unsafe) let system: SimulatedSystem
  let capabilities = CapabilityModel()
  let messages = MessageModel()
  let signals = SignalModel()
  let time = TimeModel()
  /// Objects whose destruction was begun.
  var dying: Set<Int> = []
  var shots: [ThreadShot] = []
  var machineCall: MachineCall?
  /// The words in the page of a thread that answers.
  var answer: [UInt64] = []
  /// The badges of RPC objects, and what is mapped where, by core's orders.
  var badges: [Int: UInt64] = [:]
  var mappings: [Int: [UInt64: Translation]] = [:]
  /// For how long each thread ran.
  var executionTimes: [Int: Ticks] = [:]
  /// On whose priority the event happens.
  var priority = 0
  private var lastNow: Ticks
  private var running: [(id: Int, state: SchedulingContext<SimulatedMachine>.State)?] = []
  /// Domains whose tables the entry may have changed.
  var touchedDomains: Set<Int> = []

  init(_ system: SimulatedSystem) {
    self.system = system
    lastNow = system.state.now
    capabilities.addTable(0, capacity: CoreLayout.tablePages * 63)
    for object in system.objects {
      do { try capabilities.add(Holding(object.id, .table(domain: 0), index: object.capability.rawValue)) } catch {}
    }
  }

  func id(_ thread: SimThread) -> Int { system.id(of: thread) }
  func domain(_ thread: SimThread) -> Int { system.id(of: thread.object.domain) }
  func isAlive(_ id: Int) -> Bool { system.object(id) != nil && !dying.contains(id) }
  func kind(_ id: Int) -> ObjectKind? { system.object(id)?.kind }

  // MARK: - Before

  func before(_ event: Event) throws {
    try passTime()
    shots = system.threads.map { id, thread in
      ThreadShot(
        id: id, thread: thread, domain: domain(thread), registers: thread.object.registers, state: thread.object.state,
        client: thread.object.client, runsOn: thread.object.runsOn, fault: thread.object.fault)
    }
    machineCall = nil
    touchedDomains.removeAll(keepingCapacity: true)
    priority = Int(system.cpus[system.state.current].object.running?.object.priority ?? 0)
    switch event {
    case .systemCall(let thread): try prepare(thread)
    case .interrupt(let line):
      if 0..<256 ~= line, let interrupt = system.kernel.object.lines[line] {
        submitted(by: interrupt.object.signal.object, count: 1)
      }
    case .fault, .timer, .notification: break
    }
  }

  /// The time since the last entry was used by what ran, and kept others from running.
  private func passTime() throws {
    let now = system.state.now
    running = system.cpus.map { cpu in
      cpu.object.running.map { (system.id(of: $0), $0.object.state) }
    }
    if now > lastNow {
      passExecutionTime(now - lastNow)
      for (id, context) in system.contexts where time.isLimited(id) { try passTime(now, id, context) }
    }
    lastNow = now
  }

  private func passTime(_ now: Ticks, _ id: Int, _ context: SimContext) throws {
    switch context.object.state {
    case .idle: time.forfeit(id)
    case .depleted:
      // Its CPU may not have noticed yet that it has some again.
      let usable = context.object.budget.usableFrom
      if usable >= lastNow { time.forfeit(id) }
      if usable < now { time.holdUp(id, for: now - max(usable, lastNow)) }
    case .parked: time.holdUp(id, for: now - lastNow)
    case .ready:
      if system.cpus[Int(context.object.cpu)].object.running == context {
        try time.use(id, from: lastNow, to: now)
      } else {
        time.holdUp(id, for: now - lastNow)
      }
    }
  }

  private func prepare(_ thread: SimThread) throws {
    let registers = thread.object.registers
    let number = Syscall(rawValue: registers.rax & 0xff)
    let index = registers.rdi
    switch number {
    case .submit:
      if let held = capabilities.holding(index, in: domain(thread)), isAlive(held.object), kind(held.object) == .signalContext {
        submitted(by: system.object(held.object)?.header, count: registers.rdx)
      }
    case .capability:
      touchedDomains.insert(domain(thread))
      capabilities.begin(operation: registers.rsi, index: index, domain: domain(thread))
    case .receive:
      answer = words(of: thread, MessageTag(rawValue: registers.rsi).words)
    case .call:
      if let held = capabilities.holding(index, in: domain(thread)), kind(held.object) == .machine {
        prepareMachineCall(thread)
      }
    case .yield, nil: break
    }
  }

  private func prepareMachineCall(_ thread: SimThread) {
    let registers = thread.object.registers
    let page = thread.object.messagePage
    let words = [registers.rdx, registers.r8, registers.r9, registers.r10] + (4..<20).map { page[word: $0] }
    let operation = MachineOperation(rawValue: MessageTag(rawValue: registers.rsi).label)
    if operation.map({ Self.touchesTable($0) }) ?? false { touchedDomains.insert(0) }
    let target = capabilities.holding(words[0], in: 0)?.object
    machineCall = MachineCall(operation: operation, words: words, target: target, before: registers)
    if operation == .destroy, let target, mayBegin(target, named: words[0], by: thread) {
      dying.insert(target)
      capabilities.doom(target)
    }
  }

  /// Does the operation change core's own table, or what objects hold?
  private static func touchesTable(_ operation: MachineOperation) -> Bool {
    switch operation {
    case .createDomain, .createThread, .createSchedulingContext, .createRPCObject, .createSignalContext, .createInterrupt,
      .destroy, .configureThread, .configureSchedulingContext:
      true
    case .addTablePage, .addPageTablePage, .map, .unmap, .grant, .startThread, .pauseThread, .resumeThread, .readRegisters,
      .writeRegisters, .executionTime, .singleStep, .setThreadPointer, .setMessagePage, .acknowledgeInterrupt, .portRead,
      .portWrite, .log, .halt, .counters, .held:
      false
    }
  }

  /// Will the kernel begin to destroy this object? Only by the capability that it was created with.
  private func mayBegin(_ id: Int, named name: UInt64, by thread: SimThread) -> Bool {
    guard let object = system.object(id), object.kind != .machine, object.kind != .dying else { return false }
    guard object.name == name & 0xffff_ffff else { return false }
    if object.kind == .domain { return SimDomain(dying: object.header).object.threadCount == 0 }
    return object.header != thread.header
  }

  func words(of thread: SimThread, _ count: Int) -> [UInt64] {
    guard count > 4, thread.object.messagePage.exists else { return [] }
    return (4..<min(count, MessagePage.maximumWords)).map { thread.object.messagePage[word: $0] }
  }

  /// Somebody adds to the count of a signal context, if it is one and has a receiver.
  func submitted(by header: SimHeader?, count: UInt64) {
    guard let header, count > 0, let context = SimSignal(header), context.object.receiver != nil else { return }
    signals.submit(system.id(of: context), count: count)
  }

  // MARK: - After

  func after(_ event: Event) throws {
    noteOverrun()
    count(event)
    if case .interrupt(let line) = event, system.state.attached.contains(line) {
      try require(system.state.masked.contains(line), "line \(line) can fire again before it was acknowledged")
    }
    try checkMessages(event)
    try checkSignals(event)
    if case .systemCall(let thread) = event { try checkCapabilityOperation(thread) }
  }

  /// A context that ran out of budget told its signal context, once. One that was taken away or moved while it ran may have,
  /// too: that depends on when in this entry it paid.
  private func noteOverrun() {
    signals.maySubmit(nil)
    guard let before = running[system.state.current], before.state != .depleted,
      let object = system.object(before.id), object.kind == .schedulingContext
    else { return }
    let context = SimContext(dying: object.header)
    let signal = context.object.overrun.object
    if before.state == .ready, context.object.state == .depleted {
      submitted(by: signal, count: 1)
    } else if before.state != .ready, let signal {
      signals.maySubmit(system.ids[signal.key])
    }
  }

  private func checkCapabilityOperation(_ thread: SimThread) throws {
    guard let shot = shots.first(where: { $0.thread == thread }), shot.registers.rax & 0xff == Syscall.capability.rawValue,
      !system.isRestarting(thread)
    else { return }
    try capabilities.perform(
      operation: shot.registers.rsi, index: shot.registers.rdi, argument: shot.registers.rdx, domain: shot.domain,
      isAlive: isAlive, canLeaveCore: { kind($0)?.canBeDelegated ?? false },
      outcome: Outcome(rawValue: thread.object.registers.rax),
      result: (thread.object.registers.rdi, thread.object.registers.rdx))
  }

  // MARK: - Comparison

  /// Exactly those hold capabilities who should. Domains that had nothing to do with the entry are looked at now and then.
  func compare() throws {
    let isThorough = system.isThorough || system.entries % 32 == 0
    for (id, domain) in system.domains {
      let known = capabilities.tables[id]?.count ?? 0
      let used = domain.object.tablePages * 63 - domain.object.freeCount
      if isThorough || touchedDomains.contains(id) || known != used { try compare(id, domain) }
    }
    if isThorough || touchedDomains.contains(0) { try compareEmbedded() }
  }

  private func compare(_ id: Int, _ domain: SimDomain) throws {
    var seen: Set<UInt32> = []
    for slot in Invariants.usedSlots(domain) {
      guard let held = capabilities.holding(UInt64(slot.object.index.rawValue), in: id) else {
        throw Failure("domain \(id) holds capability \(slot.object.index.rawValue), which nobody gave it")
      }
      try compare(slot, held)
      seen.insert(held.index)
    }
    guard let table = capabilities.tables[id], table.count != seen.count else { return }
    let gone = table.values.filter { !seen.contains($0.index) }.sorted { $0.ancestors.count > $1.ancestors.count }
    for held in gone { try capabilities.vanished(held) }
  }

  private func compare(_ slot: SimSlot, _ held: Holding) throws {
    var text: String { "capability \(held.index) of \(held.holder)" }
    guard let object = slot.object.object else { throw Failure("\(text) is gone") }
    try require(system.ids[object.key] == held.object, "\(text) names another object than \(held.object)")
    try require(slot.object.rights.contains(.lease) == held.isLease, "\(text) is a lease, or not")
    try require(slot.object.rights.contains(.delegate) == held.isDelegable, "\(text) can be handed on, or not")
    try require(Int(slot.object.references) == held.references, "\(text) has \(slot.object.references) references")
    try require(slot.object.lease?.object.index.rawValue == held.lease?.index, "\(text) hangs below another lease")
  }

  private func compareEmbedded() throws {
    for (container, held) in capabilities.embedded {
      guard let slot = embeddedSlot(container) else { throw Failure("object \(container) cannot hold a capability") }
      if slot.object.object == nil { try capabilities.vanished(held) } else { try compareEmbedded(slot, held) }
    }
    for object in system.objects where capabilities.embedded[object.id] == nil {
      try require(embeddedSlot(object.id)?.object.object == nil, "object \(object.id) holds a capability that nobody gave it")
    }
  }

  private func compareEmbedded(_ slot: SimSlot, _ held: Holding) throws {
    try require(
      system.ids[slot.object.object?.key ?? 0] == held.object, "the capability in \(held.holder) names another object")
    try require(slot.object.lease?.object.index.rawValue == held.lease?.index, "\(held.holder) hangs below another lease")
  }

  private func embeddedSlot(_ id: Int) -> SimSlot? {
    guard let object = system.object(id) else { return nil }
    switch object.kind {
    case .thread:
      let thread = SimThread(dying: object.header)
      return thread.embeddedSlot(&thread.object.faultHandler)
    case .schedulingContext:
      let context = SimContext(dying: object.header)
      return context.embeddedSlot(&context.object.overrun)
    case .interrupt:
      let interrupt = Ref<Interrupt<SimulatedMachine>>(dying: object.header)
      return interrupt.embeddedSlot(&interrupt.object.signal)
    case .domain, .rpcObject, .signalContext, .machine, .dying: return nil
    }
  }
}
