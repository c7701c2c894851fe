// User code: each thread does mostly what its role says, and sometimes anything.

import KernelABI

@testable import Kernel
@testable import KernelModel

extension Simulation {
  func prepareUser(_ thread: SimThread) {
    fillPage(thread)
    if hoards(thread), random.chance(30) { return operate(thread) }
    let choice = random.below(100)
    switch roles[system.id(of: thread)] ?? .chaos {
    case .server: choice < 90 ? receive(thread) : anything(thread)
    case .broker: choice < 50 ? receive(thread) : choice < 90 ? call(thread) : anything(thread)
    case .client:
      choice < 60 ? call(thread) : choice < 75 ? submit(thread) : choice < 90 ? waitForSignal(thread) : anything(thread)
    case .chaos: anything(thread)
    }
  }

  private func set(_ thread: SimThread, _ rax: UInt64, _ rdi: UInt64, _ rsi: UInt64) {
    thread.object.registers.rax = rax
    thread.object.registers.rdi = rdi
    thread.object.registers.rsi = rsi
    thread.object.registers.rdx = random.next()
    thread.object.registers.r8 = random.next()
    thread.object.registers.r9 = random.next()
    thread.object.registers.r10 = random.next()
  }

  /// A capability that the thread's domain holds, mostly: what a few looks at random slots come by.
  func someCapability(_ thread: SimThread, of kind: ObjectKind? = nil) -> UInt64 {
    if random.chance(3) { return random.next() }
    let domain = thread.object.domain
    guard domain.object.tablePages > 0 else { return 0 }
    for _ in 0..<16 {
      let page = domain.object.directory[random.below(domain.object.tablePages)]
      let slot = CapabilitySlot<SimulatedMachine>.at(page: page, position: 1 + random.below(63))
      guard let object = slot.object.object, kind == nil || object.object.kind == kind else { continue }
      return UInt64(slot.object.index.rawValue)
    }
    return 0
  }

  func someTag() -> UInt64 {
    if random.chance(2) { return random.next() }
    let words = random.chance(3) ? random.below(520) : random.below(9)
    return MessageTag(label: UInt16(random.below(3)), words: words, capabilities: random.chance(40) ? random.below(6) : 0)
      .rawValue
  }

  // MARK: - System calls

  private func call(_ thread: SimThread) {
    set(thread, Syscall.call.rawValue, someCapability(thread, of: .rpcObject), someTag())
  }

  /// Answers and waits, as a server does; often not for ever, so that nobody is stuck without callers.
  private func receive(_ thread: SimThread) {
    var flags = ReceiveFlags.reply | .calls | .signals
    let isServer = roles[system.id(of: thread)] == .server
    if random.chance(isServer ? 40 : 90) { flags = flags | .deadline }
    if random.chance(15) { flags = ReceiveFlags(rawValue: (random.next() & 0x1f) << 8) | .deadline }
    let signal = unacknowledged(thread)
    if signal != nil, random.chance(90) { flags = flags | .acknowledge }
    set(thread, Syscall.receive.rawValue | flags.rawValue, signal ?? someCapability(thread), someTag())
  }

  /// Waits for a signal, not for ever.
  private func waitForSignal(_ thread: SimThread) {
    let flags = ReceiveFlags.signals | .deadline | .acknowledge
    let signal = unacknowledged(thread) ?? someCapability(thread, of: .signalContext)
    set(thread, Syscall.receive.rawValue | flags.rawValue, signal, 0)
  }

  /// The capability of a signal that was delivered to the thread, and can come again once it is acknowledged.
  private func unacknowledged(_ thread: SimThread) -> UInt64? {
    var cursor = thread.object.contexts
    let table = system.shadow.capabilities.tables[system.id(of: thread.object.domain)] ?? [:]
    while let context = cursor {
      if context.object.state == .delivered {
        let id = system.id(of: context)
        let names = table.values.filter { $0.object == id }.map(\.index)
        if let name = names.min() { return UInt64(name) }
      }
      cursor = context.object.next
    }
    return nil
  }

  private func submit(_ thread: SimThread) {
    set(thread, Syscall.submit.rawValue, someCapability(thread, of: .signalContext), random.next())
    if random.chance(90) { thread.object.registers.rdx = UInt64(random.below(10)) }
  }

  /// Works on the own table; rarely gives something up, lest there be nothing left. Some domains hoard until they are full.
  private func operate(_ thread: SimThread) {
    var operations: [CapabilityOperation] = [.derive, .revoke, .same, .check, random.chance(50) ? .drop : .same]
    if hoards(thread) { operations += [.derive, .derive, .derive, .derive, .derive, .derive] }
    let operation = random.pick(operations) ?? .check
    let index = operation == .derive && random.chance(60) ? deepestLease(thread) : someCapability(thread)
    set(thread, Syscall.capability.rawValue, index, random.chance(3) ? random.next() : operation.rawValue)
    thread.object.registers.rdx = operation == .same ? someCapability(thread) : UInt64(random.below(2))
  }

  private func hoards(_ thread: SimThread) -> Bool { system.id(of: thread.object.domain) % 3 == 0 }

  /// Of a few capabilities the one with most leases above.
  private func deepestLease(_ thread: SimThread) -> UInt64 {
    let some = (0..<6).map { _ in someCapability(thread) }
    let table = system.shadow.capabilities.tables[system.id(of: thread.object.domain)] ?? [:]
    return some.max {
      (table[UInt32(truncatingIfNeeded: $0)]?.depth ?? 0) < (table[UInt32(truncatingIfNeeded: $1)]?.depth ?? 0)
    } ?? 0
  }

  private func anything(_ thread: SimThread) {
    switch random.below(100) {
    case 0..<25: call(thread)
    case 25..<40: receive(thread)
    case 40..<55: submit(thread)
    case 55..<80: operate(thread)
    case 80..<86: set(thread, Syscall.yield.rawValue, 0, 0)
    case 86..<90: waitForSignal(thread)
    case 90..<96: set(thread, UInt64(random.below(6)) | UInt64(random.below(32)) << 8, someCapability(thread), someTag())
    default: set(thread, random.next(), random.next(), random.next())
    }
  }

  // MARK: - Message page

  /// Fills in what the kernel reads: a deadline, what is accepted, capabilities to send, words.
  func fillPage(_ thread: SimThread) {
    let page = thread.object.messagePage
    guard page.exists else { return }
    page[word: -8] = random.chance(3) ? random.next() : state.now + UInt64(random.below(20_000))
    page[word: -7] = random.chance(10) ? random.next() : UInt64(random.below(6))
    for pair in 0..<2 {
      let low = UInt64(UInt32(truncatingIfNeeded: someCapability(thread)))
      page[word: -6 + pair] = low | someCapability(thread) << 32
    }
    for word in 4..<12 { page[word: word] = random.next() }
  }
}
