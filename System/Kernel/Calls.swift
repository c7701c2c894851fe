// Synchronous calls, the general path: busy servers, long messages, capabilities, faults, nested waiting.
//
// A caller is `queued` until the server takes its message and `served` until the server answers. Both are links in the
// chain that the scheduler follows. Faults are calls that the kernel makes in the name of the faulting thread.

import KernelABI

extension Kernel {
  // MARK: - Calling

  /// - Returns: whether another thread may have to run now.
  @inline(__always)
  mutating func call(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    let header = thread.object.domain.object.slot(index)?.object.object
    switch header?.object.kind {
    case .rpcObject:
      guard let header else { return false }
      return call(Ref<RPCObject<H>>(dying: header), from: thread, on: cpu)
    case .machine:
      return machineOperation(thread, on: cpu)
    case .domain, .thread, .schedulingContext, .signalContext, .interrupt, .dying, nil:
      thread.object.finish(.invalidCapability)
      return false
    }
  }

  private mutating func call(_ target: Ref<RPCObject<H>>, from thread: ThreadRef, on cpu: CPURef) -> Bool {
    let changes = cpu.object.changes
    let tag = MessageTag(rawValue: thread.object.registers.rsi)
    if target.object.server == nil {
      thread.object.finish(.invalidCapability)
    } else if tag.words > MessagePage.maximumWords || tag.capabilities > MessagePage.maximumCapabilities {
      thread.object.finish(.invalidArgument)
    } else if let server = target.object.server, !enqueue(thread, at: server, badge: target.object.badge, on: cpu) {
      thread.object.finish(.cyclic)
    }
    return cpu.object.changes != changes || !continueTime(of: thread, on: cpu)
  }

  /// Makes `thread` a caller of `server`. False if the chain of calls would close or become too long.
  mutating func enqueue(_ thread: ThreadRef, at server: ThreadRef, badge: UInt64, on cpu: CPURef) -> Bool {
    guard deepen(server, from: thread) else { return false }
    thread.object.calledBadge = badge
    thread.object.callContext = cpu.object.running
    thread.object.server = server
    thread.object.state = .queued
    thread.object.treeKey = Self.urgency(cpu.object.running, at: hardware.now())
    server.object.callers.insert(thread)
    settle(thread, on: cpu)
    if server.object.state == .waiting, server.object.takesCalls { take(server, on: cpu) }
    return true
  }

  /// Callers are served by priority, and first come first served within one.
  private static func urgency(_ context: ContextRef?, at now: Ticks) -> UInt64 {
    UInt64(255 - (context?.object.priority ?? 0)) << 56 | (now & (1 << 56 - 1))
  }

  /// Keeps `depth` growing along the chain that starts with `thread` calling `server`.
  private func deepen(_ server: ThreadRef, from thread: ThreadRef) -> Bool {
    guard reaches(server, atDepth: thread.object.depth, avoiding: thread) else { return false }
    var depth = thread.object.depth
    var cursor: ThreadRef? = server
    while let here = cursor, here.object.depth <= depth {
      depth += 1
      here.object.depth = depth
      cursor = here.object.server
    }
    return true
  }

  private func reaches(_ server: ThreadRef, atDepth start: UInt8, avoiding caller: ThreadRef) -> Bool {
    var depth = start
    var cursor: ThreadRef? = server
    while let here = cursor {
      if here == caller { return false }
      depth = max(depth &+ 1, here.object.depth)
      if depth > here.object.depthLimit { return false }
      cursor = here.object.server
    }
    return true
  }

  // MARK: - Receiving

  /// - Returns: whether another thread may have to run now.
  mutating func receive(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let changes = cpu.object.changes
    let flags = ReceiveFlags(rawValue: thread.object.registers.rax & ~0xff)
    if flags.contains(.acknowledge) {
      let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
      acknowledge(index, by: thread)
    }
    if flags.contains(.reply) { reply(thread, on: cpu) }
    thread.object.waitsFor = flags
    thread.object.state = .waiting
    if !takeNext(thread, on: cpu) {
      if flags.contains(.deadline), wait(thread, until: thread.object.messagePage.deadline, on: cpu) { return true }
      settle(thread, on: cpu)
    }
    return cpu.object.changes != changes || !continueTime(of: thread, on: cpu)
  }

  /// Has a wait end at its deadline. False if that is now.
  private mutating func wait(_ thread: ThreadRef, until deadline: Ticks, on cpu: CPURef) -> Bool {
    guard deadline > hardware.now() else {
      thread.object.state = .runnable
      thread.object.finish(.deadlinePassed)
      return false
    }
    setDeadline(thread, deadline, on: cpu)
    settle(thread, on: cpu)
    return true
  }

  /// Delivers what waits for a receiving thread, a signal and a caller in turns. False if nothing does.
  private mutating func takeNext(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let signal = thread.object.waitsFor.contains(.signals) && thread.object.firstSignal != nil
    let call = thread.object.takesCalls && !thread.object.callers.isEmpty
    if signal, !call || !thread.object.tookSignalLast {
      takeSignal(thread, on: cpu)
    } else if call {
      take(thread, on: cpu)
    } else {
      if thread.object.client == nil, thread.object.callers.isEmpty { thread.object.depth = 0 }
      return false
    }
    return true
  }

