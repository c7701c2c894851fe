// Accounts: how much RAM and how many capabilities a protection domain may use, and does.
//
// Invariant: the limits of all accounts add up to what core gave init at the start; opening a PD session moves limit from
// the opener's account to the new one, closing it moves everything back.

import Sessions

/// Thrown when an account does not suffice.
enum QuotaError: Error {
  case outOfRAM
  case outOfCapabilities
}

final class Account {
  private(set) var ramLimit: UInt64
  private(set) var ramUsed: UInt64 = 0
  private(set) var capabilityLimit: UInt64
  private(set) var capabilitiesUsed: UInt64 = 0
  /// Whose quota this is: where it goes when the account ends.
  private(set) var reference: Account?
  private var isReferenceChosen = false

  /// An account that nobody gave anything to: init's.
  init(ram: UInt64, capabilities: UInt64) {
    ramLimit = ram
    capabilityLimit = capabilities
    reference = nil
  }

  /// Moves quota out of `reference` into a new account.
  init(ram: UInt64, capabilities: UInt64, from reference: Account) throws(QuotaError) {
    ramLimit = ram
    capabilityLimit = capabilities
    self.reference = reference
    guard ram <= reference.ramAvailable else { throw .outOfRAM }
    guard capabilities <= reference.capabilitiesAvailable else { throw .outOfCapabilities }
    reference.ramLimit -= ram
    reference.capabilityLimit -= capabilities
  }

  var ramAvailable: UInt64 { ramLimit - ramUsed }
  var capabilitiesAvailable: UInt64 { capabilityLimit - capabilitiesUsed }

  var state: QuotaState {
    QuotaState(
      ramLimit: ramLimit, ramUsed: ramUsed, capabilityLimit: capabilityLimit, capabilitiesUsed: capabilitiesUsed)
  }

  /// Uses both or nothing.
  func withdraw(ram: UInt64 = 0, capabilities: UInt64 = 0) throws(QuotaError) {
    guard ram <= ramAvailable else { throw .outOfRAM }
    guard capabilities <= capabilitiesAvailable else { throw .outOfCapabilities }
    ramUsed += ram
    capabilitiesUsed += capabilities
  }

  func replenish(ram: UInt64 = 0, capabilities: UInt64 = 0) {
    ramUsed -= ram
    capabilitiesUsed -= capabilities
  }

  /// Makes another account the reference account. Once.
  func setReference(_ other: Account) -> Bool {
    guard !isReferenceChosen, other !== self else { return false }
    isReferenceChosen = true
    reference = other
    return true
  }

  /// Moves unused quota to an account of which this is the reference account, or the other way round.
  func transfer(ram: UInt64, capabilities: UInt64, to other: Account) throws(PDFailure) {
    guard other.reference === self || reference === other else { throw .notReferenceAccount }
    guard ram <= ramAvailable else { throw .outOfRAM }
    guard capabilities <= capabilitiesAvailable else { throw .outOfCapabilities }
    ramLimit -= ram
    capabilityLimit -= capabilities
    other.ramLimit += ram
    other.capabilityLimit += capabilities
  }

  /// Ends the account, of which nothing is used any more: all goes back.
  func close() {
    precondition(ramUsed == 0 && capabilitiesUsed == 0, "an account was closed with something in use")
    reference?.ramLimit += ramLimit
    reference?.capabilityLimit += capabilityLimit
    ramLimit = 0
    capabilityLimit = 0
  }
}
