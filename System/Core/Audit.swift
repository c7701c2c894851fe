// The self-check: do the accounts add up, and is what they say used what is used? Counted anew from the objects
// themselves, so that a mistake in the books cannot hide in the books.

import Sessions

extension System {
  /// Checks all books; says in the log what is wrong, or that nothing is. Takes time in proportion to what there is.
  func audit() -> Bool {
    let problem = imbalance
    machine.log(problem.map { "core: accounts do not balance: \($0)" } ?? "core: accounts balance")
    return problem == nil
  }

  /// What does not add up; nil if everything does.
  var imbalance: String? {
    var sum = Quota.none
    for domain in domains {
      sum += domain.account.limit
      if let problem = domain.imbalance { return problem }
    }
    if sum != total {
      return "the accounts have \(sum.ram) bytes and \(sum.capabilities) capabilities of \(total.ram) and \(total.capabilities)"
    }
    let reserve = coreMemory.map { $0.account.available.ram } ?? 0
    let owed = domains.reduce(reserve) { $0 + $1.account.available.ram }
    let free = frames.free * Frames.pageSize
    return free < owed ? "\(free) bytes are free, but \(owed) are owed" : nil
  }

  /// A mistake of core's own that was found when an account was closed.
  func report(lost: Quota, of owner: String) {
    guard lost != .none else { return }
    machine.log("core: \(lost.ram) bytes and \(lost.capabilities) capabilities of \(owner) are lost")
  }
}

extension ProtectionDomain {
  /// What the domain costs, counted one by one.
  private var contents: Quota {
    var sum = Quota(ram: memory.pages * Frames.pageSize, capabilities: CapabilityCost.domain)
    for object in dataspaces.objects {
      sum += Quota(ram: (object as? DataspaceObject)?.size ?? 0, capabilities: CapabilityCost.dataspace)
    }
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
