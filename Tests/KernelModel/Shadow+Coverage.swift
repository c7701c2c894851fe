// Counting what system calls and faults came to, whenever they end.

import KernelABI

@testable import Kernel

extension Shadow {
  func count(_ event: Event) {
    for shot in shots { countEnd(shot, isExecuting: shot.thread == event.thread) }
    switch event {
    case .systemCall(let thread): if system.isRestarting(thread) { system.coverage.note(.longWorkGaveWay) }
    case .fault(let thread, _, _, _): if thread.object.state == .suspended { system.coverage.note(.faultWithoutHandler) }
    case .timer, .notification, .interrupt: break
    }
    if system.entries % 16 == 0 { system.coverage.look(at: system) }
  }

  private func countEnd(_ shot: ThreadShot, isExecuting: Bool) {
    let wasBlocked = shot.state == .waiting || shot.state == .queued || shot.state == .served
    guard isExecuting || wasBlocked, !system.isRestarting(shot.thread) else { return }
    switch (shot.thread.object.state, shot.fault) {
    case (.runnable, nil): countOutcome(shot, wasBlocked: wasBlocked)
    case (.runnable, _): system.coverage.note(.faultResumed)
    case (.suspended, .some) where wasBlocked: system.coverage.note(.faultAborted)
    default: break
    }
  }

  private func countOutcome(_ shot: ThreadShot, wasBlocked: Bool) {
    guard let call = Syscall(rawValue: shot.registers.rax & 0xff) else { return }
    let outcome = Outcome(rawValue: shot.thread.object.registers.rax).kind
    system.coverage.note(call, outcome)
    if call == .capability, let operation = CapabilityOperation(rawValue: shot.registers.rsi) {
      system.coverage.note(operation, outcome)
    }
    if outcome == .signal { system.coverage.note(.signalDelivered) }
    if outcome == .deadlinePassed, wasBlocked { system.coverage.note(.deadlinePassedLater) }
  }
}
