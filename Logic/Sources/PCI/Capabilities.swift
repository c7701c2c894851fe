// The list of a function's capabilities, and those that carry interrupts (PCI Local Bus specification 3.0, 6.7 and 6.8).

/// One entry of the list.
public struct CapabilityEntry: Equatable, Sendable {
  public let id: UInt8
  /// Where it stands in the configuration space; a multiple of 4.
  public let offset: Int
}

public enum CapabilityID {
  public static var messageSignalled: UInt8 { 0x05 }
  public static var vendorSpecific: UInt8 { 0x09 }
  public static var messageSignalledTable: UInt8 { 0x11 }
}

extension ConfigurationAccess {
  /// In the list's order. A list that leads out of the configuration space or in circles ends there.
  public func capabilities(of address: FunctionAddress) -> [CapabilityEntry] {
    guard read(address, Register.command) & Command.hasCapabilities != 0 else { return [] }
    var (entries, offset) = ([CapabilityEntry](), Int(read(address, Register.capabilities) & 0xfc))
    // So many fit behind the header.
    while offset >= 0x40, entries.count < 48 {
      let head = read(address, offset)
      guard head != 0xffff_ffff else { break }
      entries.append(CapabilityEntry(id: UInt8(truncatingIfNeeded: head), offset: offset))
      offset = Int(head >> 8 & 0xfc)
    }
    return entries
  }
}

/// MSI: the message stands in the configuration space.
public struct MessageInterrupt: Equatable, Sendable {
  public let offset: Int
  private let isWide: Bool

  public init(_ entry: CapabilityEntry, _ address: FunctionAddress, _ access: some ConfigurationAccess) {
    offset = entry.offset
    isWide = access.read(address, offset) >> 23 & 1 != 0
  }

  private static var enable: UInt32 { 1 << 16 }
  /// How many messages: one.
  private static var countMask: UInt32 { 7 << 20 }

  /// From now on the device interrupts with this message. False if it cannot be told so.
  public func enable(
    _ address: FunctionAddress, _ access: some ConfigurationAccess, messageAddress: UInt64, data: UInt64
  ) -> Bool {
    let length = isWide ? 16 : 12
    guard offset + length <= 256, data <= 0xffff, isWide || messageAddress >> 32 == 0 else { return false }
    disable(address, access)
    access.write(address, offset + 4, UInt32(truncatingIfNeeded: messageAddress))
    if isWide { access.write(address, offset + 8, UInt32(truncatingIfNeeded: messageAddress >> 32)) }
    access.write(address, offset + length - 4, UInt32(data))
    access.write(address, offset, access.read(address, offset) & ~Self.countMask | Self.enable)
    return true
  }

  public func disable(_ address: FunctionAddress, _ access: some ConfigurationAccess) {
    access.write(address, offset, access.read(address, offset) & ~Self.enable)
  }
}

/// MSI-X: the messages stand in a table in the device's memory.
public struct MessageTable: Equatable, Sendable {
  public let offset: Int
  /// Which range the table is in, where in it, and how many entries it has.
  public let bar: Int
  public let tableOffset: UInt64
  public let count: Int

  /// Bytes of an entry: address, data, and whether it is masked.
  public static var entrySize: Int { 16 }

  /// Nil if it does not fit.
  public init?(_ entry: CapabilityEntry, _ address: FunctionAddress, _ access: some ConfigurationAccess) {
    guard entry.offset + 12 <= 256 else { return nil }
    let (head, table) = (access.read(address, entry.offset), access.read(address, entry.offset + 4))
    offset = entry.offset
    bar = Int(table & 7)
    tableOffset = UInt64(table & ~7)
    count = Int(head >> 16 & 0x7ff) + 1
    guard bar < 6 else { return nil }
  }

  private static var enable: UInt32 { 1 << 31 }
  private static var maskAll: UInt32 { 1 << 30 }

  public func enable(_ address: FunctionAddress, _ access: some ConfigurationAccess) {
    access.write(address, offset, access.read(address, offset) & ~Self.maskAll | Self.enable)
  }

  public func disable(_ address: FunctionAddress, _ access: some ConfigurationAccess) {
    access.write(address, offset, access.read(address, offset) & ~(Self.enable | Self.maskAll))
  }
}
