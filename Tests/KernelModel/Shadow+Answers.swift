// What core's questions must be answered with: registers, times, ports, the log.

import KernelABI

@testable import Kernel

extension Shadow {
  /// Everybody who is current somewhere has run since the last entry.
  func passExecutionTime(_ ticks: Ticks) {
    for cpu in system.cpus {
      if let thread = cpu.object.current { executionTimes[id(thread), default: 0] += ticks }
    }
  }

  func checkAnswer(_ call: MachineCall, _ outcome: Outcome, to thread: SimThread) throws {
    let registers = thread.object.registers
    switch call.operation {
    case .readRegisters: if outcome == .done { try checkRegisters(call, in: thread) }
    case .pauseThread:
      guard outcome == .done, let target = system.threads.first(where: { $0.id == call.target }) else { return }
      try require(target.thread.object.runsOn < 0, "thread \(target.id) still runs after it was paused")
    case .acknowledgeInterrupt:
      guard outcome == .done, let interrupt = call.target.flatMap({ system.object($0) }) else { return }
      let line = Ref<Interrupt<SimulatedMachine>>(dying: interrupt.header).object.line
      try require(!system.state.masked.contains(line), "line \(line) is still masked")
    case .executionTime:
      guard outcome == .done, let target = call.target else { return }
      let known = executionTimes[target] ?? 0
      try require(registers.rdx == known, "thread \(target) ran for \(known) ticks, the kernel says \(registers.rdx)")
    case .portWrite:
      guard outcome == .done else { return }
      let (port, value) = (UInt16(truncatingIfNeeded: call.words[0]), UInt32(truncatingIfNeeded: call.words[2]))
      try require(system.state.ports[port] == value, "port \(port) did not get \(value)")
    case .portRead:
      guard outcome == .done else { return }
      let value = system.state.ports[UInt16(truncatingIfNeeded: call.words[0])] ?? 0
      try require(registers.rdx == UInt64(value), "port \(call.words[0]) has \(value), the kernel says \(registers.rdx)")
    case .log:
      let printed = system.state.printed.count
      system.state.printed.removeAll(keepingCapacity: true)
      let expected = outcome == .done ? Int(call.words[0]) : 0
      try require(printed == expected, "\(printed) bytes were printed, not \(expected)")
    case .halt:
      try require(system.state.exitValue == UInt8(truncatingIfNeeded: call.words[0]), "the machine ended with another value")
    default: break
    }
  }

  private func checkRegisters(_ call: MachineCall, in thread: SimThread) throws {
    guard let target = system.threads.first(where: { $0.id == call.target })?.thread else {
      throw Failure("registers of no thread were read")
    }
    let answer = thread.object.registers
    let expected = target.object.registers.inOrder
    var words = [answer.rdx, answer.r8, answer.r9, answer.r10]
    words += (4..<RegisterState.words).map { thread.object.messagePage[word: $0] }
    for index in 0..<RegisterState.words {
      try require(words[index] == expected[index], "register \(index) was read as \(words[index]), it is \(expected[index])")
    }
  }
}
