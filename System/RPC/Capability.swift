// Capabilities with the kind of object they name in their type.
//
// Who receives a capability holds one reference to it and gives that back by dropping it; receiving the same
// capability twice counts twice. `Capability` only names: copying it changes nothing. `OwnedCapability` is a reference.
//   - A capability in the *arguments* of a call is lent to the server for that call. To have it longer, the server
//     says so (`ReceivedCapabilities.keep`).
//   - A capability in the *result* of a call belongs to the caller.

import KernelABI

/// Names an object of a known kind in the holder's capability table.
@frozen
public struct Capability<I: Interface>: Equatable, Message, Sendable {
  public let index: CapabilityIndex
  @inline(__always) public init(_ index: CapabilityIndex) { self.index = index }

  /// No capability.
  public static var none: Capability { Capability(.none) }
  @inline(__always) public var exists: Bool { index != .none }

  /// The same object, seen as another kind: for code that knows what an untyped capability is.
  @inline(__always)
  public func assuming<J: Interface>(_ kind: J.Type) -> Capability<J> { Capability<J>(index) }

  @inline(__always) public static func == (a: Self, b: Self) -> Bool { a.index == b.index }
  @inline(__always) public func encode(into message: inout MessageWriter) { message.append(index) }
  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) { index = try message.nextCapability() }
  @inline(__always) public static var capabilities: Int { 1 }
}

/// A reference to a capability, given back when this goes out of scope.
public struct OwnedCapability<I: Interface>: ~Copyable {
  /// The capability, for as long as this lives.
  public let capability: Capability<I>

  /// Takes over a reference that the caller holds, such as one from the result of a call.
  @inline(__always)
  public init(adopting capability: Capability<I>) { self.capability = capability }

  deinit {
    if capability.exists { KernelCall.capability(.drop, capability.index) }
  }

  @inline(__always) public var exists: Bool { capability.exists }

  /// Makes a lease: hand out copies of it instead of this capability to be able to take them back.
  /// - Throws: `LeaseError`.
  public func lease(_ flags: LeaseFlags = .none) throws(LeaseError) -> Lease<I> {
    let (outcome, lease) = KernelCall.capability(.derive, capability.index, flags.rawValue)
    switch outcome {
    case .done: return Lease(adopting: Capability(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: lease))))
    case .tableFull: throw .tableFull
    default: throw .notPossible
    }
  }
}

/// Why a lease could not be made.
public enum LeaseError: Error {
  /// The capability table has no free slot.
  case tableFull
  /// The capability is dead, may not be handed on, or has too many leases above it.
  case notPossible
}

/// A capability whose copies end when this is revoked or goes out of scope.
public struct Lease<I: Interface>: ~Copyable {
  /// What to hand out.
  public let capability: Capability<I>

  @inline(__always) init(adopting capability: Capability<I>) { self.capability = capability }
  deinit { KernelCall.capability(.drop, capability.index) }

  /// Ends every copy that was handed out; the lease itself stays usable.
  public func revoke() { KernelCall.capability(.revoke, capability.index) }
}
