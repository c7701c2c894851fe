// Faults: the kernel calls the thread's fault handler in its name, with a message that says what happened.
//
// The handler runs on the faulting thread's time. It answers `resume` (the instruction is executed again) or `suspend`.
// A thread without a living handler is suspended for good; its domain's owner sees that it no longer runs.

import KernelABI

extension Kernel {
  mutating func callFaultHandler(_ thread: ThreadRef, on cpu: CPURef) {
    guard let header = thread.object.faultHandler.object, let handler = Ref<RPCObject<H>>(header),
      let server = handler.object.server, enqueue(thread, at: server, badge: handler.object.badge, on: cpu)
    else {
      thread.object.state = .suspended
      return settle(thread, on: cpu)
    }
  }

  func deliverFault(_ fault: Fault, of thread: ThreadRef, to handler: ThreadRef) {
    handler.object.registers.rax = Outcome.done.rawValue
    handler.object.registers.rsi = MessageTag(label: fault.rawValue, words: 4).rawValue
    handler.object.registers.rdx = thread.object.faultAddress
    handler.object.registers.r8 = thread.object.registers.rip
    handler.object.registers.r9 = thread.object.registers.rsp
    handler.object.registers.r10 = thread.object.faultCode
  }

  mutating func answerFault(of thread: ThreadRef, label: UInt16, on cpu: CPURef) {
    if FaultReply(rawValue: label) == .resume {
      thread.object.fault = nil
      becomeRunnable(thread, on: cpu)
    } else {
      thread.object.state = .suspended
      settle(thread, on: cpu)
    }
  }
}