  /// The waiting server takes the message of its most urgent caller.
  mutating func take(_ server: ThreadRef, on cpu: CPURef) {
    guard let client = server.object.callers.first else { return }
    server.object.callers.remove(client)
    cancelDeadline(server)
    client.object.state = .served
    server.object.client = client
    server.object.tookSignalLast = false
    if server.object.callers.isEmpty { server.object.depth = client.object.depth + 1 }
    server.object.registers.rdi = client.object.calledBadge
    if let fault = client.object.fault {
      deliverFault(fault, of: client, to: server)
    } else {
      transfer(from: client, to: server)
    }
    becomeRunnable(server, on: cpu)
  }

  // MARK: - Answering

  private mutating func reply(_ server: ThreadRef, on cpu: CPURef) {
    guard let client = server.object.client else { return }
    server.object.client = nil
    client.object.server = nil
    unparkAll(at: server, on: cpu)
    if client.object.fault != nil {
      answerFault(of: client, label: MessageTag(rawValue: server.object.registers.rsi).label, on: cpu)
    } else {
      transfer(from: server, to: client)
      becomeRunnable(client, on: cpu)
    }
  }

  /// Ends the call of `client`, whose server will not answer any more.
  mutating func abort(_ client: ThreadRef, on cpu: CPURef) {
    client.object.server = nil
    if client.object.fault != nil {
      client.object.state = .suspended
      settle(client, on: cpu)
    } else {
      client.object.finish(.aborted)
      becomeRunnable(client, on: cpu)
    }
  }

  // MARK: - Messages

  /// Copies the message that `sender` has in its registers and page into those of `receiver`.
  private mutating func transfer(from sender: ThreadRef, to receiver: ThreadRef) {
    let tag = MessageTag(rawValue: sender.object.registers.rsi)
    let words = min(tag.words, MessagePage.maximumWords)
    receiver.object.registers.rdx = sender.object.registers.rdx
    receiver.object.registers.r8 = sender.object.registers.r8
    receiver.object.registers.r9 = sender.object.registers.r9
    receiver.object.registers.r10 = sender.object.registers.r10
    if words > MessagePage.registerWords {
      receiver.object.messagePage.copyWords(upTo: words, from: sender.object.messagePage)
    }
    let capabilities = min(tag.capabilities, MessagePage.maximumCapabilities)
    receiver.object.registers.rsi = MessageTag(label: tag.label, words: words, capabilities: capabilities).rawValue
    if capabilities == 0, receiver.object.domain.object.freeCount >= CapabilityTableLimits.lowWater {
      receiver.object.registers.rax = Outcome.done.rawValue
    } else {
      passCapabilities(capabilities, from: sender, to: receiver)
    }
  }

  /// Hands on the first `count` capabilities that the sender named, and says what came of it.
  @inline(never)
  mutating func passCapabilities(_ count: Int, from sender: ThreadRef, to receiver: ThreadRef) {
    var outcome = Outcome.done.rawValue
    if count > 0, !delegate(count, from: sender, to: receiver) { outcome |= Outcome.capabilitiesDroppedBit }
    if receiver.object.domain.object.freeCount < CapabilityTableLimits.lowWater { outcome |= Outcome.tableIsLowBit }
    receiver.object.registers.rax = outcome
  }

  /// Hands on `count` capabilities. False if some that exist were not taken over.
  private mutating func delegate(_ count: Int, from sender: ThreadRef, to receiver: ThreadRef) -> Bool {
    var (first, second): (UInt64, UInt64) = (0, 0)
    let accepted = receiver.object.messagePage.accept
    var complete = true
    for position in 0..<count {
      let index = sender.object.messagePage.sent(position)
      guard let slot = sender.object.domain.object.slot(index), slot.object.canBeHandedOn else { continue }
      guard position < accepted, let copy = copy(slot, into: receiver.object.domain) else {
        complete = false
        continue
      }
      let bits = UInt64(copy.rawValue) &<< (position & 1 == 0 ? 0 : 32)
      if position < 2 { first |= bits } else { second |= bits }
    }
    receiver.object.messagePage.setReceived(first, second)
    return complete
  }

  /// The index under which `domain` knows the capability from now on; nil if its table is full.
  mutating func copy(_ slot: SlotRef, into domain: Ref<Domain<H>>) -> CapabilityIndex? {
    guard let object = slot.object.object else { return nil }
    let lease = slot.object.rights.contains(.lease) ? slot : slot.object.lease
    let rights: SlotRights = slot.object.rights.contains(.endsHere) ? .none : .delegate
    // Its creator's own covers every other, and takes no search.
    if let origin = object.object.origin, CapabilitySlot.holder(of: origin) == domain {
      origin.object.addReference()
      return origin.object.index
    }
    if let held = domain.object.slotThatCovers(object, lease: lease, rights: rights) {
      held.object.addReference()
      return held.object.index
    }
    return domain.object.addSlot(object, lease: lease, rights: rights)?.object.index
  }
}

extension Outcome {
  static var tableIsLowBit: UInt64 { 1 << 8 }
  static var capabilitiesDroppedBit: UInt64 { 1 << 9 }
}

extension CapabilitySlot {
  /// May the holder hand out copies?
  var canBeHandedOn: Bool {
    guard let object else { return false }
    return rights.contains(.delegate) && object.object.kind.canBeDelegated
  }
}

extension Thread {
  /// Can a waiting thread take a call? (Not while it still works for a client: the answer would have two meanings.)
  var takesCalls: Bool { waitsFor.contains(.calls) && client == nil }
}
