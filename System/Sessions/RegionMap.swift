// Memory: dataspaces, and the region maps that they are attached to.

import RPC

public enum RegionMapFailure: UInt16, Failure {
  case outOfRAM = 1
  case outOfCapabilities = 2
  /// The place is (partly) taken, or outside of the region map.
  case conflict = 3
  /// No dataspace, or the part named is not within it, or not in whole pages.
  case invalidDataspace = 4
  /// Nothing is attached there.
  case notAttached = 5
  case unreachable = 0xffff
}

/// A piece of memory that can be attached.
public enum Dataspace: Interface {
  public typealias Failure = RegionMapFailure
  public static var name: StaticString { "Dataspace" }

  /// Bytes, a multiple of 4,096.
  public static var size: Method<Dataspace, Nothing, UInt64> { Method(1) }
  public static var isWritable: Method<Dataspace, Nothing, Bool> { Method(2) }
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

  public init(
    _ dataspace: Capability<Dataspace>, offset: UInt64 = 0, size: UInt64 = 0, at address: UInt64? = nil,
    isWritable: Bool = false, isExecutable: Bool = false
  ) {
    self.dataspace = dataspace
    self.offset = offset
    self.size = size
    self.address = address
    self.isWritable = isWritable
    self.isExecutable = isExecutable
  }

  public func encode(into message: inout MessageWriter) {
    message.append(offset)
    message.append(size)
    message.append(address ?? 0)
    message.append((isWritable ? 1 : 0) | (isExecutable ? 2 : 0) | (address == nil ? 4 : 0))
    dataspace.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    offset = try message.next()
    size = try message.next()
    let place = try message.next()
    let flags = try message.next()
    isWritable = flags & 1 != 0
    isExecutable = flags & 2 != 0
    address = flags & 4 != 0 ? nil : place
    dataspace = try Capability(from: &message)
  }

  public static var capabilities: Int { 1 }
}

public enum RegionMap: Interface {
  public typealias Failure = RegionMapFailure
  public static var name: StaticString { "RM" }

  /// Attaches (a part of) a dataspace; returns its address.
  public static var attach: Method<RegionMap, Attachment, UInt64> { Method(1) }
  /// Detaches what is attached at an address.
  public static var detach: Method<RegionMap, UInt64, Nothing> { Method(2) }
}
