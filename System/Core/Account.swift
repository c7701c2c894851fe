// Accounts: how much RAM and how many capabilities a protection domain may use, and does.
//
// Invariant: the limits of all accounts add up to what core gave init at the start. Opening a PD session moves limit from
// the opener's account to the new one, closing it moves everything back. Accounts form a tree: each has a reference
// account, with which alone it trades; when an account ends, its own goes one step up, and so do its dependents.

import Sessions

/// Thrown when an account does not suffice.
enum QuotaError: Error {
  case outOfRAM
  case outOfCapabilities
}

final class Account {
  private(set) var limit: Quota
  private(set) var used = Quota.none
  /// Where the donation with which the account was opened returns to.
  private let donor: Account?
  /// What of the limit is that donation.
  private var donation = Quota.none
  /// Whose quota the rest is: the only partner for transfers.
  private(set) var reference: Account?
  private var dependents: [Account] = []

  /// An account that nobody gave anything to: init's, core's, or one that holds what a session was donated.
  init(_ quota: Quota) {
    limit = quota
    donor = nil
  }

  /// Moves quota out of `donor` into a new account, whose reference account it becomes.
  init(_ quota: Quota, from donor: Account) throws(QuotaError) {
    self.donor = donor
    limit = .none
    try donor.check(quota)
    donor.limit -= quota
    limit = quota
    donation = quota
    reference = donor
    donor.dependents.append(self)
  }

  var available: Quota { Quota(ram: limit.ram - used.ram, capabilities: limit.capabilities - used.capabilities) }

  var state: QuotaState {
    QuotaState(
      ramLimit: limit.ram, ramUsed: used.ram, capabilityLimit: limit.capabilities, capabilitiesUsed: used.capabilities)
  }

  private func check(_ quota: Quota) throws(QuotaError) {
    guard quota.ram <= available.ram else { throw .outOfRAM }
    guard quota.capabilities <= available.capabilities else { throw .outOfCapabilities }
  }

  // MARK: - Using

  /// Uses both or nothing.
  func withdraw(ram: UInt64 = 0, capabilities: UInt64 = 0) throws(QuotaError) {
    try check(Quota(ram: ram, capabilities: capabilities))
    used += Quota(ram: ram, capabilities: capabilities)
  }

  func replenish(ram: UInt64 = 0, capabilities: UInt64 = 0) { used -= Quota(ram: ram, capabilities: capabilities) }

  // MARK: - Trading

  /// Moves unused quota to the reference account, or to an account of which this is the reference account. The donation
  /// stays for the donor, unless that is who gets it.
  func transfer(_ quota: Quota, to other: Account) throws(PDFailure) {
    guard other !== self, other.reference === self || reference === other else { throw .notReferenceAccount }
    let kept = reference === other && donor !== other ? donation : .none
    guard quota.ram <= available.ram, kept.ram <= limit.ram - quota.ram else { throw .outOfRAM }
    guard quota.capabilities <= available.capabilities, kept.capabilities <= limit.capabilities - quota.capabilities else {
      throw .outOfCapabilities
    }
    limit -= quota
    other.limit += quota
  }

  /// Takes from one account and gives to another, both of which have this one as their reference account; or changes
  /// nothing.
  func relay(_ taken: Quota, from source: Account, _ given: Quota, to target: Account) throws(PDFailure) {
    guard source.reference === self, target.reference === self else { throw .notReferenceAccount }
    try source.transfer(taken, to: self)
    do throws(PDFailure) { try transfer(given, to: target) } catch {
      // What just came is still free.
      limit -= taken
      source.limit += taken
      throw error
    }
  }

  /// More of what the account was opened with.
  func donate(_ quota: Quota) throws(QuotaError) {
    guard let donor else { return }
    try donor.check(quota)
    donor.limit -= quota
    limit += quota
    donation += quota
  }

  /// More of what nobody's account held: a session's donation.
  func enlarge(_ quota: Quota) { limit += quota }

  /// Makes another account the partner for transfers, instead of the donor's. Once, and never in a circle.
  func setReference(_ other: Account) throws(PDFailure) {
    guard let donor, reference === donor else { throw .notReferenceAccount }
    var ancestor: Account? = other
    while let account = ancestor {
      guard account !== self else { throw .notReferenceAccount }
      ancestor = account.reference
    }
    move(to: other)
  }

  private func move(to other: Account?) {
    if let index = reference?.dependents.firstIndex(where: { $0 === self }) { reference?.dependents.remove(at: index) }
    reference = other
    other?.dependents.append(self)
  }

  /// Moves used RAM, and the limit for it, into an account of its own: this one is about to end, and that RAM comes back later, to
  /// where this account's own goes.
  func setAside(ram: UInt64) -> Account {
    let other = Account(Quota(ram: ram))
    other.used = other.limit
    limit -= other.limit
    used -= other.limit
    other.move(to: reference)
    return other
  }

  /// Ends the account: all goes back.
  /// - Returns: what was still in use, which is a mistake of core's and is written off; otherwise nothing.
  func close() -> Quota {
    while let dependent = dependents.last { dependent.move(to: reference) }
    let lost = used
    let rest = Quota(ram: limit.ram - lost.ram, capabilities: limit.capabilities - lost.capabilities)
    let back = Quota(ram: min(rest.ram, donation.ram), capabilities: min(rest.capabilities, donation.capabilities))
    donor?.limit += back
    reference?.limit += Quota(ram: rest.ram - back.ram, capabilities: rest.capabilities - back.capabilities)
    move(to: nil)
    (limit, used) = (.none, .none)
    return lost
  }
}

extension Quota {
  static func += (a: inout Quota, b: Quota) { a = Quota(ram: a.ram + b.ram, capabilities: a.capabilities + b.capabilities) }
  static func -= (a: inout Quota, b: Quota) { a = Quota(ram: a.ram - b.ram, capabilities: a.capabilities - b.capabilities) }
}

extension Quota {
  /// - Precondition: `other` is not more.
  func minus(_ other: Quota) -> Quota { Quota(ram: ram - other.ram, capabilities: capabilities - other.capabilities) }
}
