// What can be done with a thread: start, pause, resume, look at it, change its registers.

import KernelABI
import RPC
import Sessions

/// Who keeps a thread from running.
struct PauseReasons: Flags {
  let rawValue: UInt8
  /// Whoever holds the thread's capability.
  static var owner: PauseReasons { PauseReasons(rawValue: 1) }
  /// A TRACE session.
  static var trace: PauseReasons { PauseReasons(rawValue: 2) }

  func without(_ other: PauseReasons) -> PauseReasons { PauseReasons(rawValue: rawValue & ~other.rawValue) }
}

extension ThreadObject {
  func serveControl(_ request: inout Request) {
    request.serve(CPUThread.start) { arguments throws(CPUFailure) in
      try self.start(at: arguments.first, stackLow: arguments.second.first, stackHigh: arguments.second.second)
    }
    request.serve(CPUThread.pause) { () throws(CPUFailure) in self.pause(.owner) }
    request.serve(CPUThread.resume) { () throws(CPUFailure) -> Void in self.resume() }
    request.serve(CPUThread.state) { () throws(CPUFailure) in self.state }
    request.keep(CPUThread.setFaultSignal, in: &self.faultSignal)
    serveRegisters(&request)
  }

  private func serveRegisters(_ request: inout Request) {
    request.serve(CPUThread.registers) { () throws(CPUFailure) in
      guard let registers = self.system.machine.registers(self.kernelThread) else { throw .invalidState }
      return registers
    }
    request.serve(CPUThread.setRegisters) { (registers) throws(CPUFailure) -> Void in
      guard self.system.machine.setRegisters(self.kernelThread, registers) else { throw .invalidState }
    }
    request.serve(CPUThread.setSingleStep) { (isOn) throws(CPUFailure) -> Void in
      guard self.system.machine.setSingleStep(self.kernelThread, isOn) else { throw .invalidState }
    }
  }

  // MARK: - Starting

  func start(at instruction: UInt64, stackLow: UInt64, stackHigh: UInt64) throws(CPUFailure) {
    guard !isStarted, stackLow <= stackHigh, stackHigh <= AddressSpaceLayout.userEnd else { throw .invalidState }
    guard let own = try? system.machine.grant(capability, to: domain.kernelDomain) else { throw .outOfCapabilities }
    self.stackLow = stackLow
    tell(own, stackLow, stackHigh)
    if domain !== system.initDomain { system.noteChild() }
    // The stack is aligned as if `start` had been called (System V ABI, 3.2.2).
    let stack = (stackHigh & ~15) &- 8
    guard system.machine.start(kernelThread, at: instruction, stack: stack, argument: messagePageAddress) else {
      throw .invalidState
    }
    isStarted = true
  }

  /// Writes what the thread finds when it starts.
  private func tell(_ own: CapabilityIndex, _ stackLow: UInt64, _ stackHigh: UInt64) {
    tell(.magic, StartInformation.magicValue)
    tell(.parent, UInt64(domain.parent.rawValue))
    tell(.ticksPerMillisecond, system.boot.ticksPerMillisecond)
    tell(.stackLow, stackLow)
    tell(.stackHigh, stackHigh)
    tell(.thread, UInt64(own.rawValue))
  }

  /// Writes a word of what the thread can always find in its message page.
  func tell(_ word: StartInformation, _ value: UInt64) {
    guard let page = messagePage else { return }
    Window.store(value, at: page.physical + UInt64(MessagePage.wordsOffset + word.rawValue * 8))
  }

  // MARK: - Pausing

  func pause(_ reason: PauseReasons) {
    pauses = pauses | reason
    system.machine.pause(kernelThread)
  }

  /// The holder of the thread's capability lets it go on, also after a fault.
  private func resume() {
    stopWaiting()
    stop = .none
    isFaultNew = false
    unpause(.owner)
  }

  /// Undoes a pause; a thread that is stopped by a fault stays so.
  func unpause(_ reason: PauseReasons) {
    pauses = pauses.without(reason)
    go()
  }

  /// Lets the thread run if nothing keeps it from it.
  func go() {
    if pauses == .none, case .none = stop { system.machine.resume(kernelThread) }
  }

  // MARK: - Looking

  var executionTime: UInt64 { system.machine.executionTime(kernelThread) }

  var state: ThreadState {
    let fault = stoppingFault
    return ThreadState(
      fault: UInt64(fault?.kind ?? 0), address: fault?.address ?? 0, instruction: fault?.instruction ?? 0,
      executionTime: executionTime)
  }
}
