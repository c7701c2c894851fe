// How the simulated core makes the arguments of its operations: such that they mean something, mostly.

import KernelABI

@testable import Kernel
@testable import KernelModel

extension Simulation {
  func perform(_ operation: MachineOperation, _ words: [UInt64]) { perform(UInt64(operation.rawValue), words) }

  func perform(_ label: UInt64, _ words: [UInt64]) {
    guard !starvesCore(MachineOperation(rawValue: UInt16(truncatingIfNeeded: label)), words) else { return wait() }
    let all = words + Array(repeating: 0, count: max(0, 4 - words.count))
    actor.object.registers.rax = Syscall.call.rawValue
    actor.object.registers.rdi = system.machine
    actor.object.registers.rsi = MessageTag(label: UInt16(truncatingIfNeeded: label), words: words.count).rawValue
    (actor.object.registers.rdx, actor.object.registers.r8) = (all[0], all[1])
    (actor.object.registers.r9, actor.object.registers.r10) = (all[2], all[3])
    for index in 4..<all.count { actor.object.messagePage[word: index] = all[index] }
  }

  /// Core works for a client on that client's time: would this take it away, so that core cannot go on?
  private func starvesCore(_ operation: MachineOperation?, _ words: [UInt64]) -> Bool {
    guard operation == .destroy || operation == .configureThread,
      let target = system.shadow.capabilities.holding(words[0], in: 0)?.object
    else { return false }
    let owner = system.contexts.first { $0.id == target }?.context.object.home
    guard let thread = operation == .configureThread ? system.threads.first(where: { $0.id == target })?.thread : owner else {
      return false
    }
    var here: SimThread? = thread
    while let server = here?.object.server {
      if server.object.domain == system.core.object.domain { return true }
      here = server
    }
    return false
  }

  /// One of core's objects, but not those it was started with.
  func pick(_ kind: ObjectKind? = nil) -> Owned? {
    if random.chance(30), let busy = runningElsewhere(kind) { return busy }
    let likesOrphans = kind == nil || random.chance(10)
    return random.pick(
      system.objects.filter { $0.id > 3 && (kind == nil || $0.kind == kind) && (likesOrphans || !isOrphan($0)) })
  }

  /// A thread, or a context, that another CPU runs at this moment.
  private func runningElsewhere(_ kind: ObjectKind?) -> Owned? {
    let others = system.cpus.filter { $0.object.index != state.current && $0.object.current != nil }
    guard kind == .thread || kind == .schedulingContext, let cpu = random.pick(others) else { return nil }
    let id = kind == .thread ? cpu.object.current.map { system.id(of: $0) } : cpu.object.running.map { system.id(of: $0) }
    return id.flatMap { $0 > 3 ? system.object($0) : nil }
  }

  /// Is this an object whose thread is gone?
  func isOrphan(_ object: Owned) -> Bool {
    switch object.kind {
    case .rpcObject: Ref<RPCObject<SimulatedMachine>>(dying: object.header).object.server == nil
    case .signalContext: SimSignal(dying: object.header).object.receiver == nil
    case .domain, .thread, .schedulingContext, .interrupt, .machine, .dying: false
    }
  }

  func name(_ kind: ObjectKind) -> UInt64 { random.chance(2) ? pick()?.name ?? 0 : pick(kind)?.name ?? 0 }

  // MARK: - Creation

  func create(_ operation: MachineOperation) throws {
    let server = random.chance(10) ? system.objects[1].name : name(.thread)
    switch operation {
    case .createDomain: try create(operation, pages: 2) { [$0[0], $0[1]] }
    case .createSchedulingContext: try create(operation, pages: 1) { [$0[0]] }
    case .createRPCObject:
      for _ in 0..<2 { planGrant(of: system.nextID, to: pick(.domain)) }
      try create(operation, pages: 1) { [$0[0], self.someServer(), self.random.next()] }
    case .createSignalContext:
      planGrant(of: system.nextID, to: domain(of: server))
      planGrant(of: system.nextID, to: pick(.domain))
      try create(operation, pages: 1) { [$0[0], server, UInt64(self.system.nextID) << 8] }
    default:
      let source = random.chance(30) ? InterruptSource.messageSignalled : UInt64(random.below(18))
      try create(operation, pages: 1) { [$0[0], source, self.name(.signalContext), 0] }
    }
  }

  /// A thread that receives calls, mostly.
  private func someServer() -> UInt64 {
    let servers = system.threads.filter { roles[$0.id] == .server || roles[$0.id] == .broker }
    guard random.chance(80), let server = random.pick(servers) else {
      return random.chance(20) ? system.objects[1].name : name(.thread)
    }
    return system.object(server.id)?.name ?? 0
  }

