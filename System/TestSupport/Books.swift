// Accounts before and after: what has to be the same again when all that was made is gone.

import Bulkhead

/// What a component's own account says, and what core counts in the whole machine.
public struct Books: Equatable {
  public let quota: QuotaState
  public let audit: AuditResult

  /// Has core count. Nil if one of the two cannot be asked, or if core's books do not balance.
  public init?(_ environment: Environment, _ session: borrowing Session<Audit>) {
    guard let quota = environment.quota, let count: AuditResult = try? session.call(Audit.count), count.isBalanced else {
      return nil
    }
    self.quota = quota
    audit = count
  }

  /// Is nothing more in use than there was before? Memory is counted in pages, which can be more or less full: `slack` bytes
  /// of it are let pass, capabilities and core's objects have to be exactly as many.
  public func hasLostNothing(since before: Books, slack: UInt64 = 8192) -> Bool {
    quota.capabilitiesUsed == before.quota.capabilitiesUsed && quota.capabilityLimit == before.quota.capabilityLimit
      && quota.ramUsed <= before.quota.ramUsed + slack && quota.ramLimit == before.quota.ramLimit
      && audit.objects == before.audit.objects && audit.freeRAM + slack >= before.audit.freeRAM
  }

  public var text: String {
    "RAM \(quota.ramUsed) of \(quota.ramLimit), capabilities \(quota.capabilitiesUsed) of \(quota.capabilityLimit);"
      + " free in the machine \(audit.freeRAM), objects \(audit.objects), core's heap \(audit.heap)"
  }
}
