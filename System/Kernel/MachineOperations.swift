// The machine capability: what core can ask of the kernel (KernelABI/Machine.swift says what each operation means).
//
// Arguments are checked although core is trusted: a mistake of core's must end in an error, not in a broken kernel.

import KernelABI

/// The object behind the machine capability: nothing but a header, so that capabilities can name it.
public struct Machine<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .machine }
  var header = ObjectHeader<H>(.machine)
}

/// The words of a message, from registers and page.
struct Arguments {
  let w0: UInt64
  let w1: UInt64
  let w2: UInt64
  let w3: UInt64
  let page: MessagePageView

  subscript(_ index: Int) -> UInt64 { page[word: index] }
}

extension Thread {
  var arguments: Arguments {
    Arguments(w0: registers.rdx, w1: registers.r8, w2: registers.r9, w3: registers.r10, page: messagePage)
  }

  /// Ends a machine operation with a word in the answer.
  mutating func finish(_ outcome: Outcome, word: UInt64) {
    finish(outcome)
    registers.rdx = word
  }
}

extension Domain {
  /// The living object that a word of a message names.
  @inline(__always)
  func object<Object: KernelObject & ~Copyable>(named word: UInt64) -> Ref<Object>? where Object.H == H {
    object(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: word)))
  }
}

extension Kernel {
  /// - Returns: whether another thread may have to run now.
  mutating func machineOperation(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let label = MessageTag(rawValue: thread.object.registers.rsi).label
    guard let operation = MachineOperation(rawValue: label) else {
      thread.object.finish(.invalidArgument)
      return false
    }
    let words = thread.object.arguments
    switch operation {
    case .addTablePage, .addPageTablePage, .map, .unmap, .grant, .held:
      domainOperation(operation, words, for: thread, on: cpu)
      return false
    case .createDomain, .createThread, .createSchedulingContext, .createRPCObject, .createSignalContext, .createInterrupt:
      create(operation, words, for: thread)
      return false
    case .acknowledgeInterrupt: acknowledgeInterrupt(thread, words)
    case .portRead, .portWrite: accessPort(operation, words, for: thread)
    case .log, .halt, .counters: report(operation, words, for: thread)
    case .destroy: return destroy(thread, words, on: cpu)
    case .configureSchedulingContext: configureContext(thread, words, on: cpu)
    case .configureThread, .startThread, .pauseThread, .resumeThread, .readRegisters, .writeRegisters, .executionTime,
      .singleStep, .setThreadPointer, .setMessagePage:
      threadOperation(operation, words, for: thread, on: cpu)
    }
    return true
  }

  // MARK: - The machine itself

  private mutating func acknowledgeInterrupt(_ thread: ThreadRef, _ words: Arguments) {
    guard let interrupt: Ref<Interrupt<H>> = thread.object.domain.object.object(named: words.w0) else {
      return thread.object.finish(.invalidCapability)
    }
    if interrupt.object.isMasked {
      interrupt.object.isMasked = false
      hardware.unmask(line: interrupt.object.line)
    }
    thread.object.finish(.done)
  }

  private mutating func accessPort(_ operation: MachineOperation, _ words: Arguments, for thread: ThreadRef) {
    guard let width = Int(exactly: words.w1), width == 1 || width == 2 || width == 4,
      words.w0 <= UInt64(0x1_0000 - width)
    else { return thread.object.finish(.invalidArgument) }
    let port = UInt16(truncatingIfNeeded: words.w0)
    if operation == .portRead {
      thread.object.finish(.done, word: UInt64(hardware.portRead(port, width: width)))
    } else {
      hardware.portWrite(port, width: width, value: UInt32(truncatingIfNeeded: words.w2))
      thread.object.finish(.done)
    }
  }

  private mutating func report(_ operation: MachineOperation, _ words: Arguments, for thread: ThreadRef) {
    thread.object.finish(.done)
    if operation == .halt { return hardware.halt(exitValue: UInt8(truncatingIfNeeded: words.w0)) }
    if operation == .log {
      guard words.w0 <= UInt64((MessagePage.maximumWords - 1) * 8) else { return thread.object.finish(.invalidArgument) }
      // Safety: the bytes are only read, during the call.
      unsafe words.page.withBytes(fromWord: 1, count: Int(words.w0)) { unsafe hardware.print($0) }
      return
    }
    guard words.w0 < UInt64(cpuCount), let cpu = cpus[Int(words.w0)] else {
      return thread.object.finish(.invalidArgument)
    }
    thread.object.registers.rdx = hardware.longestInterruptsOff(cpu: cpu.object.index)
    thread.object.registers.r8 = cpu.object.idleTicks
    thread.object.registers.r9 = cpu.object.contextSwitches
    thread.object.registers.r10 = cpu.object.interrupts
  }

  private mutating func configureContext(_ thread: ThreadRef, _ words: Arguments, on cpu: CPURef) {
    guard let context: ContextRef = thread.object.domain.object.object(named: words.w0) else {
      return thread.object.finish(.invalidCapability)
    }
    let (amount, period) = (words.w3, words[4])
    guard words.w1 < UInt64(cpuCount), words.w2 < 256, amount >= Budget.minimum, amount <= period, period < 1 << 56 else {
      return thread.object.finish(.invalidArgument)
    }
    guard hold(words[5], in: context.embeddedSlot(&context.object.overrun), of: thread.object.domain) else {
      return thread.object.finish(.invalidCapability)
    }
    deactivate(context, on: cpu)
    context.object.cpu = Int8(truncatingIfNeeded: words.w1)
    context.object.priority = UInt8(truncatingIfNeeded: words.w2)
    let now = hardware.now()
    context.object.budget = Budget(amount: amount, period: period, now: now)
    // Who runs on it does not pay from the new budget for what was used of the old one.
    for index in 0..<cpuCount where cpus[index]?.object.running == context { cpus[index]?.object.chargedAt = now }
    thread.object.finish(.done)
    if let home = context.object.home { settle(home, on: cpu) }
  }

  /// Has an embedded slot hold what `word` names in the domain (a signal context or RPC object; 0: nothing).
  func hold(_ word: UInt64, in slot: SlotRef, of domain: Ref<Domain<H>>) -> Bool {
    var source: SlotRef?
    if word != 0 {
      source = domain.object.slot(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: word)))
      guard let source, source.object.canBeHandedOn else { return false }
    }
    if slot.object.object != nil { CapabilitySlot.unlink(slot) }
    guard let source, let object = source.object.object else { return true }
    slot.object.rights = .embedded
    CapabilitySlot.link(slot, to: object, under: source.object.rights.contains(.lease) ? source : source.object.lease)
    return true
  }
}