  private func domain(of thread: UInt64) -> Owned? {
    guard let id = system.shadow.capabilities.holding(thread, in: 0)?.object,
      let thread = system.threads.first(where: { $0.id == id })?.thread
    else { return nil }
    return system.object(system.id(of: thread.object.domain))
  }

  private func planGrant(of id: Int, to domain: Owned?) {
    guard let domain, domain.id != 0 else { return }
    plan.append { self.perform(.grant, [domain.name, self.system.object(id)?.name ?? 0]) }
  }

  private func create(_ operation: MachineOperation, pages count: Int, _ words: ([UInt64]) -> [UInt64]) throws {
    guard let pages = try takePages(count) else { return destroy() }
    system.offered[actor.key] = pages
    perform(operation, words(pages))
  }

  private func takePages(_ count: Int) throws -> [UInt64]? {
    var pages: [UInt64] = []
    while pages.count < count, let page = try system.ledger.take(&random) { pages.append(page) }
    if pages.count == count { return pages }
    try system.ledger.giveBack(pages)
    return nil
  }

  func makeThread() throws { try makeThread(in: pick(.domain)) }

  /// A thread, then its time, then a start.
  func makeThread(in domain: Owned?) throws {
    let hasPage = domain?.id == 0 || random.chance(95)
    let id = system.nextID
    roles[id] = Role(rawValue: random.below(4))
    try create(.createThread, pages: 2) { pages in
      self.clear(pages[1])
      // Now and then where no message page can be.
      return [pages[0], hasPage ? pages[1] : 0, self.random.chance(98) ? 0x20_0000 : 0x20_0008, domain?.name ?? 0]
    }
    plan.append { self.perform(.startThread, [self.system.object(id)?.name ?? 0, SimulatedSystem.entry, 0x30_0000, 0]) }
    plan.append {
      let context = self.random.chance(85) ? self.newestContext?.name ?? 0 : 0
      let handler = self.random.chance(92) ? self.name(.rpcObject) : 0
      self.perform(.configureThread, [self.system.object(id)?.name ?? 0, context, handler])
    }
    plan.append { self.configureTime(self.newestContext) }
    plan.append { try self.create(.createSchedulingContext) }
    if random.chance(10) { plan.append { try self.donate(.addTablePage, to: domain) } }
    if random.chance(5) { plan.append { try self.setMessagePage(of: self.system.object(id)) } }
  }

  private var newestContext: Owned? { system.contexts.last.flatMap { system.object($0.id) } }

  private func clear(_ page: UInt64) {
    for word in 0..<512 { state.store(0, at: page + UInt64(word) * 8) }
  }

  // MARK: - Destruction

  /// Anything; a domain with threads refuses, so those are rather emptied.
  func destroy() {
    let orphans = system.objects.filter(isOrphan)
    let busy = random.chance(20) ? pick(random.chance(50) ? .thread : .schedulingContext) : nil
    let victim = busy ?? (random.chance(50) ? random.pick(orphans) ?? pick() : pick())
    if victim?.kind == .domain, random.chance(70) {
      let inhabitant = system.threads.first { $0.id > 3 && system.id(of: $0.thread.object.domain) == victim?.id }
      if let inhabitant { return perform(.destroy, [system.object(inhabitant.id)?.name ?? 0]) }
    }
    perform(.destroy, [victim?.name ?? 0])
  }

  // MARK: - Domains

  func donate(_ operation: MachineOperation, to domain: Owned?) throws {
    guard let domain, let pages = try takePages(1) else { return destroy() }
    system.offered[actor.key] = pages
    perform(operation, [domain.name, random.chance(97) ? pages[0] : random.next()])
  }

  func grant() { grant(to: name(.domain)) }

  func grant(to domain: UInt64) {
    let object = random.chance(60) ? name(.rpcObject) : name(.signalContext)
    perform(.grant, [domain, random.chance(80) ? object : someCapability(actor)])
  }

  func mapOrUnmap() {
    let domain = name(.domain)
    let count = UInt64(1 + random.below(100))
    if random.chance(40), let (other, page) = rememberedElsewhere() { return perform(.unmap, [other, page, 1]) }
    if random.chance(60) {
      perform(.map, [domain, somePage(), 4096 * 300, count, UInt64(random.below(4))])
    } else {
      perform(.unmap, [domain, random.chance(90) ? somePage() : random.next(), count])
    }
  }

