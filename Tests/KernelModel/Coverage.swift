// What a run came by: how often each operation came to which outcome, and each state was seen.
//
// A simulation that never succeeds at something tests nothing of it, so a long run fails if anything of `required` is missing.

import KernelABI

@testable import Kernel

/// What can happen beside the outcomes of operations.
enum Happening: Int, CaseIterable {
  case timer, notification, deviceInterrupt, strayInterrupt
  case fastCall, fastReply, fastSubmit, fastFault, longWorkGaveWay
  case faultDelivered, faultWithoutHandler, faultResumed, faultAborted
  case signalDelivered, deadlinePassedLater
  case wordsInPage, capabilityPassed, capabilityRefused, capabilityAlreadyHeld
  case inactive, runnable, waiting, queued, served, suspended, paused
  case contextIdle, contextReady, contextDepleted, contextParked
  case signalIdle, signalQueued, signalAwaitsAcknowledgement
  case helpedAcrossCPUs, releasedLater, chainOfThree, translationsFlushed
}

final class Coverage {
  private static var outcomes: Int { 9 }
  private static var happeningsEnd: Int { Happening.allCases.count }
  private static var systemCallsEnd: Int { happeningsEnd + 5 * outcomes }
  private static var operationsEnd: Int { systemCallsEnd + 5 * outcomes }
  private static var machineEnd: Int { operationsEnd + 31 * outcomes }

  private var counts = Array(repeating: 0, count: Coverage.machineEnd)

  // MARK: - Counting

  func note(_ happening: Happening) { counts[happening.rawValue] += 1 }
  func note(_ call: Syscall, _ outcome: Outcome) { note(Self.happeningsEnd, Int(call.rawValue), outcome) }
  func note(_ operation: CapabilityOperation, _ outcome: Outcome) {
    note(Self.systemCallsEnd, Int(operation.rawValue), outcome)
  }
  func note(_ operation: MachineOperation, _ outcome: Outcome) {
    note(Self.operationsEnd, Int(operation.rawValue), outcome)
  }

  private func note(_ base: Int, _ number: Int, _ outcome: Outcome) {
    let kind = Int(outcome.kind.rawValue)
    if kind < Self.outcomes { counts[base + number * Self.outcomes + kind] += 1 }
  }

  func add(_ other: Coverage) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Counts the states of everything at this moment.
  func look(at system: SimulatedSystem) {
    for (_, thread) in system.threads {
      note(Self.happening(of: thread.object.state))
      if thread.object.isPaused { note(.paused) }
      if thread.object.client?.object.client != nil { note(.chainOfThree) }
    }
    for (_, context) in system.contexts { note(Self.happening(of: context.object.state)) }
    for (_, signal) in system.signals { note(Self.happening(of: signal.object.state)) }
    for cpu in system.cpus {
      if cpu.object.releasing != nil { note(.releasedLater) }
      guard let home = cpu.object.running?.object.home, let current = cpu.object.current, home != current else { continue }
      if let own = current.object.schedulingContext, Int(own.object.cpu) != cpu.object.index { note(.helpedAcrossCPUs) }
    }
  }

  private static func happening(of state: Thread<SimulatedMachine>.State) -> Happening {
    switch state {
    case .inactive: .inactive
    case .runnable: .runnable
    case .waiting: .waiting
    case .queued: .queued
    case .served: .served
    case .suspended: .suspended
    }
  }

  private static func happening(of state: SchedulingContext<SimulatedMachine>.State) -> Happening {
    switch state {
    case .idle: .contextIdle
    case .ready: .contextReady
    case .depleted: .contextDepleted
    case .parked: .contextParked
    }
  }

  private static func happening(of state: SignalContext<SimulatedMachine>.State) -> Happening {
    switch state {
    case .idle: .signalIdle
    case .queued: .signalQueued
    case .delivered: .signalAwaitsAcknowledgement
    }
  }

  // MARK: - Reading

  /// What a long run must have come by, and did not.
  var missing: [String] {
    let names = Happening.allCases.filter { counts[$0.rawValue] == 0 }.map { "\($0)" }
    return names
      + rows.flatMap { row in
        row.required.filter { row.counts[Int($0.rawValue)] == 0 }.map { "\(row.name) \(Self.outcomeNames[Int($0.rawValue)])" }
      }
  }

  /// One line per operation, and one with everything else.
  var report: [String] {
    let happened = Happening.allCases.map { "\($0) \(counts[$0.rawValue])" }.joined(separator: ", ")
    return rows.map { row in
      let named = zip(Self.outcomeNames, row.counts).filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
      return "\(row.name): \(named.joined(separator: ", "))"
    } + [happened]
  }

  private static var outcomeNames: [String] {
    [
      "done", "signal", "deadline passed", "invalid capability", "aborted", "cyclic", "table full", "invalid argument",
      "needs pages",
    ]
  }

  private typealias Row = (name: String, counts: [Int], required: [Outcome])

  private var rows: [Row] {
    (0..<5).compactMap { number in
      Syscall(rawValue: UInt64(number)).map { ("\($0)", counts(Self.happeningsEnd, number), Self.required($0)) }
    }
      + (0..<5).compactMap { number in
        CapabilityOperation(rawValue: UInt64(number)).map {
          ("capability \($0)", counts(Self.systemCallsEnd, number), Self.required($0))
        }
      }
      + (0..<31).compactMap { number in
        MachineOperation(rawValue: UInt16(number)).map {
          ("machine \($0)", counts(Self.operationsEnd, number), Self.required($0))
        }
      }
  }

  private func counts(_ base: Int, _ number: Int) -> [Int] {
    Array(counts[(base + number * Self.outcomes)..<(base + (number + 1) * Self.outcomes)])
  }

  private static func required(_ call: Syscall) -> [Outcome] {
    switch call {
    case .call: [.done, .invalidCapability, .aborted, .cyclic, .invalidArgument]
    case .receive: [.done, .signal, .deadlinePassed]
    case .submit: [.done, .invalidCapability]
    case .capability, .yield: [.done]
    }
  }

  private static func required(_ operation: CapabilityOperation) -> [Outcome] {
    switch operation {
    case .drop, .revoke: [.done, .invalidCapability, .invalidArgument]
    case .derive: [.done, .invalidCapability, .invalidArgument, .tableFull]
    case .same, .check: [.done, .invalidCapability]
    }
  }

  private static func required(_ operation: MachineOperation) -> [Outcome] {
    switch operation {
    case .halt: [.done]
    case .log, .portRead, .portWrite, .counters, .createDomain, .createSchedulingContext: [.done, .invalidArgument]
    case .map: [.done, .invalidArgument, .invalidCapability, .needsPages]
    case .grant: [.done, .invalidCapability, .tableFull]
    case .executionTime, .acknowledgeInterrupt, .resumeThread: [.done, .invalidCapability]
    case .createThread, .createRPCObject, .createSignalContext, .createInterrupt, .destroy, .addTablePage,
      .addPageTablePage, .unmap, .configureThread, .startThread, .pauseThread, .readRegisters, .writeRegisters,
      .singleStep, .setThreadPointer, .setMessagePage, .configureSchedulingContext, .held:
      [.done, .invalidArgument, .invalidCapability]
    }
  }
}
