// What the simulated core does: makes, configures, hands out and destroys objects at random, with valid arguments mostly.

import KernelABI

@testable import Kernel

extension Simulation {
  static var objectLimit: Int { 70 }

  /// Sets core's registers for its next system call.
  func prepareCore() {
    if let next = followUps.popLast() { return next() }
    switch random.below(100) {
    case 0..<25 where objects.count < Self.objectLimit: prepareCreation()
    case 25..<38: prepareDestruction()
    case 38..<60: prepareOperation()
    case 60..<62: set(UInt64.random(&random), words: [random.next(), random.next(), random.next(), random.next()], nil)
    default: prepareWait()
    }
  }

  private func set(_ label: UInt64, words: [UInt64], _ complete: ((Outcome, UserRegisters) throws -> Void)?) {
    let registers = [0, 1, 2, 3].map { $0 < words.count ? words[$0] : 0 }
    core.object.registers.rax = Syscall.call.rawValue
    core.object.registers.rdi = 1 | 1 << 16 | 0
    core.object.registers.rdi = UInt64(machineIndex)
    core.object.registers.rsi = MessageTag(label: UInt16(truncatingIfNeeded: label), words: words.count).rawValue
    (core.object.registers.rdx, core.object.registers.r8) = (registers[0], registers[1])
    (core.object.registers.r9, core.object.registers.r10) = (registers[2], registers[3])
    let page = Int(core.object.messagePagePhysical(state)) + MessagePage.wordsOffset
    for index in 4..<max(4, words.count) {
      unsafe (state.base + page + index * 8).storeBytes(of: words[index], as: UInt64.self)
    }
    pending = complete
  }

  private var machineIndex: UInt32 {
    let page = Int(core.object.messagePagePhysical(state)) + MessagePage.wordsOffset
    return UInt32(truncatingIfNeeded: unsafe (state.base + page + 8).load(as: UInt64.self))
  }

  private func perform(
    _ operation: MachineOperation, _ words: [UInt64], _ complete: ((Outcome, UserRegisters) throws -> Void)? = nil
  ) {
    set(UInt64(operation.rawValue), words: words, complete)
  }

  private func prepareWait() {
    let page = Int(core.object.messagePagePhysical(state))
    unsafe (state.base + page).storeBytes(of: state.now + UInt64(random.below(60_000)), as: UInt64.self)
    unsafe (state.base + page + MessagePage.acceptOffset).storeBytes(of: UInt64(random.below(5)), as: UInt64.self)
    core.object.registers.rax = (Syscall.receive.rawValue | (ReceiveFlags.reply | .calls | .signals | .deadline).rawValue)
    core.object.registers.rsi = MessageTag(label: UInt16(random.below(2)), words: random.below(3)).rawValue
    pending = nil
  }

  private func pick(_ kind: ObjectKind) -> Owned? { random.pick(objects.filter { $0.kind == kind }) }
  private func name(_ object: Owned?) -> UInt64 { UInt64(object?.capability.rawValue ?? 0) }

  // MARK: - Creation

  private func prepareCreation() {
    let choice = random.below(100)
    guard let domain = pick(.domain), choice >= 10 else { return create(.createDomain, pages: 2) { [$0[0], $0[1]] } }
    guard let thread = pick(.thread), choice >= 30 else {
      return create(.createThread, pages: 2) { [$0[0], $0[1], 0x20_0000, self.name(domain)] }
    }
    switch choice {
    case 30..<50: create(.createSchedulingContext, pages: 1) { [$0[0]] }
    case 50..<75:
      create(.createRPCObject, pages: 1) {
        [$0[0], self.random.chance(10) ? self.coreIndex : self.name(thread), self.random.next()]
      }
    case 75..<95: create(.createSignalContext, pages: 1) { [$0[0], self.name(thread), UInt64(self.steps) << 8] }
    default:
      create(.createInterrupt, pages: 1) { [$0[0], UInt64(self.random.below(18)), self.name(self.pick(.signalContext)), 0] }
    }
  }

  private var coreIndex: UInt64 {
    let page = Int(core.object.messagePagePhysical(state)) + MessagePage.wordsOffset
    return unsafe (state.base + page + BootInformation.threadCapability.rawValue * 8).load(as: UInt64.self)
  }

