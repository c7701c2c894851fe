// Capabilities that the sandbox keeps: of sessions, and of the signal contexts that children want to be told through.

import Bulkhead

/// A capability to a session; its reference, if it has one of its own, is given back with the last copy of this.
public final class KeptCapability {
  let capability: Capability<AnySession>
  private let reference: OwnedCapability<AnySession>

  init(_ owned: consuming OwnedCapability<AnySession>) {
    capability = owned.capability
    reference = owned
  }

  /// - Parameter capability: of a session that this component itself serves, and that lives longer than this.
  init(borrowing capability: Capability<AnySession>) {
    self.capability = capability
    reference = OwnedCapability(adopting: .none)
  }

  /// - Parameter object: an object of the sandbox's own, which lives longer than this.
  init<I: Interface>(of object: borrowing ServedObject<I>) {
    capability = object.capability.erased
    reference = OwnedCapability(adopting: .none)
  }
}

/// A capability to a signal context, likewise.
final class KeptSignal {
  private let owned: OwnedCapability<SignalTarget>

  init(_ owned: consuming OwnedCapability<SignalTarget>) { self.owned = owned }

  @inline(__always) func submit() { owned.capability.submit() }
}
