// The things that happen most: calling a server that waits, answering it, and waking a more urgent thread. A fault is a
// call too.
//
// Every precondition is checked first, in order; the first that fails sends the entry to the general path, with nothing
// changed. Calls and answers leave `CPU.running` alone: the time stays, only the thread changes, so that neither the timer
// nor the ready queue is touched.

import KernelABI

extension Kernel {
  /// A call to a server that waits for calls.
  @inline(__always)
  mutating func fastCall(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let tag = thread.object.registers.rsi
    guard MessageTag.fitsRegisters(tag) || MessageTag.isPlain(tag) else { return false }
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    guard let slot = thread.object.domain.object.slot(index), let header = slot.object.object,
      header.object.kind == .rpcObject
    else { return false }
    let target = Ref<RPCObject<H>>(dying: header)
    guard let server = idleServer(of: target, for: thread) else { return false }
    serve(thread, by: server, badge: target.object.badge, on: cpu)
    pass(tag, from: thread, to: server)
    switchTo(server, from: thread, on: cpu)
    return true
  }

  /// A fault whose handler waits for calls.
  @inline(__always)
  mutating func fastFault(_ fault: Fault, of thread: ThreadRef, on cpu: CPURef) -> Bool {
    guard let header = thread.object.faultHandler.object, header.object.kind == .rpcObject else { return false }
    let target = Ref<RPCObject<H>>(dying: header)
    guard let handler = idleServer(of: target, for: thread) else { return false }
    serve(thread, by: handler, badge: target.object.badge, on: cpu)
    deliverFault(fault, of: thread, to: handler)
    switchTo(handler, from: thread, on: cpu)
    return true
  }

  /// The server of an object, if it can take a call of `thread` at once.
  @inline(__always)
  private func idleServer(of target: Ref<RPCObject<H>>, for thread: ThreadRef) -> ThreadRef? {
    guard let server = target.object.server, server.object.isIdleServer, thread.object.parked == nil,
      thread.object.depth < server.object.depthLimit
    else { return nil }
    return server
  }

  @inline(__always)
  private func serve(_ thread: ThreadRef, by server: ThreadRef, badge: UInt64, on cpu: CPURef) {
    thread.object.state = .served
    thread.object.server = server
    thread.object.callContext = cpu.object.running
    server.object.state = .runnable
    server.object.client = thread
    server.object.depth = thread.object.depth &+ 1
    server.object.registers.rdi = badge
  }

  /// An answer to a client whose time this is, when nobody else waits.
  @inline(__always)
  mutating func fastReply(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let tag = thread.object.registers.rsi
    let flags = thread.object.registers.rax &- Syscall.receive.rawValue
    guard flags | ReceiveFlags.signals.rawValue == Self.replyAndWait, MessageTag.fitsRegisters(tag) || MessageTag.isPlain(tag)
    else { return false }
    guard let client = thread.object.client, client.object.callContext == cpu.object.running,
      client.object.fault == nil || tag & MessageTag.labelBits == UInt64(FaultReply.resume.rawValue), !client.object.isPaused,
      thread.object.callers.isEmpty, thread.object.firstSignal == nil,
      thread.object.parked == nil, !thread.object.isPaused
    else { return false }

    thread.object.state = .waiting
    thread.object.waitsFor = ReceiveFlags(rawValue: flags)
    thread.object.client = nil
    thread.object.depth = 0
    client.object.state = .runnable
    client.object.server = nil
    if client.object.fault == nil { pass(tag, from: thread, to: client) }
    client.object.fault = nil
    switchTo(client, from: thread, on: cpu)
    return true
  }

  /// A signal to a more urgent thread of this CPU that waits for one, and works for nobody: it runs at once.
  mutating func fastSubmit(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    guard thread.object.registers.rdx > 0 else { return false }
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    guard let slot = thread.object.domain.object.slot(index), let header = slot.object.object,
      header.object.kind == .signalContext
    else { return false }
    let signal = Ref<SignalContext<H>>(dying: header)
    guard signal.object.state == .idle, let receiver = signal.object.receiver, receiver.object.isIdleReceiver,
      let context = receiver.object.schedulingContext, let running = cpu.object.running
    else { return false }
    let now = hardware.now()
    guard context.object.canPreempt(running, on: cpu.object.index, now: now), thread.object.parked == nil,
      now &- cpu.object.chargedAt < running.object.budget.available
    else { return false }

    _ = running.object.use(now &- cpu.object.chargedAt)
    cpu.object.chargedAt = now
    signal.object.count = thread.object.registers.rdx
    thread.object.finish(.done)
    deliver(signal, to: receiver)
    receiver.object.state = .runnable
    context.object.budget.wake(at: now)
    context.object.state = .ready
    cpu.object.ready.insert(context)
    cpu.object.running = context
    switchTo(receiver, from: thread, on: cpu)
    programTimer(cpu, now: now)
    return true
  }

