// The two things that happen most: calling a server that waits, and answering it.
//
// Every precondition is checked first, in order; the first that fails sends the call to the general path, with nothing
// changed. Both leave `CPU.running` alone: the time stays, only the thread changes, so that neither the timer nor the
// ready queue is touched.

import KernelABI

extension Kernel {
  /// A call without capabilities to a server that waits for calls.
  @inline(__always)
  mutating func fastCall(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let number = thread.object.registers.rax
    let tag = thread.object.registers.rsi
    guard number == Syscall.call.rawValue, tag & MessageTag.slowBits == 0, tag & MessageTag.wordsBits <= MessageTag.mostWords
    else { return false }
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    guard let slot = thread.object.domain.object.slot(index), let header = slot.object.object,
      header.object.kind == .rpcObject
    else { return false }
    let target = Ref<RPCObject<H>>(dying: header)
    guard let server = target.object.server, server.object.isIdleServer, thread.object.parked == nil,
      thread.object.depth < Thread<H>.maximumDepth
    else { return false }

    thread.object.state = .served
    thread.object.server = server
    thread.object.callContext = cpu.object.running
    server.object.state = .runnable
    server.object.client = thread
    server.object.depth = thread.object.depth &+ 1
    server.object.registers.rdi = target.object.badge
    passWords(from: thread, to: server, tag: tag)
    switchTo(server, from: thread, on: cpu)
    return true
  }

  /// An answer without capabilities to a client whose time this is, when nobody else waits.
  @inline(__always)
  mutating func fastReply(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let tag = thread.object.registers.rsi
    guard thread.object.registers.rax == Self.replyAndWait, tag & MessageTag.slowBits == 0,
      tag & MessageTag.wordsBits <= MessageTag.mostWords
    else { return false }
    guard let client = thread.object.client, client.object.callContext == cpu.object.running, client.object.fault == nil,
      !client.object.isPaused, thread.object.callers.isEmpty, thread.object.firstSignal == nil,
      thread.object.parked == nil, !thread.object.isPaused
    else { return false }

    thread.object.state = .waiting
    thread.object.waitsFor = .calls | .signals
    thread.object.client = nil
    thread.object.depth = 0
    client.object.state = .runnable
    client.object.server = nil
    passWords(from: thread, to: client, tag: tag)
    switchTo(client, from: thread, on: cpu)
    return true
  }

  private static var replyAndWait: UInt64 {
    Syscall.receive.rawValue | (ReceiveFlags.reply | .calls | .signals).rawValue
  }

  @inline(__always)
  private func passWords(from sender: ThreadRef, to receiver: ThreadRef, tag: UInt64) {
    receiver.object.registers.rax = Outcome.done.rawValue
    receiver.object.registers.rsi = tag
    receiver.object.registers.rdx = sender.object.registers.rdx
    receiver.object.registers.r8 = sender.object.registers.r8
    receiver.object.registers.r9 = sender.object.registers.r9
    receiver.object.registers.r10 = sender.object.registers.r10
    if tag & MessageTag.wordsBits > MessageTag.fourWords {
      receiver.object.messagePage.copyWords(upTo: Int(tag & MessageTag.wordsBits) >> 16, from: sender.object.messagePage)
    }
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
  /// Bits that only the general path handles: capabilities, and what has no meaning yet.
  static var slowBits: UInt64 { 0xffff_ffff_fe00_0000 }
  static var wordsBits: UInt64 { 0x01ff_0000 }
  static var fourWords: UInt64 { 4 << 16 }
  static var mostWords: UInt64 { UInt64(MessagePage.maximumWords) << 16 }
}

extension Thread {
  /// Does it wait for calls, with nothing else to consider?
  @inline(__always)
  var isIdleServer: Bool {
    state == .waiting && waitsFor.rawValue & Self.plainWait == ReceiveFlags.calls.rawValue && client == nil && !isPaused
      && callers.isEmpty
  }

  /// The flags that tell whether a call can end the wait at once: `calls` without `deadline`.
  private static var plainWait: UInt64 { ReceiveFlags.calls.rawValue | ReceiveFlags.deadline.rawValue }
}
