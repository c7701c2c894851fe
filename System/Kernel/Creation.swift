// Creating kernel objects in memory that core donates.

import KernelABI

extension Kernel {
  mutating func create(_ operation: MachineOperation, _ words: Arguments, for thread: ThreadRef) {
    // Checked first, so that nothing has to be undone.
    guard thread.object.domain.object.freeCount > 0 else { return thread.object.finish(.tableFull) }
    switch operation {
    case .createDomain: createDomain(words, for: thread)
    case .createThread: createThread(words, for: thread)
    case .createSchedulingContext:
      guard isDonation(words.w0, KernelObjectSize.schedulingContext) else { return thread.object.finish(.invalidArgument) }
      publish(place(SchedulingContext<H>(), at: words.w0), to: thread)
    case .createRPCObject: createRPCObject(words, for: thread)
    case .createSignalContext: createSignalContext(words, for: thread)
    default: createInterrupt(words, for: thread)
    }
  }

  /// Is this memory fit for a kernel object of that size?
  func isDonation(_ address: UInt64, _ size: Int) -> Bool {
    address & UInt64(size - 1) == 0 && address != 0 && hardware.isMemory(address, bytes: UInt64(size))
  }

  func place<Object: ~Copyable>(_ object: consuming Object, at address: UInt64) -> Ref<Object> {
    unsafe Ref.place(object, at: hardware.pointer(toPhysical: address))
  }

  /// Gives core the first capability to a new object.
  @discardableResult
  func publish<Object: KernelObject & ~Copyable>(_ object: Ref<Object>, to thread: ThreadRef) -> CapabilityIndex
  where Object.H == H {
    let slot = thread.object.domain.object.addSlot(object.header, lease: nil, rights: .delegate | .origin)
    let index = slot?.object.index ?? .none
    thread.object.finish(.done, word: UInt64(index.rawValue))
    return index
  }

  private mutating func createDomain(_ words: Arguments, for thread: ThreadRef) {
    guard isDonation(words.w0, KernelObjectSize.domain), isDonation(words.w1, 4096), words.w0 != words.w1 else {
      return thread.object.finish(.invalidArgument)
    }
    publish(placeDomain(at: words.w0, topTable: words.w1), to: thread)
  }

  mutating func placeDomain(at address: UInt64, topTable: UInt64) -> Ref<Domain<H>> {
    // Safety: the rest of the domain's page, donated with it.
    let directory = unsafe Table<UInt>(
      at: hardware.pointer(toPhysical: address) + Domain<H>.directoryOffset, count: CapabilityTableLimits.maximumPages,
      repeating: 0)
    return place(Domain<H>(addressSpace: hardware.makeAddressSpace(topTable: topTable), directory: directory), at: address)
  }

  private mutating func createThread(_ words: Arguments, for thread: ThreadRef) {
    guard let domain: Ref<Domain<H>> = thread.object.domain.object.object(named: words.w3) else {
      return thread.object.finish(.invalidCapability)
    }
    guard isDonation(words.w0, KernelObjectSize.thread), let page = messagePage(words.w1, words.w2) else {
      return thread.object.finish(.invalidArgument)
    }
    let created = placeThread(at: words.w0, domain: domain, messagePage: page, address: words.w2)
    publish(created, to: thread)
  }

  mutating func placeThread(
    at address: UInt64, domain: Ref<Domain<H>>, messagePage: MessagePageView, address virtual: UInt64
  ) -> ThreadRef {
    let thread = place(Thread<H>(domain: domain, machine: hardware.makeThreadState(), messagePage: messagePage), at: address)
    hardware.initialize(thread)
    thread.object.messagePageAddress = virtual
    domain.object.threadCount += 1
    return thread
  }

  /// The view of a message page; no page for physical address 0; nil if it cannot be one.
  func messagePage(_ physical: UInt64, _ virtual: UInt64) -> MessagePageView? {
    if physical == 0 { return MessagePageView.none }
    guard isDonation(physical, MessagePage.size), virtual & 4095 == 0, hardware.isUserAddress(virtual) else { return nil }
    return unsafe MessagePageView(base: hardware.pointer(toPhysical: physical))
  }

  private mutating func createRPCObject(_ words: Arguments, for thread: ThreadRef) {
    guard let server: ThreadRef = thread.object.domain.object.object(named: words.w1) else {
      return thread.object.finish(.invalidCapability)
    }
    guard isDonation(words.w0, KernelObjectSize.rpcObject) else { return thread.object.finish(.invalidArgument) }
    let object = place(RPCObject<H>(server: server, badge: words.w2), at: words.w0)
    object.object.next = server.object.objects
    if let head = server.object.objects { head.object.previous = object }
    server.object.objects = object
    publish(object, to: thread)
  }

  private mutating func createSignalContext(_ words: Arguments, for thread: ThreadRef) {
    guard let receiver: ThreadRef = thread.object.domain.object.object(named: words.w1) else {
      return thread.object.finish(.invalidCapability)
    }
    guard isDonation(words.w0, KernelObjectSize.signalContext) else { return thread.object.finish(.invalidArgument) }
    let context = place(SignalContext<H>(receiver: receiver, imprint: words.w2), at: words.w0)
    context.object.next = receiver.object.contexts
    if let head = receiver.object.contexts { head.object.previous = context }
    receiver.object.contexts = context
    publish(context, to: thread)
  }

  private mutating func createInterrupt(_ words: Arguments, for thread: ThreadRef) {
    guard isDonation(words.w0, KernelObjectSize.interrupt) else { return thread.object.finish(.invalidArgument) }
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: words.w2))
    guard let signal = thread.object.domain.object.slot(index), signal.object.canBeHandedOn,
      signal.object.object?.object.kind == .signalContext
    else { return thread.object.finish(.invalidCapability) }
    let trigger = InterruptTrigger(rawValue: words.w3)
    guard let attached = hardware.attachInterrupt(source: words.w1, trigger: trigger) else {
      return thread.object.finish(.invalidArgument)
    }
    let interrupt = place(Interrupt<H>(line: attached.line), at: words.w0)
    _ = hold(words.w2, in: interrupt.embeddedSlot(&interrupt.object.signal), of: thread.object.domain)
    lines[attached.line] = interrupt
    publish(interrupt, to: thread)
    thread.object.registers.r8 = attached.address
    thread.object.registers.r9 = attached.data
    interrupt.object.isMasked = false
    hardware.unmask(line: attached.line)
  }
}
