// CPU sessions: making threads, and hearing of their faults.

import KernelABI
import RPC
import Sessions

final class CPUSession: ServedObject {
  let label: String
  /// Threads cannot be more urgent than this.
  let priorityLimit: UInt64
  /// The first CPU that threads can have, and how many.
  let cpus: Range<UInt64>
  /// What all threads together are held to; nil: nothing.
  private let allowance: TimeAllowance?
  /// In the order in which they were made.
  private var threads: [ThreadObject] = []
  /// Ticks that threads ran which ended.
  private var pastTime: UInt64 = 0
  private var faultSignal = OwnedCapability<SignalTarget>(adopting: .none)

  init(
    _ system: System, label: String, priorityLimit: UInt64, affinity: Affinity = .anywhere, allowance: TimeAllowance? = nil
  ) {
    self.label = label
    self.allowance = allowance
    self.priorityLimit = min(priorityLimit, CoreLimits.priority)
    let all = 0..<system.boot.cpuCount
    let wish = UInt64(affinity.x)..<UInt64(affinity.x) + UInt64(affinity.width)
    cpus = affinity.width == 0 || wish.clamped(to: all).isEmpty ? all : wish.clamped(to: all)
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(CPU.createThread) { wish throws(CPUFailure) in
      guard let domain = self.system.object(wish.domain.index) as? ProtectionDomain else { throw .invalidDomain }
      return Capability(try self.createThread(wish, in: domain).capability)
    }
    request.serve(CPU.killThread) { (thread) throws(CPUFailure) -> Void in
      guard let object = self.system.object(thread.index) as? ThreadObject, object.session === self else { throw .invalidState }
      object.kill()
    }
    request.keep(CPU.setFaultSignal, in: &self.faultSignal)
    request.serve(CPU.nextFault) { () throws(CPUFailure) in self.nextFault() }
    request.serve(CPU.affinitySpace) { () throws(CPUFailure) in
      Affinity(x: UInt16(self.cpus.lowerBound), width: UInt16(self.cpus.count))
    }
    request.serve(CPU.executionTime) { () throws(CPUFailure) in
      self.threads.reduce(self.pastTime) { $0 &+ $1.executionTime }
    }
  }

  func createThread(_ wish: ThreadRequest, in domain: ProtectionDomain) throws(CPUFailure) -> ThreadObject {
    var wish = wish
    let share = try takeShare(&wish)
    let schedule = try Schedule(wish, self)
    let thread = ThreadObject(system, name: wish.name.string, domain: domain, session: self)
    thread.share = share
    threads.append(thread)
    domain.add(thread)
    do throws(QuotaError) {
      try thread.build(schedule)
      return thread
    } catch {
      thread.kill()
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  /// - Throws: `notAllowed` if the session's time is taken.
  private func takeShare(_ wish: inout ThreadRequest) throws(CPUFailure) -> UInt64 {
    guard let allowance else { return 0 }
    var taken: UInt64 = 0
    for thread in threads { taken += thread.share }
    guard let share = allowance.grant(budget: &wish.budget, period: &wish.period, taken: taken) else { throw .notAllowed }
    return share
  }

  /// The thread is about to end.
  func remember(timeOf thread: ThreadObject) { pastTime &+= thread.executionTime }

  func forget(_ thread: ThreadObject) {
    if let index = threads.lastIndex(where: { $0 === thread }) { threads.remove(at: index) }
  }

  // MARK: - Faults

  /// Tells whoever watches over the session's threads that one has stopped; false if nobody does.
  func reportFault() -> Bool {
    guard faultSignal.exists else { return false }
    return KernelCall.submit(faultSignal.capability.index).kind == .done
  }

  private func nextFault() -> ThreadFault {
    for thread in threads {
      if let fault = thread.takeFault() { return fault }
    }
    return .none
  }

  override func close() {
    faultSignal = OwnedCapability(adopting: .none)
    while let thread = threads.last { thread.kill() }
    super.close()
  }
}

/// When and where a thread runs.
struct Schedule {
  let cpu: UInt64
  let priority: UInt64
  /// In ticks; equal: no limit, and turns of that length.
  let budget: UInt64
  let period: UInt64

  /// Microseconds of a turn of who has no limit. Nobody chooses it: a long one would be taken from others of the priority.
  private static var turn: UInt64 { 10_000 }

  /// Turns a wish into what the session allows.
  /// - Throws: `notAllowed` for a CPU, budget or period that makes no sense.
  init(_ wish: ThreadRequest, _ session: CPUSession) throws(CPUFailure) {
    let (budget, period) = wish.budget == wish.period ? (Self.turn, Self.turn) : (wish.budget, wish.period)
    guard wish.cpu < UInt64(session.cpus.count), budget <= period, period <= CoreLimits.longestPeriod else { throw .notAllowed }
    let perMillisecond = session.system.boot.ticksPerMillisecond
    self.budget = budget * perMillisecond / 1000
    self.period = period * perMillisecond / 1000
    guard self.budget >= CoreLimits.smallestBudget else { throw .notAllowed }
    cpu = session.cpus.lowerBound + wish.cpu
    priority = min(wish.priority, session.priorityLimit)
  }
}
