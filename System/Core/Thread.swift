// Threads: their parts, and how they come and go. (Thread+Control.swift: what can be done with them. Thread+Faults.swift:
// what happens when one cannot go on.)

import KernelABI
import RPC
import Sessions

/// A thread. Its parts are made one after the other, and `kill` takes apart what there is: also after a failed `build`.
final class ThreadObject: ServedObject {
  let name: String
  /// Of the time that its session allows all threads together, in 2^32ths of a CPU.
  var share: UInt64 = 0
  let domain: ProtectionDomain
  let session: CPUSession
  /// Names the thread in traces; never used again.
  let number: UInt64
  private(set) var kernelThread = CapabilityIndex.none
  private(set) var schedule: Schedule?
  private var context = CapabilityIndex.none
  private var faultHandler = CapabilityIndex.none
  private var threadPage: UInt64?
  private var contextMemory: UInt64?
  private var handlerMemory: UInt64?
  private(set) var messagePage: DataspaceObject?
  private(set) var messagePageAddress: UInt64 = 0
  private var isPaid = false

  // Thread+Trace.swift
  var traceBuffer: DataspaceObject?
  var traceAddress: UInt64 = 0

  // Thread+Control.swift
  var pauses = PauseReasons.none
  var isStarted = false
  var stackLow: UInt64 = 0
  // Thread+Faults.swift
  var stop = Stop.none
  var isFaultNew = false
  var faultSignal = OwnedCapability<SignalTarget>(adopting: .none)

  /// In the badge of the fault handler object. Nobody but the kernel can call that object.
  static var faultBit: UInt64 { 1 << 63 }

  init(_ system: System, name: String, domain: ProtectionDomain, session: CPUSession) {
    self.name = name
    self.domain = domain
    self.session = session
    number = system.threads.nextNumber()
    super.init(system)
  }

  override func serve(_ request: inout Request) { serveControl(&request) }

  // MARK: - Making

  /// Makes the parts, all paid by the domain.
  func build(_ schedule: Schedule) throws(QuotaError) {
    system.threads.add(self)
    try domain.account.withdraw(capabilities: CapabilityCost.thread)
    isPaid = true
    try system.publish(self, payer: domain.memory)
    try buildMessagePage()
    let page = try domain.memory.allocatePage()
    threadPage = page
    kernelThread = try make { () throws(KernelRefusal) in
      try self.system.machine.createThread(
        at: page, messagePage: self.messagePage?.physical ?? 0, virtual: self.messagePageAddress,
        in: self.domain.kernelDomain)
    }
    try buildContext(schedule)
    try buildFaultHandler()
    system.machine.setThreadPointer(kernelThread, to: messagePageAddress)
    system.machine.configure(kernelThread, context: context, faultHandler: faultHandler)
  }

  private func make(_ body: () throws(KernelRefusal) -> CapabilityIndex) throws(QuotaError) -> CapabilityIndex {
    guard let capability = try? body() else { throw .outOfCapabilities }
    return capability
  }

  private func buildMessagePage() throws(QuotaError) {
    let page = try makePage()
    messagePage = page
    messagePageAddress = try attach(page)
    Window.store(messagePageAddress, at: page.physical + UInt64(MessagePage.selfOffset))
  }

  /// A page of the domain's, for something between core and the thread.
  func makePage() throws(QuotaError) -> DataspaceObject {
    let page = DataspaceObject(
      system, .ram, physical: try domain.memory.allocatePage(), size: Frames.pageSize, isWritable: true)
    system.register(page)
    return page
  }

  /// - Returns: where the thread sees it.
  func attach(_ page: DataspaceObject) throws(QuotaError) -> UInt64 {
    guard let address = try? domain.addressSpace?.attach(page, from: ProtectionDomain.messagePages, isWritable: true)
    else { throw .outOfRAM }
    return address
  }

  private func buildContext(_ schedule: Schedule) throws(QuotaError) {
    let memory = try domain.memory.allocate(KernelObjectSize.schedulingContext)
    contextMemory = memory
    context = try make { () throws(KernelRefusal) in try self.system.machine.createSchedulingContext(at: memory) }
    let isValid = system.machine.configure(
      context, cpu: schedule.cpu, priority: schedule.priority, budget: schedule.budget, period: schedule.period)
    guard isValid else { throw .outOfCapabilities }
    self.schedule = schedule
  }

  private func buildFaultHandler() throws(QuotaError) {
    let memory = try domain.memory.allocate(KernelObjectSize.rpcObject)
    handlerMemory = memory
    faultHandler = try make { () throws(KernelRefusal) in
      try self.system.machine.createObject(
        at: memory, server: self.system.machine.thread, badge: self.badge | Self.faultBit)
    }
  }

  // MARK: - Ending

  /// Ends the thread and returns everything to the domain.
  func kill() {
    stopWaiting()
    if kernelThread != .none { session.remember(timeOf: self) }
    faultSignal = OwnedCapability(adopting: .none)
    for part in [kernelThread, context, faultHandler] where part != .none { system.machine.destroy(part) }
    let memory = domain.memory
    if let threadPage { memory.freePage(threadPage) }
    if let contextMemory { memory.free(contextMemory, KernelObjectSize.schedulingContext) }
    if let handlerMemory { memory.free(handlerMemory, KernelObjectSize.rpcObject) }
    if let messagePage { endPage(messagePage) }
    if let traceBuffer { endPage(traceBuffer) }
    (messagePage, traceBuffer) = (nil, nil)
    system.retire(self)
    if isPaid { domain.account.replenish(capabilities: CapabilityCost.thread) }
    domain.remove(self)
    session.forget(self)
    system.threads.remove(self)
  }

  func endPage(_ page: DataspaceObject) {
    page.detachEverywhere()
    system.unregister(page)
    domain.memory.freePage(page.physical)
  }

  override func close() { kill() }
}

/// All threads, in the order in which they were made.
struct ThreadRegister {
  private var threads: [ThreadObject] = []
  private var count: UInt64 = 0

  mutating func nextNumber() -> UInt64 {
    count += 1
    return count
  }

  mutating func add(_ thread: ThreadObject) { threads.append(thread) }

  mutating func remove(_ thread: ThreadObject) {
    let index = position(thread.number)
    if index < threads.count, threads[index] === thread { threads.remove(at: index) }
  }

  /// Where the first thread with at least that number stands. O(log n).
  private func position(_ number: UInt64) -> Int {
    var (low, high) = (0, threads.count)
    while low < high {
      let middle = (low + high) / 2
      if threads[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  subscript(number: UInt64) -> ThreadObject? {
    let index = position(number)
    return index < threads.count && threads[index].number == number ? threads[index] : nil
  }

  /// The threads with numbers above that one, in order.
  func after(_ number: UInt64) -> ArraySlice<ThreadObject> {
    number == UInt64.max ? [] : threads[position(number + 1)...]
  }
}
