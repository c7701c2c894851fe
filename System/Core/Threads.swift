// CPU sessions and threads, and what happens when a thread faults.

import KernelABI
import RPC
import Sessions

final class CPUSession: ServedObject {
  let label: String
  /// Threads cannot be more urgent than this.
  let priorityLimit: UInt64
  private var threads: [ThreadObject] = []
  private var faultSignal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ system: System, label: String, priorityLimit: UInt64) {
    self.label = label
    self.priorityLimit = priorityLimit
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(CPU.createThread) { wish throws(CPUFailure) in
      guard let domain = self.system.object(wish.domain.index) as? ProtectionDomain else { throw .invalidDomain }
      return Capability(try self.createThread(wish, in: domain).capability)
    }
    request.serve(CPU.killThread) { (thread) throws(CPUFailure) -> Void in
      guard let object = self.system.object(thread.index) as? ThreadObject, object.session === self else { throw .invalidState }
      object.kill()
    }
    request.serve(CPU.setFaultSignal, keeping: { signal, received throws(CPUFailure) -> Nothing in
      self.faultSignal = received.keep(signal)
      return Nothing()
    })
    request.serve(CPU.nextFault) { () throws(CPUFailure) in self.nextFault() }
  }

  /// Tells whoever watches over the session's threads that one has stopped; false if nobody does.
  func reportFault() -> Bool {
    guard faultSignal.exists else { return false }
    return KernelCall.submit(faultSignal.capability.index).kind == .done
  }

  private func nextFault() -> ThreadFault {
    for thread in threads {
      if let fault = thread.takeFault() { return fault }
    }
    return .none
  }

  func createThread(_ wish: ThreadRequest, in domain: ProtectionDomain) throws(CPUFailure) -> ThreadObject {
    let thread = ThreadObject(system, name: wish.name.string, domain: domain, session: self)
    threads.append(thread)
    domain.add(thread)
    do throws(QuotaError) {
      try thread.build(wish)
      return thread
    } catch {
      thread.kill()
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  func forget(_ thread: ThreadObject) {
    if let index = threads.firstIndex(where: { $0 === thread }) { threads.remove(at: index) }
  }

  override func close() {
    while let thread = threads.last { thread.kill() }
    super.close()
  }
}

/// A thread. Its parts are made one after the other, and `kill` takes apart what there is: also after a failed `build`.
final class ThreadObject: ServedObject {
  let name: String
  let domain: ProtectionDomain
  let session: CPUSession
  private(set) var kernelThread = CapabilityIndex.none
  private var context = CapabilityIndex.none
  private var faultHandler = CapabilityIndex.none
  private var threadPage: UInt64?
  private var contextMemory: UInt64?
  private var handlerMemory: UInt64?
  private var messagePage: DataspaceObject?
  private var messagePageAddress: UInt64 = 0
  private var isPaid = false
  private var isPublished = false
  private var fault: (kind: UInt16, address: UInt64, instruction: UInt64) = (0, 0, 0)
  private var isFaultNew = false

  /// In the badge of the fault handler object. Nobody but the kernel can call that object.
  static var faultBit: UInt64 { 1 << 63 }
  /// Milliseconds of a round-robin turn.
  static var slice: UInt64 { 10 }

  init(_ system: System, name: String, domain: ProtectionDomain, session: CPUSession) {
    self.name = name
    self.domain = domain
    self.session = session
    super.init(system)
  }

  // MARK: - Making and ending

  /// Makes the parts, all paid by the domain.
  func build(_ wish: ThreadRequest) throws(QuotaError) {
    try domain.account.withdraw(capabilities: 1)
    isPaid = true
    try system.publish(self, payer: domain.memory)
    isPublished = true
    try buildMessagePage()
    let page = try domain.memory.allocatePage()
    threadPage = page
    kernelThread = try make { () throws(KernelRefusal) in
      try self.system.machine.createThread(
        at: page, messagePage: self.messagePage?.physical ?? 0, virtual: self.messagePageAddress,
        in: self.domain.kernelDomain)
    }
    try buildTime(wish)
    try buildFaultHandler()
    system.machine.setThreadPointer(kernelThread, to: messagePageAddress)
    system.machine.configure(kernelThread, context: context, faultHandler: faultHandler)
  }

  private func make(_ body: () throws(KernelRefusal) -> CapabilityIndex) throws(QuotaError) -> CapabilityIndex {
    system.reserveSlot()
    guard let capability = try? body() else { throw .outOfCapabilities }
    return capability
  }

  private func buildMessagePage() throws(QuotaError) {
    let page = try domain.allocateRAM(Frames.pageSize)
    messagePage = page
    messagePageAddress = domain.takeMessagePageAddress()
    guard let map = domain.addressSpace,
      (try? map.attach(page, at: messagePageAddress, isWritable: true, isExecutable: false)) != nil
    else { throw .outOfRAM }
    Window.store(messagePageAddress, at: page.physical + UInt64(MessagePage.selfOffset))
  }

  private func buildTime(_ wish: ThreadRequest) throws(QuotaError) {
    let memory = try domain.memory.allocate(KernelObjectSize.schedulingContext)
    contextMemory = memory
    context = try make { () throws(KernelRefusal) in try self.system.machine.createSchedulingContext(at: memory) }
    let perMillisecond = system.boot.ticksPerMillisecond
    let isPeriodic = wish.budget > 0 && wish.period > 0 && wish.budget <= wish.period && wish.period < 1 << 32
    let period = isPeriodic ? wish.period * perMillisecond / 1000 : Self.slice * perMillisecond
    let budget = isPeriodic ? max(wish.budget * perMillisecond / 1000, 5_000) : period
    let isValid = system.machine.configure(
      context, cpu: wish.cpu % system.boot.cpuCount, priority: min(wish.priority, session.priorityLimit),
      budget: min(budget, period), period: period)
    guard isValid else { throw .outOfCapabilities }
  }

  private func buildFaultHandler() throws(QuotaError) {
    let memory = try domain.memory.allocate(KernelObjectSize.rpcObject)
    handlerMemory = memory
    faultHandler = try make { () throws(KernelRefusal) in
      try self.system.machine.createObject(
        at: memory, server: self.system.machine.thread, badge: self.badge | Self.faultBit)
    }
  }

  /// Ends the thread and returns everything to the domain.
  func kill() {
    if kernelThread != .none { system.destroy(kernelThread) }
    if context != .none { system.destroy(context) }
    if faultHandler != .none { system.destroy(faultHandler) }
    if let threadPage { domain.memory.freePage(threadPage) }
    if let contextMemory { domain.memory.free(contextMemory, KernelObjectSize.schedulingContext) }
    if let handlerMemory { domain.memory.free(handlerMemory, KernelObjectSize.rpcObject) }
    if let messagePage { domain.free(messagePage) }
    if isPublished { system.retire(self) }
    if isPaid { domain.account.replenish(capabilities: 1) }
    domain.remove(self)
    session.forget(self)
  }

  override func close() { kill() }

  // MARK: - Calls

  override func serve(_ request: inout Request) {
    request.serve(CPUThread.start) { arguments throws(CPUFailure) in
      try self.start(at: arguments.first, stackLow: arguments.second.first, stackHigh: arguments.second.second)
    }
    request.serve(CPUThread.pause) { () throws(CPUFailure) in
      self.system.machine.pause(self.kernelThread)
    }
    request.serve(CPUThread.resume) { () throws(CPUFailure) -> Void in
      self.fault = (0, 0, 0)
      self.system.machine.resume(self.kernelThread)
    }
    request.serve(CPUThread.state) { () throws(CPUFailure) in
      ThreadState(
        fault: UInt64(self.fault.kind), address: self.fault.address, instruction: self.fault.instruction,
        executionTime: self.system.machine.executionTime(self.kernelThread))
    }
  }

  func start(at instruction: UInt64, stackLow: UInt64, stackHigh: UInt64) throws(CPUFailure) {
    guard let page = messagePage else { throw .invalidState }
    func tell(_ word: StartInformation, _ value: UInt64) {
      Window.store(value, at: page.physical + UInt64(MessagePage.wordsOffset + word.rawValue * 8))
    }
    tell(.magic, StartInformation.magicValue)
    tell(.parent, UInt64(domain.parent.rawValue))
    tell(.ticksPerMillisecond, system.boot.ticksPerMillisecond)
    tell(.stackLow, stackLow)
    tell(.stackHigh, stackHigh)
    let own = try? system.machine.grant(capability, to: domain.kernelDomain)
    tell(.thread, UInt64((own ?? .none).rawValue))
    // The stack is aligned as if `start` had been called (System V ABI, 3.2.2).
    let stack = (stackHigh & ~15) &- 8
    guard system.machine.start(kernelThread, at: instruction, stack: stack, argument: messagePageAddress) else {
      throw .invalidState
    }
  }

  // MARK: - Faults

  /// What the kernel is to do with the thread, which cannot go on.
  func handle(_ message: Received) -> FaultReply {
    let kind = Fault(rawValue: message.tag.label) ?? .other
    let isPageFault = kind == .read || kind == .write || kind == .execute
    if isPageFault, let map = domain.addressSpace, map.resolve(message.word0, kind) { return .resume }
    fault = (message.tag.label, message.word0, message.word1)
    isFaultNew = true
    if !session.reportFault() { system.machine.log(description(of: kind, message)) }
    return .suspend
  }

  /// The fault that stopped the thread, if it was not told yet.
  func takeFault() -> ThreadFault? {
    guard isFaultNew else { return nil }
    isFaultNew = false
    return ThreadFault(
      fault: UInt64(fault.kind), address: fault.address, instruction: fault.instruction, thread: Text(name))
  }

  private func description(of kind: Fault, _ message: Received) -> String {
    let place = "by thread \"\(name)\" at ip \(Hex(message.word1).text)"
    return switch kind {
    case .read: "Error: \(domain.label): illegal READ at \(Hex(message.word0).text) \(place)"
    case .write: "Error: \(domain.label): illegal WRITE at \(Hex(message.word0).text) \(place)"
    case .execute: "Error: \(domain.label): illegal EXECUTION at \(Hex(message.word0).text) \(place)"
    case .divide: "Error: \(domain.label): division error \(place)"
    case .illegalInstruction: "Error: \(domain.label): illegal instruction \(place)"
    case .protection: "Error: \(domain.label): protection violation \(place)"
    case .debug, .breakpoint, .overflow, .bounds, .stack, .floatingPoint, .alignment, .simd, .other:
      "Error: \(domain.label): exception \(Int(kind.rawValue) - 0x110) \(place)"
    }
  }
}

/// A number for people who read logs.
struct Hex {
  let text: String

  init(_ value: UInt64) {
    var digits: [UInt8] = []
    var rest = value
    repeat {
      let digit = UInt8(rest & 15)
      digits.append(digit < 10 ? 48 + digit : 87 + digit)
      rest >>= 4
    } while rest != 0
    text = "0x" + String(decoding: digits.reversed(), as: UTF8.self)
  }
}
