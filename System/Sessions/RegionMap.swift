// Memory: dataspaces, and the region maps that they are attached to.

import RPC

public enum RegionMapFailure: UInt16, Failure {
  case outOfRAM = 1
  case outOfCapabilities = 2
  /// The place is (partly) taken, or outside of the region map.
  case conflict = 3
  /// No dataspace, or the part named is not within it, or not in whole pages; or it would contain itself.
  case invalidDataspace = 4
  /// Nothing is attached there.
  case notAttached = 5
  /// Writing and executing exclude each other; lasting regions are for data in address spaces.
  case notAllowed = 6
  case unreachable = 0xffff
}

/// A piece of memory that can be attached.
public enum Dataspace: Interface {
  public typealias Failure = RegionMapFailure
  public static var name: StaticString { "Dataspace" }

  /// Bytes, a multiple of 4,096.
  public static var size: Method<Dataspace, Nothing, UInt64> { Method(1, .alters) }
  public static var isWritable: Method<Dataspace, Nothing, Bool> { Method(2, .alters) }
}

/// Where and how to attach a dataspace.
public struct Attachment: Message {
  public var dataspace: Capability<Dataspace>
  /// The part of the dataspace, in bytes; size 0: to its end.
  public var offset: UInt64
  public var size: UInt64
  /// The address; nil: anywhere.
  public var address: UInt64?
  public var isWritable: Bool
  public var isExecutable: Bool
  /// The region stays when the dataspace ends, which its owner can do at any time: from then on it reads as zeros, or as whatever
  /// this domain itself wrote to such regions, and nobody else sees what is written. Address spaces only; never executable. Costs a
  /// page for the first writable one of a domain.
  public var isLasting: Bool

  public init(
    _ dataspace: Capability<Dataspace>, offset: UInt64 = 0, size: UInt64 = 0, at address: UInt64? = nil,
    isWritable: Bool = false, isExecutable: Bool = false, isLasting: Bool = false
  ) {
    self.dataspace = dataspace
    self.offset = offset
    self.size = size
    self.address = address
    self.isWritable = isWritable
    self.isExecutable = isExecutable
    self.isLasting = isLasting
  }

  public func encode(into message: inout MessageWriter) {
    message.append(offset)
    message.append(size)
    message.append(address ?? 0)
    message.append((isWritable ? 1 : 0) | (isExecutable ? 2 : 0) | (address == nil ? 4 : 0) | (isLasting ? 8 : 0))
    dataspace.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    offset = try message.next()
    size = try message.next()
    let place = try message.next()
    let flags = try message.next()
    guard flags < 16 else { throw .malformed }
    isLasting = flags & 8 != 0
    isWritable = flags & 1 != 0
    isExecutable = flags & 2 != 0
    address = flags & 4 != 0 ? nil : place
    dataspace = try Capability(from: &message)
  }

  public static var capabilities: Int { 1 }
}

/// A fault that nothing attached could resolve.
public struct RegionFault: Message {
  public enum Access: UInt64, Message {
    /// There is no fault.
    case none = 0
    case read = 1
    case write = 2
    case execute = 3
  }

  public let access: Access
  /// Within the region map.
  public let address: UInt64

  public init(_ access: Access, at address: UInt64) {
    self.access = access
    self.address = address
  }

  public func encode(into message: inout MessageWriter) {
    access.encode(into: &message)
    message.append(address)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    access = try Access(from: &message)
    address = try message.next()
  }
}

/// A space of addresses to which dataspaces are attached: the address space of a domain, or a part of one.
public enum RegionMap: Interface {
  public typealias Failure = RegionMapFailure
  public static var name: StaticString { "RegionMap" }

  /// Attaches (a part of) a dataspace; returns its address. Pages appear when they are touched; page tables are paid by the
  /// domain whose thread touches them.
  public static var attach: Method<RegionMap, Attachment, UInt64> { Method(1) }
  /// Detaches what is attached at an address; it disappears on every CPU before this returns.
  public static var detach: Method<RegionMap, UInt64, Nothing> { Method(2, .denies) }
  /// The signal context that is told when a thread faults here outside of anything attached (and is kept waiting).
  public static var setFaultSignal: Method<RegionMap, Capability<SignalTarget>, Nothing> { Method(3, .denies) }
  /// The oldest unresolved fault. Attaching something there lets the thread go on.
  public static var fault: Method<RegionMap, Nothing, RegionFault> { Method(4, .alters) }
  /// The region map as a dataspace, to be attached to other region maps.
  public static var dataspace: Method<RegionMap, Nothing, Capability<Dataspace>> { Method(5) }
}

/// RM: making region maps.
public enum RM: SessionInterface {
  public typealias Failure = RegionMapFailure
  public static var name: StaticString { "RM" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 4) }

  /// Makes a region map of that many bytes. Costs 3 capabilities (map, dataspace, fault signal) of the session's donation,
  /// and RAM for what is attached to it.
  public static var create: Method<RM, UInt64, Capability<RegionMap>> { Method(1) }
  /// Ends a region map; what was attached to it, and wherever it was attached, is detached.
  public static var destroy: Method<RM, Capability<RegionMap>, Nothing> { Method(2, .denies) }
}
