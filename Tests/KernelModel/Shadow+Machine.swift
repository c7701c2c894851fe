// Following core: what became of its operations, and of the memory it offered with them.

import KernelABI

@testable import Kernel

extension Shadow {
  /// A call on the machine capability is over.
  func complete(_ call: MachineCall, of thread: SimThread, offered: [UInt64]) throws {
    let registers = thread.object.registers
    let outcome = Outcome(rawValue: registers.rax)
    if let operation = call.operation { system.coverage.note(operation, outcome) }
    try checkAnswer(call, outcome, to: thread)
    switch call.operation {
    case .createDomain, .createThread, .createSchedulingContext, .createRPCObject, .createSignalContext, .createInterrupt:
      try created(call, outcome, UInt32(truncatingIfNeeded: registers.rdx), offered)
    case .destroy:
      try system.ledger.giveBack(offered)
      try destroyed(call, outcome)
    case .addTablePage, .addPageTablePage, .setMessagePage: try donated(call, outcome, offered)
    case .grant: try granted(call, outcome, UInt32(truncatingIfNeeded: registers.rdx))
    case .map, .unmap: try mapped(call, outcome, registers.rdx)
    case .configureThread:
      if outcome == .done, let target = call.target { try capabilities.embed(call.words[2], of: 0, in: target) }
    case .configureSchedulingContext:
      guard outcome == .done, let target = call.target else { break }
      try capabilities.embed(call.words[5], of: 0, in: target)
      time.configure(target, budget: call.words[3], period: call.words[4], now: system.state.now)
    default: break
    }
  }

  private func created(_ call: MachineCall, _ outcome: Outcome, _ index: UInt32, _ offered: [UInt64]) throws {
    guard outcome == .done else { return try system.ledger.giveBack(offered) }
    guard let owned = system.register(CapabilityIndex(rawValue: index), pages: offered) else {
      throw Failure("core got a capability that does not exist")
    }
    try capabilities.add(Holding(owned.id, .table(domain: 0), index: index))
    switch owned.kind {
    case .domain:
      capabilities.addTable(owned.id, capacity: 0)
      mappings[owned.id] = [:]
    case .rpcObject: badges[owned.id] = call.words[2]
    case .signalContext: try signals.add(owned.id, imprint: call.words[2])
    case .interrupt: try capabilities.embed(call.words[2], of: 0, in: owned.id)
    case .thread, .schedulingContext, .machine, .dying: break
    }
  }

  private func destroyed(_ call: MachineCall, _ outcome: Outcome) throws {
    guard let target = call.target, dying.contains(target) else {
      return try require(outcome != .done, "what cannot be destroyed was destroyed")
    }
    try require(outcome == .done, "destroying object \(target) came to \(outcome.rawValue)")
    dying.remove(target)
    capabilities.end(target)
    signals.end(target)
    time.end(target)
    badges[target] = nil
    executionTimes[target] = nil
    mappings[target] = nil
    try system.unregister(target)
  }

  private func donated(_ call: MachineCall, _ outcome: Outcome, _ offered: [UInt64]) throws {
    guard outcome == .done, let target = call.target, let owner = system.object(target) else {
      return try system.ledger.giveBack(offered)
    }
    try system.extend(owner.header, with: offered)
    if call.operation == .addTablePage { capabilities.capacity[target, default: 0] += 63 }
  }

  private func granted(_ call: MachineCall, _ outcome: Outcome, _ index: UInt32) throws {
    guard let target = call.target, isAlive(target), kind(target) == .domain,
      let source = capabilities.holding(call.words[1], in: 0), source.isDelegable, isAlive(source.object),
      kind(source.object)?.canBeDelegated == true
    else { return try require(outcome == .invalidCapability, "a grant came to \(outcome.rawValue)") }
    touchedDomains.insert(target)
    switch try capabilities.copy(source, to: target, as: outcome == .done ? index : 0) {
    case .refused: try require(outcome == .tableFull, "a grant to a full table came to \(outcome.rawValue)")
    case .known, .fresh: try require(outcome == .done, "a grant came to \(outcome.rawValue)")
    }
  }

  /// The page tables say what core ordered, and no CPU that runs in the domain remembers anything else.
  private func mapped(_ call: MachineCall, _ outcome: Outcome, _ done: UInt64) throws {
    guard let target = call.target, let object = system.object(target), object.kind == .domain, isAlive(target),
      outcome == .done || outcome == .needsPages
    else { return }
    for page in 0..<done {
      let address = call.words[1] + page * 4096
      let translation = Translation(physical: call.words[2] + page * 4096, flags: call.words[4])
      mappings[target]?[address] = call.operation == .map ? translation : nil
    }
    if system.state.flushes > 0 { system.coverage.note(.translationsFlushed) }
    system.state.flushes = 0
    let space = SimDomain(dying: object.header).object.addressSpace
    if target != 0 {
      try require(system.state.mappings[space] == mappings[target], "the page tables of domain \(target) are wrong")
    }
    for cpu in system.cpus where system.state.activeSpaces[cpu.object.index] == space {
      let isStale = system.state.cached[cpu.object.index].contains { system.state.mappings[space]?[$0] == nil }
      try require(!isStale, "CPU \(cpu.object.index) remembers a mapping that was removed")
    }
  }
}
