// Following signals and deadlines, and that an entry changes the registers only of those whom it concerns.

import KernelABI

@testable import Kernel

extension Shadow {
  func checkSignals(_ event: Event) throws {
    var executing: SimThread?
    if case .systemCall(let thread) = event { executing = thread }
    if let executing { try followAcknowledgement(executing) }
    for shot in shots {
      try checkRegisters(shot, isExecuting: shot.thread == executing)
      try followWakeup(shot, isExecuting: shot.thread == executing)
    }
    for (id, context) in system.signals {
      if context.object.receiver == nil { signals.acknowledge(id) }
      try signals.check(id, count: context.object.count, isDelivered: context.object.state == .delivered)
    }
  }

  private func followAcknowledgement(_ thread: SimThread) throws {
    guard let shot = shots.first(where: { $0.thread == thread }), shot.registers.rax & 0xff == Syscall.receive.rawValue,
      ReceiveFlags(rawValue: shot.registers.rax).contains(.acknowledge),
      let held = capabilities.holding(shot.registers.rdi, in: shot.domain), isAlive(held.object),
      let object = system.object(held.object), object.kind == .signalContext,
      SimSignal(dying: object.header).object.receiver == thread
    else { return }
    signals.acknowledge(held.object)
  }

  /// A wait that ended: by a signal or a deadline, which must be real.
  private func followWakeup(_ shot: ThreadShot, isExecuting: Bool) throws {
    let registers = shot.thread.object.registers
    let receives = isExecuting && shot.registers.rax & 0xff == Syscall.receive.rawValue
    guard shot.thread.object.state == .runnable, receives || shot.state == .waiting else { return }
    if registers.rax & 0xff == Outcome.signal.rawValue {
      try require(shot.thread.object.waitsFor.contains(.signals), "thread \(shot.id) got a signal that it did not wait for")
      try signals.deliver(imprint: registers.rdi, count: registers.rdx)
    } else if registers.rax == Outcome.deadlinePassed.rawValue {
      let deadline = receives ? shot.thread.object.messagePage.deadline : shot.thread.object.treeKey
      try require(shot.thread.object.waitsFor.contains(.deadline), "thread \(shot.id) had no deadline")
      try require(deadline <= system.state.now, "the wait of thread \(shot.id) ended before its deadline")
    } else {
      try require(shot.thread.object.client != nil, "the wait of thread \(shot.id) ended for nothing")
    }
  }

  private func checkRegisters(_ shot: ThreadShot, isExecuting: Bool) throws {
    let (old, new) = (shot.registers, shot.thread.object.registers)
    if let call = machineCall, call.target == shot.id,
      call.operation == .startThread || call.operation == .writeRegisters
        || call.operation == .singleStep
    {
      return
    }
    let isRestart = isExecuting && system.isRestarting(shot.thread)
    try require(
      old.rbx == new.rbx && old.rbp == new.rbp && old.rsp == new.rsp && old.r12 == new.r12 && old.r13 == new.r13
        && old.r14 == new.r14 && old.r15 == new.r15 && old.rflags == new.rflags && (isRestart || old.rip == new.rip),
      "the kernel changed a register of thread \(shot.id) that is to be preserved")
    let wasBlocked = shot.state == .waiting || shot.state == .queued || shot.state == .served
    if isExecuting || wasBlocked && shot.thread.object.state == .runnable { return }
    try require(
      old.rax == new.rax && old.rdi == new.rdi && old.rsi == new.rsi && old.rdx == new.rdx && old.r8 == new.r8
        && old.r9 == new.r9 && old.r10 == new.r10,
      "the kernel changed the registers of thread \(shot.id), which has nothing to do with this")
  }
}
