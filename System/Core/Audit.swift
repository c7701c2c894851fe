// The self-check: do the accounts add up, and is what they say used what is used? Counted anew from the objects
// themselves, so that a mistake in the books cannot hide in the books.

import Sessions

extension System {
  /// Checks all books; says in the log what is wrong, or that nothing is. Takes time in proportion to what there is.
  func audit() -> AuditResult {
    let problem = imbalance
    machine.log(problem.map { "core: accounts do not balance: \($0)" } ?? "core: accounts balance")
    return AuditResult(
      isBalanced: problem == nil, freeRAM: frames.free * Frames.pageSize, objects: UInt64(servedCount), heap: CoreHeap.used)
  }

  /// What does not add up; nil if everything does.
  var imbalance: String? {
    var sum = Quota.none
    for domain in domains {
      sum += domain.account.limit
      if let problem = domain.imbalance { return problem }
    }
    for memory in heldMemory { sum += memory.account.limit }
    if sum != total {
      return "the accounts have \(sum.ram) bytes and \(sum.capabilities) capabilities of \(total.ram) and \(total.capabilities)"
    }
    let (here, free) = (total.ram + reserve, frames.free * Frames.pageSize)
    return inUse + free == here ? nil : "\(inUse) bytes are in use and \(free) free, which is not \(here)"
  }

  private var reserve: UInt64 { coreMemory.map { $0.account.limit.ram } ?? 0 }

  /// Bytes in frames that somebody has, counted one by one.
  private var inUse: UInt64 {
    var pages = coreMemory?.pages ?? 0
    for domain in domains { pages += domain.memory.pages + domain.dataspaceBytes / Frames.pageSize }
    for memory in heldMemory { pages += memory.account.used.ram / Frames.pageSize }
    forEachServed { object in pages += (object as? RMSession)?.pages ?? 0 }
    return pages * Frames.pageSize
  }

  /// A mistake of core's own that was found when an account was closed.
  func report(lost: Quota, of owner: String) {
    guard lost != .none else { return }
    machine.log("core: \(lost.ram) bytes and \(lost.capabilities) capabilities of \(owner) are lost")
  }
}

extension ProtectionDomain {
  fileprivate var dataspaceBytes: UInt64 { dataspaces.objects.reduce(0) { $0 + (($1 as? DataspaceObject)?.size ?? 0) } }

  /// What the domain costs, counted one by one.
  private var contents: Quota {
    var sum = Quota(ram: memory.pages * Frames.pageSize, capabilities: CapabilityCost.domain)
    sum += Quota(ram: dataspaceBytes, capabilities: UInt64(dataspaces.objects.count) * CapabilityCost.dataspace)
    sum.capabilities += UInt64(threads.objects.count) * CapabilityCost.thread
    sum.capabilities += UInt64(objects.objects.count) * CapabilityCost.object
    if self === system.initDomain { sum += system.donated }
    return sum
  }

  /// Compares the account with what the domain has.
  fileprivate var imbalance: String? {
    let counted = contents
    guard counted != account.used else { return nil }
    return "\(label) uses \(counted.ram) bytes and \(counted.capabilities) capabilities, "
      + "but its account says \(account.used.ram) and \(account.used.capabilities)"
  }
}
