// Keeping count of a donation, so that a client's session never uses more than the client gave.

/// Why a withdrawal failed.
public enum QuotaError: Error {
  case outOfRAM
  case outOfCapabilities
}

/// What a client donated, and how much of it is in use. Invariant: `used` is at most `limit`, in both.
public struct QuotaGuard: ~Copyable {
  public private(set) var limit: Quota
  public private(set) var used = Quota.none

  public init(_ donation: Quota) { limit = donation }

  public var available: Quota {
    Quota(ram: limit.ram - used.ram, capabilities: limit.capabilities - used.capabilities)
  }

  /// Takes both or nothing. What was withdrawn is given back with `replenish`.
  public mutating func withdraw(_ amount: Quota) throws(QuotaError) {
    guard amount.ram <= available.ram else { throw .outOfRAM }
    guard amount.capabilities <= available.capabilities else { throw .outOfCapabilities }
    used.ram += amount.ram
    used.capabilities += amount.capabilities
  }

  /// - Precondition: that much was withdrawn.
  public mutating func replenish(_ amount: Quota) {
    precondition(amount.ram <= used.ram && amount.capabilities <= used.capabilities, "more given back than was taken")
    used.ram -= amount.ram
    used.capabilities -= amount.capabilities
  }

  /// Withdraws, does `body`, and gives everything back if that throws.
  public mutating func withReservation<R, E: Error>(
    of amount: Quota, orThrow: (QuotaError) -> E, _ body: () throws(E) -> R
  ) throws(E) -> R {
    do throws(QuotaError) { try withdraw(amount) } catch { throw orThrow(error) }
    do throws(E) { return try body() } catch {
      replenish(amount)
      throw error
    }
  }

  /// The client donated more.
  public mutating func upgrade(by quota: Quota) {
    let (ram, capabilities) = (
      limit.ram.addingReportingOverflow(quota.ram), limit.capabilities.addingReportingOverflow(quota.capabilities)
    )
    limit.ram = ram.overflow ? UInt64.max : ram.partialValue
    limit.capabilities = capabilities.overflow ? UInt64.max : capabilities.partialValue
  }
}