  /// A page of which another CPU remembers the translation, and its domain.
  private func rememberedElsewhere() -> (domain: UInt64, page: UInt64)? {
    for cpu in system.cpus where cpu.object.index != state.current {
      guard let domain = cpu.object.current?.object.domain, let page = state.cached[cpu.object.index].min(),
        let owned = system.object(system.id(of: domain))
      else { continue }
      return (owned.name, page)
    }
    return nil
  }

  // MARK: - Threads and time

  func configureTime(_ context: Owned?) {
    let period = UInt64(10_000 + random.below(90_000))
    let budget = random.chance(50) ? period : 5_000 + UInt64(random.below(Int(period - 5_000)))
    let signal = random.chance(30) ? name(.signalContext) : 0
    perform(
      .configureSchedulingContext,
      [context?.name ?? 0, UInt64(random.below(system.cpus.count)), UInt64(random.below(4) * 80), budget, period, signal])
  }

  /// Gives a thread time, rather one that has none and time that nobody has.
  func configureSomeThread() {
    let needy = system.threads.filter { $0.thread.object.schedulingContext == nil }
    let spare = system.contexts.filter { $0.context.object.home == nil }
    let thread = random.chance(70) ? random.pick(needy)?.id : nil
    let context = random.chance(70) ? random.pick(spare)?.id : nil
    let time = context.flatMap { system.object($0)?.name } ?? (random.chance(80) ? name(.schedulingContext) : 0)
    let target = thread.flatMap { system.object($0)?.name } ?? name(.thread)
    perform(.configureThread, [target, time, random.chance(60) ? name(.rpcObject) : 0])
  }

  /// What is allowed with a thread at rest, mostly.
  func operateOnThread() throws {
    let resting = system.threads.filter { $0.thread.object.isPaused || $0.thread.object.state == .suspended }
    let rested = random.chance(70) ? random.pick(resting).flatMap { system.object($0.id)?.name } : nil
    let thread = rested ?? name(.thread)
    switch random.below(6) {
    case 0: perform(.readRegisters, [thread])
    case 1: perform(.writeRegisters, [thread] + someRegisters())
    case 2: perform(.executionTime, [thread])
    case 3: perform(.singleStep, [thread, UInt64(random.below(2))])
    case 4: perform(.setThreadPointer, [thread, random.chance(80) ? somePage() : random.next()])
    default: try setMessagePage()
    }
  }

  private func someRegisters() -> [UInt64] {
    var values = (0..<RegisterState.words).map { _ in random.next() }
    values[16] = random.chance(90) ? SimulatedSystem.entry : UInt64.max
    return values
  }

  private func setMessagePage() throws {
    let inactive = system.threads.filter { $0.thread.object.state == .inactive }
    try setMessagePage(of: random.pick(inactive).flatMap { system.object($0.id) } ?? pick(.thread))
  }

  private func setMessagePage(of thread: Owned?) throws {
    guard let thread else { return wait() }
    guard let pages = try takePages(1) else { return destroy() }
    clear(pages[0])
    system.offered[actor.key] = pages
    perform(.setMessagePage, [thread.name, pages[0], 0x21_0000])
  }

  // MARK: - The machine

  func operateOnMachine() {
    switch random.below(6) {
    case 0: perform(.portRead, [UInt64(random.below(4)), UInt64(1 << random.below(3))])
    case 1: perform(.portWrite, [UInt64(random.below(4)), UInt64(1 << random.below(3)), random.next()])
    case 2: perform(.log, [UInt64(random.below(100)), random.next(), random.next(), random.next(), random.next(), 0])
    case 3: perform(.counters, [UInt64(random.below(9))])
    case 4: perform(.held, [name(.domain), UInt64(random.below(300))])
    default: perform(.halt, [UInt64(random.below(256))])
    }
  }

  /// Submits to somebody who waits for ever.
  func nudge() {
    let sleeper = system.signals.filter {
      $0.context.object.state == .idle && $0.context.object.receiver?.object.state == .waiting
    }
    let signal = random.pick(sleeper).flatMap { system.object($0.id)?.name } ?? name(.signalContext)
    actor.object.registers.rax = Syscall.submit.rawValue
    actor.object.registers.rdi = signal
    actor.object.registers.rdx = UInt64(random.below(4))
  }

  func wait() {
    let flags = ReceiveFlags.reply | .calls | .signals | .deadline
    actor.object.registers.rax = Syscall.receive.rawValue | flags.rawValue
    actor.object.registers.rsi = MessageTag(label: UInt16(random.below(2)), words: random.below(6)).rawValue
    actor.object.messagePage[word: -8] = state.now + UInt64(random.below(60_000))
  }
}