  private func create(_ operation: MachineOperation, pages count: Int, _ words: ([UInt64]) -> [UInt64]) {
    var pages: [UInt64] = []
    for _ in 0..<count {
      guard let page = try? take() else {
        giveBack(pages)
        return prepareWait()
      }
      pages.append(page)
    }
    let arguments = words(pages)
    if operation == .createThread {
      unsafe (state.base + Int(pages[1])).initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
    }
    perform(operation, arguments) { outcome, registers in
      guard outcome == .done else { return self.giveBack(pages) }
      let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: registers.rdx))
      guard let header = self.core.object.domain.object.slot(index)?.object.object else {
        throw Failure(text: "\(operation) returned a capability that does not exist")
      }
      self.objects.append(Owned(capability: index, header: header, pages: pages))
      if operation == .createThread { self.bringUp(self.objects[self.objects.count - 1]) }
    }
  }

  /// What core does next for a new thread, in reverse order: a table, time, a fault handler, a start, and something to call.
  private func bringUp(_ thread: Owned) {
    let domain = objects.first {
      $0.kind == .domain && SimDomain(dying: $0.header) == SimThread(dying: thread.header).object.domain
    }
    for _ in 0..<3 {
      followUps.append {
        self.perform(.grant, [self.name(domain), self.name(self.pick(self.random.chance(60) ? .rpcObject : .signalContext))])
      }
    }
    followUps.append { self.perform(.startThread, [self.name(thread), Self.entry, 0x30_0000, 0]) }
    followUps.append {
      let context = self.objects.last { $0.kind == .schedulingContext }
      let handler = self.random.chance(80) ? self.name(self.pick(.rpcObject)) : 0
      self.perform(.configureThread, [self.name(thread), self.random.chance(85) ? self.name(context) : 0, handler])
    }
    followUps.append { self.prepareTime(of: self.objects.last { $0.kind == .schedulingContext }) }
    followUps.append { self.create(.createSchedulingContext, pages: 1) { [$0[0]] } }
    followUps.append { self.prepareDonation(to: domain, .addTablePage) }
  }

  // MARK: - Destruction

  private func prepareDestruction() {
    let crowded = objects.count > Self.objectLimit * 3 / 4
    guard let victim = random.pick(objects), crowded || random.chance(40) else { return prepareOperation() }
    let threadCount = victim.kind == .domain ? SimDomain(dying: victim.header).object.threadCount : 0
    perform(.destroy, [name(victim)]) { outcome, _ in
      if outcome == .invalidArgument, threadCount > 0 { return }
      guard outcome == .done else { throw Failure(text: "destroying a \(victim.kind) came to \(outcome.rawValue)") }
      self.objects.removeAll { $0.header == victim.header }
      self.giveBack(victim.pages)
    }
  }

  // MARK: - Other operations

  private func prepareOperation() {
    switch random.below(12) {
    case 0, 1: prepareDonation()
    case 2, 3: prepareGrant()
    case 4: prepareTime()
    case 5, 6:
      perform(
        .configureThread,
        [
          name(pick(.thread)), random.chance(80) ? name(pick(.schedulingContext)) : 0,
          random.chance(60) ? name(pick(.rpcObject)) : 0,
        ])
    case 7, 8: perform(.startThread, [name(pick(.thread)), Self.entry, 0x30_0000, 0])
    case 9: perform(random.chance(50) ? .pauseThread : .resumeThread, [name(pick(.thread))])
    case 10: perform(.resumeThread, [name(pick(.thread))])
    default: prepareMapping()
    }
  }

  private func prepareDonation() {
    prepareDonation(to: pick(.domain), random.chance(60) ? .addTablePage : .addPageTablePage)
  }

  private func prepareDonation(to domain: Owned?, _ operation: MachineOperation) {
    guard let domain, let page = try? take() else { return prepareWait() }
    perform(operation, [name(domain), page]) { outcome, _ in
      guard outcome == .done, let index = self.objects.firstIndex(where: { $0.header == domain.header }) else {
        return self.giveBack([page])
      }
      self.objects[index].pages.append(page)
    }
  }

  private func prepareGrant() {
    let object = pick(random.chance(60) ? .rpcObject : .signalContext)
    perform(.grant, [name(pick(.domain)), name(object)])
  }

  private func prepareTime() { prepareTime(of: pick(.schedulingContext)) }

  private func prepareTime(of context: Owned?) {
    let period = UInt64(10_000 + random.below(90_000))
    let budget = random.chance(50) ? period : 5_000 + UInt64(random.below(Int(period - 5_000)))
    perform(
      .configureSchedulingContext,
      [name(context), UInt64(random.below(cpus.count)), UInt64(random.below(255)), budget, period, 0])
  }

  private func prepareMapping() {
    let address = UInt64(random.below(64)) * 4096 + 0x40_0000
    if random.chance(50) {
      perform(.map, [name(pick(.domain)), address, 4096 * 500, UInt64(1 + random.below(40)), UInt64(random.below(4))])
    } else {
      perform(.unmap, [name(pick(.domain)), address, UInt64(1 + random.below(40))])
    }
  }
}

extension UInt64 {
  /// A label, mostly one that means something.
  static func random(_ random: inout SplitMix) -> UInt64 { random.chance(80) ? UInt64(8 + random.below(22)) : random.next() }
}
