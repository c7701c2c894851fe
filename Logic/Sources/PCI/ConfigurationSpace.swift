// A PCI function's configuration space, decoded (PCI Local Bus specification 3.0, chapter 6; PCI Express base specification,
// 7.5). What stands there is the device's word: every offset is checked, every list is walked for a bounded time.

/// Access to configuration spaces.
public protocol ConfigurationAccess {
  /// Reads 32 bits; all ones if there is nothing.
  /// - Parameter offset: below 256, a multiple of 4.
  func read(_ function: FunctionAddress, _ offset: Int) -> UInt32
  func write(_ function: FunctionAddress, _ offset: Int, _ value: UInt32)
}

/// Where a function is.
public struct FunctionAddress: Equatable, Sendable {
  public let bus: UInt8
  /// 0...31.
  public let device: UInt8
  /// 0...7.
  public let function: UInt8

  public init(bus: UInt8, device: UInt8, function: UInt8) {
    self.bus = bus
    self.device = device
    self.function = function
  }

  /// As in reports: `pci-0:4.0`. Bus and device are hexadecimal.
  public var name: String {
    "pci-\(String(bus, radix: 16)):\(String(device, radix: 16)).\(function)"
  }
}

/// Offsets of registers.
public enum Register {
  public static var identity: Int { 0x00 }
  public static var command: Int { 0x04 }
  public static var classCode: Int { 0x08 }
  public static var headerType: Int { 0x0c }
  public static var bar: Int { 0x10 }
  public static var busNumbers: Int { 0x18 }
  public static var subsystem: Int { 0x2c }
  public static var capabilities: Int { 0x34 }
  public static var interrupt: Int { 0x3c }
}

/// Bits of the command register.
public enum Command {
  public static var ioSpace: UInt32 { 1 << 0 }
  public static var memorySpace: UInt32 { 1 << 1 }
  public static var busMaster: UInt32 { 1 << 2 }
  public static var interruptDisable: UInt32 { 1 << 10 }
  /// The upper half is the status register, whose bits are cleared by writing ones: none of them may be written back.
  public static var writable: UInt32 { 0xffff }
  /// In the upper half: there is a list of capabilities.
  public static var hasCapabilities: UInt32 { 1 << 20 }
}

/// What a function is.
public struct Identity: Equatable, Sendable {
  public let vendor: UInt16
  public let device: UInt16
  /// Base class, subclass, programming interface, 8 bits each.
  public let classCode: UInt32
  public let revision: UInt8
  /// 0: a device; 1: a bridge to another bus.
  public let headerType: UInt8
  public let hasMoreFunctions: Bool
  /// Zero in bridges.
  public let subsystemVendor: UInt16
  public let subsystem: UInt16

  /// Nil if there is no function.
  public init?(_ address: FunctionAddress, _ access: some ConfigurationAccess) {
    let identity = access.read(address, Register.identity)
    vendor = UInt16(truncatingIfNeeded: identity)
    device = UInt16(truncatingIfNeeded: identity >> 16)
    guard vendor != 0xffff, vendor != 0 else { return nil }
    let (kind, header) = (access.read(address, Register.classCode), access.read(address, Register.headerType))
    (classCode, revision) = (kind >> 8, UInt8(truncatingIfNeeded: kind))
    headerType = UInt8(truncatingIfNeeded: header >> 16) & 0x7f
    hasMoreFunctions = header >> 23 & 1 != 0
    let subsystem = headerType == 0 ? access.read(address, Register.subsystem) : 0
    subsystemVendor = UInt16(truncatingIfNeeded: subsystem)
    self.subsystem = UInt16(truncatingIfNeeded: subsystem >> 16)
  }

  public var isBridge: Bool { headerType == 1 && classCode >> 8 == 0x0604 }
}

/// A range of memory or ports that a function decodes.
public struct BaseAddress: Equatable, Sendable {
  /// 0...5.
  public let index: Int
  public let isMemory: Bool
  public let isPrefetchable: Bool
  public let address: UInt64
  /// Bytes, or ports; a power of 2.
  public let size: UInt64
}

extension ConfigurationAccess {
  /// The ranges of a device; sizes are found out by writing, while the device decodes nothing.
  ///
  /// Ranges without an address, which the firmware left out, are left out here, too, and so are those that wrap around.
  public func baseAddresses(of address: FunctionAddress) -> [BaseAddress] {
    let command = read(address, Register.command) & Command.writable
    write(address, Register.command, command & ~(Command.ioSpace | Command.memorySpace | Command.busMaster))
    var (ranges, index) = ([BaseAddress](), 0)
    while index < 6 {
      let (range, count) = measure(address, index)
      if let range { ranges.append(range) }
      index += count
    }
    write(address, Register.command, command)
    return ranges
  }

  /// One range, and how many registers it takes.
  private func measure(_ address: FunctionAddress, _ index: Int) -> (BaseAddress?, Int) {
    let value = read(address, Register.bar + index * 4)
    if value & 1 != 0 {
      let size = sizeBits(address, index) & 0xffff_fffc
      return (Self.range(index, UInt64(value & 0xffff_fffc), Self.size(UInt64(size) | 0xffff_ffff_ffff_0000), value), 1)
    }
    let isWide = value >> 1 & 3 == 2
    guard isWide, index < 5 else {
      let size = Self.size(UInt64(sizeBits(address, index) & 0xffff_fff0) | 0xffff_ffff_0000_0000)
      return (isWide ? nil : Self.range(index, UInt64(value & 0xffff_fff0), size, value), 1)
    }
    let high = read(address, Register.bar + index * 4 + 4)
    let bits = UInt64(sizeBits(address, index) & 0xffff_fff0) | UInt64(sizeBits(address, index + 1)) << 32
    return (Self.range(index, UInt64(value & 0xffff_fff0) | UInt64(high) << 32, Self.size(bits), value), 2)
  }

  private func sizeBits(_ address: FunctionAddress, _ index: Int) -> UInt32 {
    let offset = Register.bar + index * 4
    let value = read(address, offset)
    write(address, offset, 0xffff_ffff)
    defer { write(address, offset, value) }
    return read(address, offset)
  }

  /// The lowest address bit that can be set says how large the range is; 0: there is none.
  private static func size(_ bits: UInt64) -> UInt64 { bits & (0 &- bits) }

  private static func range(_ index: Int, _ start: UInt64, _ size: UInt64, _ value: UInt32) -> BaseAddress? {
    let isMemory = value & 1 == 0
    let limit: UInt64 = isMemory ? 1 << 46 : 1 << 16
    guard start != 0, size >= 4, size <= limit, start <= limit - size, start % size == 0 else { return nil }
    return BaseAddress(
      index: index, isMemory: isMemory, isPrefetchable: isMemory && value & 8 != 0, address: start, size: size)
  }
}
