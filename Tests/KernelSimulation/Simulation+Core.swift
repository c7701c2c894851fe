// What the simulated core does next: keeps a population of domains, threads and objects alive, and changes, pauses and
// destroys any of it at any time. How each operation's arguments are made is in `Simulation+Operations`.

import KernelABI

@testable import Kernel
@testable import KernelModel

extension Simulation {
  /// What core does at first, so that there is somebody to play with: domains with threads that offer and hold objects.
  func populate() {
    for _ in 0..<30 { plan.append(grant) }
    for _ in 0..<threadTarget { plan.append { try self.create(.createRPCObject) } }
    for _ in 0..<threadTarget { plan.append { try self.create(.createSignalContext) } }
    for _ in 0..<threadTarget { plan.append(makeThread) }
    if random.chance(50) { plan.append { try self.makeThread(in: self.system.object(0)) } }
    for _ in 0..<4 {
      plan.append { try self.donate(.addTablePage, to: self.system.objects.last) }
      plan.append { try self.create(.createDomain) }
    }
  }

  /// How many threads core keeps beside its own.
  var threadTarget: Int { 8 + 2 * system.cpus.count }

  /// Sets the acting thread of core's registers for its next system call.
  func prepareCore() throws {
    fillPage(actor)
    if actor == system.core, let next = plan.popLast() { return try next() }
    switch random.below(100) {
    case 0..<10: try replenish()
    case 10..<14: grantToThePoorest()
    case 14..<20: helpSomebody()
    case 20..<25: destroy()
    case 25..<38: try operate()
    case 38..<41: nonsense()
    case 41..<44: operateOnTable()
    case 44..<48: nudge()
    default: wait()
    }
  }

  // MARK: - Keeping the population

  /// Makes what there is least of; with enough of everything, ends something.
  private func replenish() throws {
    let threads = system.threads.count
    let missing = [
      (system.domains.count, 5, ObjectKind.domain), (threads, threadTarget, .thread), (count(.rpcObject), threads, .rpcObject),
      (count(.signalContext), threads, .signalContext), (count(.interrupt), 4, .interrupt),
    ]
    .filter { $0.0 < $0.1 }
    switch random.pick(missing)?.2 {
    case .domain: try makeDomain()
    case .thread: try makeThread()
    case .rpcObject: try create(.createRPCObject)
    case .signalContext: try create(.createSignalContext)
    case .interrupt: try create(.createInterrupt)
    case .schedulingContext, .machine, .dying, nil: random.chance(30) ? try create(.createSchedulingContext) : destroy()
    }
  }

  private func count(_ kind: ObjectKind) -> Int { system.objects.reduce(0) { $0 + ($1.kind == kind && !isOrphan($1) ? 1 : 0) } }

  private func makeDomain() throws {
    let id = system.nextID
    plan.append { try self.donate(.addTablePage, to: self.system.object(id)) }
    try create(.createDomain)
  }

  /// Gives something to the domain that can do least.
  private func grantToThePoorest() {
    let holdings = system.shadow.capabilities.tables
    let domains = system.domains.filter { $0.id != 0 && $0.domain.object.tablePages > 0 }
    guard let poorest = domains.min(by: { (holdings[$0.id]?.count ?? 0, $0.id) < (holdings[$1.id]?.count ?? 0, $1.id) }) else {
      return grant()
    }
    grant(to: system.object(poorest.id)?.name ?? 0)
  }

  /// Lets somebody go on who cannot by itself.
  private func helpSomebody() {
    let stuck = system.threads.filter { _, thread in
      thread.object.isPaused || thread.object.state == .suspended || thread.object.schedulingContext == nil
    }
    guard let (id, thread) = random.pick(stuck) else { return wait() }
    let name = system.object(id)?.name ?? 0
    if thread.object.isPaused || thread.object.state == .suspended { return perform(.resumeThread, [name]) }
    let spare = system.contexts.filter { $0.context.object.home == nil && $0.context.object.budget.amount > 0 }
    let context = random.pick(spare).flatMap { system.object($0.id)?.name } ?? 0
    perform(.configureThread, [name, context, self.name(.rpcObject)])
  }

  // MARK: - Everything else

  private func operate() throws {
    switch random.below(18) {
    case 0: try donate(random.chance(10) ? .addTablePage : .addPageTablePage, to: pick(.domain))
    case 1, 2: grant()
    case 3, 4: configureTime(pick(.schedulingContext))
    case 5: configureSomeThread()
    case 6: perform(.startThread, [name(.thread), SimulatedSystem.entry, 0x30_0000, 0])
    case 7: perform(.pauseThread, [name(.thread)])
    case 8: perform(.acknowledgeInterrupt, [name(.interrupt)])
    case 9, 10, 11, 12: mapOrUnmap()
    case 13, 14: try operateOnThread()
    default: operateOnMachine()
    }
  }

  /// Core, too, has a table in which capabilities gather; never gives up those that objects were created with.
  private func operateOnTable() {
    let index = someCapability(actor)
    let original = system.objects.first { $0.name == index & 0xffff_ffff }
    let allowed: [CapabilityOperation] =
      switch original?.kind {
      case nil: [.drop, .drop, .revoke]
      case .rpcObject, .signalContext, .dying: [.derive, .check]
      // These cannot be dropped.
      case .domain, .thread, .schedulingContext, .interrupt, .machine: [.derive, .check, .drop]
      }
    actor.object.registers.rax = Syscall.capability.rawValue
    actor.object.registers.rdi = index
    actor.object.registers.rsi = (random.pick(allowed) ?? .check).rawValue
    actor.object.registers.rdx = UInt64(random.below(2))
  }

  /// Any operation with arguments that mean something, or nothing; never memory that is in use.
  private func nonsense() {
    let label = random.chance(90) ? UInt64(random.below(32)) : random.next()
    var words = (0..<8).map { _ in someWord() }
    if label == UInt64(MachineOperation.destroy.rawValue) { words[0] = random.next() }
    perform(label, words)
  }

  private func someWord() -> UInt64 {
    switch random.below(6) {
    case 0: 0
    case 1: pick()?.name ?? 0
    case 2: UInt64(random.below(300)) * 2 + 1
    case 3: UInt64.max - UInt64(random.below(2))
    case 4: 1 << UInt64(24 + random.below(40))
    default: random.next()
    }
  }
}