  /// How a server waits that has nothing else to do; with or without signals.
  private static var replyAndWait: UInt64 { (ReceiveFlags.reply | .calls | .signals).rawValue }

  @inline(__always)
  private mutating func pass(_ tag: UInt64, from sender: ThreadRef, to receiver: ThreadRef) {
    receiver.object.registers.rax = Outcome.done.rawValue
    receiver.object.registers.rsi = tag
    receiver.object.registers.rdx = sender.object.registers.rdx
    receiver.object.registers.r8 = sender.object.registers.r8
    receiver.object.registers.r9 = sender.object.registers.r9
    receiver.object.registers.r10 = sender.object.registers.r10
    if !MessageTag.fitsRegisters(tag) { passBeyondRegisters(tag, from: sender, to: receiver) }
  }

  @inline(__always)
  private mutating func passBeyondRegisters(_ tag: UInt64, from sender: ThreadRef, to receiver: ThreadRef) {
    let tag = MessageTag(rawValue: tag)
    if tag.words > MessagePage.registerWords {
      receiver.object.messagePage.copyWords(upTo: tag.words, from: sender.object.messagePage)
    }
    if tag.capabilities > 0 { passCapabilities(tag.capabilities, from: sender, to: receiver) }
  }

  /// The time that `thread` ran on goes to whoever is at the end of its chain now; nothing became ready or ceased to be.
  /// False if somebody else may have to run.
  mutating func continueTime(of thread: ThreadRef, on cpu: CPURef) -> Bool {
    guard let running = cpu.object.running, running.object.state == .ready, let home = running.object.home else { return false }
    let next = endOfChain(from: home)
    guard next.object.canRun(on: cpu.object.index) else { return false }
    if next == thread { return true }
    guard thread.object.parked == nil, next.object.runsOn < 0 else { return false }
    switchTo(next, from: thread, on: cpu)
    return true
  }

  @inline(__always)
  private mutating func switchTo(_ next: ThreadRef, from thread: ThreadRef, on cpu: CPURef) {
    let now = hardware.now()
    thread.object.executionTime &+= now &- thread.object.resumedAt
    thread.object.runsOn = -1
    next.object.resumedAt = now
    next.object.runsOn = Int8(truncatingIfNeeded: cpu.object.index)
    cpu.object.current = next
    hardware.switchState(from: thread, to: next)
    if thread.object.domain != next.object.domain {
      hardware.activate(next.object.domain.object.addressSpace)
    }
  }
}

extension MessageTag {
  static var labelBits: UInt64 { 0xffff }
  private static var wordsBits: UInt64 { 0x01ff_0000 }
  private static var capabilityBits: UInt64 { 0x7000_0000 }

  /// Is there nothing but a label and as many words as there are registers for?
  @inline(__always)
  static func fitsRegisters(_ tag: UInt64) -> Bool { tag & ~labelBits <= UInt64(MessagePage.registerWords) << 16 }

  /// Is this within all limits, with no bit set that has no meaning?
  @inline(__always)
  static func isPlain(_ tag: UInt64) -> Bool {
    tag & ~(labelBits | wordsBits | capabilityBits) == 0
      && tag & wordsBits <= UInt64(MessagePage.maximumWords) << 16
      && tag & capabilityBits <= UInt64(MessagePage.maximumCapabilities) << 28
  }
}

extension Thread {
  /// Does it wait for calls, with nothing else to consider?
  @inline(__always)
  var isIdleServer: Bool {
    state == .waiting && waitsFor.rawValue & Self.plainWait == ReceiveFlags.calls.rawValue && client == nil && !isPaused
      && callers.isEmpty
  }

  /// Does it wait for signals, on its own time, with nothing else to consider?
  @inline(__always)
  var isIdleReceiver: Bool {
    state == .waiting && waitsFor.contains(.signals) && !waitsFor.contains(.deadline) && client == nil && !isPaused
      && parked == nil
  }

  /// The flags that tell whether a call can end the wait at once: `calls` without `deadline`.
  private static var plainWait: UInt64 { ReceiveFlags.calls.rawValue | ReceiveFlags.deadline.rawValue }
}

extension SchedulingContext {
  /// Does it, unused until now, go before what runs on `cpu`?
  @inline(__always)
  func canPreempt(_ running: Ref<SchedulingContext>, on cpu: Int, now: Ticks) -> Bool {
    state == .idle && Int(self.cpu) == cpu && running.object.state == .ready && priority > running.object.priority
      && budget.usableFrom <= now
  }
}
