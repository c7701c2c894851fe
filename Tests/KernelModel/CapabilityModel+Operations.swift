// What the operations on one's own table come to, by the model.

import KernelABI

/// What a system call must come to.
enum Expectation: Equatable {
  case outcome(Outcome)
  case unknown
}

extension CapabilityModel {
  /// Leases upon leases that are allowed.
  static var maximumDepth: Int { 8 }

  /// `Syscall.capability` with these registers, as it came to `outcome`.
  func perform(
    operation: UInt64, index: UInt64, argument: UInt64, domain: Int, isAlive: (Int) -> Bool, canLeaveCore: (Int) -> Bool,
    outcome: Outcome, result: (rdi: UInt64, rdx: UInt64)
  ) throws {
    var text: String { "capability operation \(operation) on \(index) of domain \(domain) came to \(outcome.rawValue)" }
    guard let operation = CapabilityOperation(rawValue: operation) else {
      return try require(outcome == .invalidArgument, text)
    }
    guard let held = holding(index, in: domain) else { return try require(outcome == .invalidCapability, text) }
    switch operation {
    case .check: try require(outcome == (isAlive(held.object) ? .done : .invalidCapability), text)
    case .same:
      guard let other = holding(argument, in: domain) else { return try require(outcome == .invalidCapability, text) }
      try require(outcome == .done && result.rdx == (held.object == other.object ? 1 : 0), text)
    case .revoke:
      try require(outcome == (held.isLease ? .done : .invalidArgument), text)
      removeCopies(of: held)
    case .drop:
      try require(outcome == (canLeaveCore(held.object) ? .done : .invalidArgument), text)
      if outcome == .done { drop(held) }
    case .derive:
      guard held.isDelegable, isAlive(held.object), canLeaveCore(held.object) else {
        return try require(outcome == .invalidCapability, text)
      }
      try derive(held, argument, outcome, UInt32(truncatingIfNeeded: result.rdi), text)
    }
  }

  private func drop(_ held: Holding) {
    if held.references == 65_535 { return }
    if held.references > 1 { held.references -= 1 } else { remove(held) }
  }

  private func derive(_ held: Holding, _ flags: UInt64, _ outcome: Outcome, _ index: UInt32, _ text: @autoclosure () -> String)
    throws
  {
    guard case .table(let domain) = held.holder else { return }
    let parent = held.leaseOfCopies
    if (parent.map { $0.ancestors.count + 1 } ?? 0) >= Self.maximumDepth {
      return try require(outcome == .invalidArgument, text())
    }
    if free(in: domain) == 0 { return try require(outcome == .tableFull, text()) }
    try require(outcome == .done, text())
    let ends = LeaseFlags(rawValue: flags).contains(.noDelegation)
    try add(Holding(held.object, .table(domain: domain), index: index, lease: parent, isLease: true, ends: ends))
  }

  /// A long operation gave way: what it will end may be gone.
  func begin(operation: UInt64, index: UInt64, domain: Int) {
    guard let operation = CapabilityOperation(rawValue: operation), let held = holding(index, in: domain) else { return }
    if operation == .revoke && held.isLease || operation == .drop && held.references == 1 { doomCopies(of: held) }
  }
}
