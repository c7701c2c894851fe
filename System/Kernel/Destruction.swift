// Destroying objects: from the first step on no capability to the object works; in the end nothing refers to it.
//
// The number of steps can be large (a server with thousands of callers, a table with thousands of slots), so each one
// leaves everything consistent, and between them the work gives way to interrupts. The system call is then executed
// again and goes on where the objects themselves say it stopped.

import KernelABI

extension Kernel {
  /// - Returns: whether another thread may have to run now.
  mutating func destroy(_ thread: ThreadRef, _ words: Arguments, on cpu: CPURef) -> Bool {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: words.w0))
    // Only by the capability that it was created with, which is the last in the list: a lease has copies of its own.
    guard let slot = thread.object.domain.object.slot(index), let header = slot.object.object,
      slot.object.lease == nil, slot.object.next == nil, !slot.object.rights.contains(.lease),
      header.object.kind != .machine
    else {
      thread.object.finish(.invalidCapability)
      return false
    }
    guard mayDestroy(header, by: thread) else {
      thread.object.finish(.invalidArgument)
      return false
    }
    header.object.kind = .dying
    guard detach(header, on: cpu) == .complete, removeCopies(of: header, keeping: slot) == .complete else {
      hardware.restartSystemCall(&thread.object.registers)
      return true
    }
    let isThread = header.object.was == .thread
    if isThread { Ref<Thread<H>>(dying: header).object.domain.object.threadCount -= 1 }
    let concernsTime = isThread || header.object.was == .schedulingContext
    thread.object.domain.object.removeSlot(slot)
    thread.object.finish(.done)
    return concernsTime
  }

  private func mayDestroy(_ header: Ref<ObjectHeader<H>>, by thread: ThreadRef) -> Bool {
    switch header.object.was {
    case .domain: Ref<Domain<H>>(dying: header).object.threadCount == 0
    case .thread: Ref<Thread<H>>(dying: header) != thread
    case .schedulingContext, .rpcObject, .signalContext, .interrupt, .machine, .dying: true
    }
  }

  /// Severs all links of the object but the capabilities to it.
  private mutating func detach(_ header: Ref<ObjectHeader<H>>, on cpu: CPURef) -> Progress {
    switch header.object.was {
    case .domain: return emptyTable(Ref<Domain<H>>(dying: header))
    case .thread: return detach(Ref<Thread<H>>(dying: header), on: cpu)
    case .schedulingContext: return detach(Ref<SchedulingContext<H>>(dying: header), on: cpu)
    case .rpcObject: detach(Ref<RPCObject<H>>(dying: header))
    case .signalContext: detach(Ref<SignalContext<H>>(dying: header))
    case .interrupt: detach(Ref<Interrupt<H>>(dying: header))
    case .machine, .dying: break
    }
    return .complete
  }

  // MARK: - Domains

  private mutating func emptyTable(_ domain: Ref<Domain<H>>) -> Progress {
    let end = domain.object.tablePages * 64
    while domain.object.sweepCursor < end {
      let number = domain.object.sweepCursor
      let slot = CapabilitySlot<H>.at(page: domain.object.directory[number >> 6], position: number & 63)
      if number & 63 != 0, slot.object.object != nil {
        if revokeCopies(of: slot) == .interrupted { return .interrupted }
        domain.object.removeSlot(slot)
      }
      domain.object.sweepCursor += 1
      if number & 15 == 15, hardware.interruptPending() { return .interrupted }
    }
    return .complete
  }

  // MARK: - Threads

  private mutating func detach(_ thread: ThreadRef, on cpu: CPURef) -> Progress {
    halt(thread, on: cpu)
    if thread.object.runsOn >= 0 { return .interrupted }
    leaveServer(thread, on: cpu)
    cancelDeadline(thread)
    thread.object.state = .inactive
    // Time that led here looks anew, as far as its chain does not end here any more.
    unparkAll(at: thread, on: cpu)
    if let context = thread.object.schedulingContext {
      context.object.home = nil
      deactivate(context, on: cpu)
      thread.object.schedulingContext = nil
    }
    if let client = thread.object.client {
      thread.object.client = nil
      abort(client, on: cpu)
    }
    if abortCallers(of: thread, on: cpu) == .interrupted || unbindObjects(of: thread) == .interrupted {
      return .interrupted
    }
    // Nothing leads here any more; but what did may still be on its way out.
    unparkAll(at: thread, on: cpu)
    if thread.object.isReleasing { return .interrupted }
    let handler = thread.embeddedSlot(&thread.object.faultHandler)
    if handler.object.object != nil { CapabilitySlot.unlink(handler) }
    return .complete
  }

  /// Withdraws a thread's own call.
  private mutating func leaveServer(_ thread: ThreadRef, on cpu: CPURef) {
    guard let server = thread.object.server else { return }
    let end = endOfChain(from: server)
    unparkAll(at: end, on: cpu)
    thread.object.server = nil
    // It may run on time that does not lead there any more.
    if end.object.runsOn >= 0, Int(end.object.runsOn) != cpu.object.index { hardware.notify(cpu: Int(end.object.runsOn)) }
    if thread.object.state == .queued {
      server.object.callers.remove(thread)
    } else if server.object.client == thread {
      server.object.client = nil
      settle(server, on: cpu)
      // In the middle of serving it, the server may wait: without it, it is free for the next.
      if server.object.state == .waiting, server.object.takesCalls { take(server, on: cpu) }
    }
  }

  private mutating func abortCallers(of server: ThreadRef, on cpu: CPURef) -> Progress {
    var budget = Self.batch
    while let caller = server.object.callers.first {
      server.object.callers.remove(caller)
      abort(caller, on: cpu)
      budget -= 1
      if budget == 0 {
        if hardware.interruptPending() { return .interrupted }
        budget = Self.batch
      }
    }
    return .complete
  }

  private mutating func unbindObjects(of thread: ThreadRef) -> Progress {
    var budget = Self.batch
    while thread.object.objects != nil || thread.object.contexts != nil {
      if let object = thread.object.objects { detach(object) }
      if let context = thread.object.contexts { detach(context) }
      budget -= 1
      if budget == 0 {
        if hardware.interruptPending() { return .interrupted }
        budget = Self.batch
      }
    }
    return .complete
  }

  // MARK: - Other objects

  private mutating func detach(_ context: ContextRef, on cpu: CPURef) -> Progress {
    if let home = context.object.home {
      home.object.schedulingContext = nil
      context.object.home = nil
    }
    deactivate(context, on: cpu)
    let overrun = context.embeddedSlot(&context.object.overrun)
    if overrun.object.object != nil { CapabilitySlot.unlink(overrun) }
    for index in 0..<cpuCount {
      guard let other = cpus[index], other.object.running == context else { continue }
      if other != cpu {
        hardware.notify(cpu: index)
        return .interrupted
      }
      cpu.object.running = nil
    }
    return .complete
  }

  private func detach(_ object: Ref<RPCObject<H>>) {
    guard let server = object.object.server else { return }
    let (previous, next) = (object.object.previous, object.object.next)
    if let previous { previous.object.next = next } else { server.object.objects = next }
    if let next { next.object.previous = previous }
    object.object.server = nil
    object.object.previous = nil
    object.object.next = nil
  }

  private func detach(_ context: Ref<SignalContext<H>>) {
    guard let receiver = context.object.receiver else { return }
    if context.object.state == .queued { dequeue(context, from: receiver) }
    context.object.state = .idle
    let (previous, next) = (context.object.previous, context.object.next)
    if let previous { previous.object.next = next } else { receiver.object.contexts = next }
    if let next { next.object.previous = previous }
    context.object.receiver = nil
    context.object.previous = nil
    context.object.next = nil
  }

  private mutating func detach(_ interrupt: Ref<Interrupt<H>>) {
    guard lines[interrupt.object.line] == interrupt else { return }
    lines[interrupt.object.line] = nil
    hardware.detachInterrupt(line: interrupt.object.line)
    let signal = interrupt.embeddedSlot(&interrupt.object.signal)
    if signal.object.object != nil { CapabilitySlot.unlink(signal) }
  }
}
