// Operations on threads: time, start, pause, registers.

import KernelABI

extension Kernel {
  mutating func threadOperation(
    _ operation: MachineOperation, _ words: Arguments, for thread: ThreadRef, on cpu: CPURef
  ) {
    guard let target: ThreadRef = thread.object.domain.object.object(named: words.w0) else {
      return thread.object.finish(.invalidCapability)
    }
    switch operation {
    case .configureThread: configureThread(target, words, for: thread, on: cpu)
    case .startThread: startThread(target, words, for: thread, on: cpu)
    case .pauseThread: pauseThread(target, for: thread, on: cpu)
    case .resumeThread: resumeThread(target, for: thread, on: cpu)
    case .executionTime: thread.object.finish(.done, word: executionTime(of: target))
    case .setMessagePage: setMessagePage(target, words, for: thread)
    case .setThreadPointer:
      guard hardware.isUserAddress(words.w1) else { return thread.object.finish(.invalidArgument) }
      hardware.setThreadPointer(&target.object.machine, to: words.w1)
      thread.object.finish(.done)
    default: registerOperation(operation, words, target: target, for: thread)
    }
  }

  private mutating func configureThread(_ target: ThreadRef, _ words: Arguments, for thread: ThreadRef, on cpu: CPURef) {
    let context: ContextRef? = thread.object.domain.object.object(named: words.w1)
    guard words.w1 == 0 || context != nil else { return thread.object.finish(.invalidCapability) }
    if let home = context?.object.home, home != target { return thread.object.finish(.invalidArgument) }
    // Time that was never configured is no time: a thread on it would be preempted for ever.
    if let context, context.object.budget.amount == 0 { return thread.object.finish(.invalidArgument) }
    guard hold(words.w2, in: target.embeddedSlot(&target.object.faultHandler), of: thread.object.domain) else {
      return thread.object.finish(.invalidCapability)
    }
    if let old = target.object.schedulingContext, old != context {
      old.object.home = nil
      deactivate(old, on: cpu)
    }
    target.object.schedulingContext = context
    context?.object.home = target
    thread.object.finish(.done)
    settle(target, on: cpu)
  }

  private mutating func startThread(_ target: ThreadRef, _ words: Arguments, for thread: ThreadRef, on cpu: CPURef) {
    guard target.object.state == .inactive, hardware.isUserAddress(words.w1) else {
      return thread.object.finish(.invalidArgument)
    }
    target.object.registers = UserRegisters()
    target.object.registers.rip = words.w1
    target.object.registers.rsp = words.w2
    target.object.registers.rdi = words.w3
    target.object.registers.rflags = hardware.sanitized(flags: 0, singleStep: target.object.isSingleStepped)
    thread.object.finish(.done)
    becomeRunnable(target, on: cpu)
  }

  /// Keeps a thread from running. If it runs on another CPU at this moment, that CPU is told.
  mutating func halt(_ target: ThreadRef, on cpu: CPURef) {
    target.object.isPaused = true
    if target.object.runsOn >= 0, Int(target.object.runsOn) != cpu.object.index {
      hardware.notify(cpu: Int(target.object.runsOn))
    }
  }

  private mutating func pauseThread(_ target: ThreadRef, for thread: ThreadRef, on cpu: CPURef) {
    guard target != thread else { return thread.object.finish(.invalidArgument) }
    halt(target, on: cpu)
    if target.object.runsOn >= 0 { return hardware.restartSystemCall(&thread.object.registers) }
    thread.object.finish(.done)
  }

  private mutating func resumeThread(_ target: ThreadRef, for thread: ThreadRef, on cpu: CPURef) {
    thread.object.finish(.done)
    target.object.isPaused = false
    if target.object.state == .suspended {
      target.object.fault = nil
      becomeRunnable(target, on: cpu)
    } else {
      unparkAll(at: target, on: cpu)
    }
  }

  private func executionTime(of target: ThreadRef) -> Ticks {
    let running = target.object.runsOn >= 0 ? hardware.now() &- target.object.resumedAt : 0
    return target.object.executionTime &+ running
  }

  private func setMessagePage(_ target: ThreadRef, _ words: Arguments, for thread: ThreadRef) {
    guard target.object.state == .inactive, let page = messagePage(words.w1, words.w2) else {
      return thread.object.finish(.invalidArgument)
    }
    target.object.messagePage = page
    target.object.messagePageAddress = words.w2
    thread.object.finish(.done)
  }

  // MARK: - Registers

  private func registerOperation(
    _ operation: MachineOperation, _ words: Arguments, target: ThreadRef, for thread: ThreadRef
  ) {
    guard target.object.isPaused || target.object.state == .suspended || target.object.state == .inactive,
      target.object.runsOn < 0
    else { return thread.object.finish(.invalidArgument) }
    switch operation {
    case .readRegisters: readRegisters(of: target, for: thread)
    case .writeRegisters:
      guard hardware.isUserAddress(words[17]) else { return thread.object.finish(.invalidArgument) }
      writeRegisters(of: target, words)
      thread.object.finish(.done)
    default:
      target.object.isSingleStepped = words.w1 == 1
      let flags = target.object.registers.rflags
      target.object.registers.rflags = hardware.sanitized(flags: flags, singleStep: target.object.isSingleStepped)
      thread.object.finish(.done)
    }
  }

  /// Words 0...3 of the answer travel in registers, the others in the page.
  private func readRegisters(of target: ThreadRef, for thread: ThreadRef) {
    let values = target.object.registers.inOrder
    thread.object.finish(.done, word: values[0])
    thread.object.registers.r8 = values[1]
    thread.object.registers.r9 = values[2]
    thread.object.registers.r10 = values[3]
    for index in 4..<RegisterState.words { thread.object.messagePage[word: index] = values[index] }
    thread.object.registers.rsi = MessageTag(label: 0, words: RegisterState.words).rawValue
  }

  private func writeRegisters(of target: ThreadRef, _ words: Arguments) {
    var values = InlineArray<18, UInt64>(repeating: 0)
    values[0] = words.w1
    values[1] = words.w2
    values[2] = words.w3
    for index in 3..<RegisterState.words { values[index] = words[index + 1] }
    target.object.registers.setInOrder(values)
    let flags = target.object.registers.rflags
    target.object.registers.rflags = hardware.sanitized(flags: flags, singleStep: target.object.isSingleStepped)
    target.object.registers.leavesBySysret = 0
  }
}

extension UserRegisters {
  /// In the order of `RegisterState`.
  var inOrder: InlineArray<18, UInt64> {
    [rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, r11, r12, r13, r14, r15, rip, rflags]
  }

  mutating func setInOrder(_ v: InlineArray<18, UInt64>) {
    (rax, rbx, rcx, rdx, rsi, rdi) = (v[0], v[1], v[2], v[3], v[4], v[5])
    (rbp, rsp, r8, r9, r10, r11) = (v[6], v[7], v[8], v[9], v[10], v[11])
    (r12, r13, r14, r15, rip, rflags) = (v[12], v[13], v[14], v[15], v[16], v[17])
  }
}
