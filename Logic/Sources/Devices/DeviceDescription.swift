// Devices as drivers and policies see them, whatever bus they are on.

import HID
import PCI

/// Memory of a device.
public struct DeviceMemory: Equatable, Sendable {
  /// The base address register, of a PCI device.
  public let bar: Int?
  public let address: UInt64
  /// Bytes.
  public let size: UInt64
  /// Whether writes may be combined: pixels, not registers.
  public let isCombined: Bool

  public init(bar: Int? = nil, address: UInt64, size: UInt64, isCombined: Bool = false) {
    self.bar = bar
    self.address = address
    self.size = size
    self.isCombined = isCombined
  }
}

/// I/O ports of a device.
public struct DevicePorts: Equatable, Sendable {
  public let bar: Int?
  public let first: UInt64
  public let count: UInt64

  public init(bar: Int? = nil, first: UInt64, count: UInt64) {
    self.bar = bar
    self.first = first
    self.count = count
  }
}

/// How a device interrupts.
public enum DeviceInterrupt: Equatable, Sendable {
  /// A legacy interrupt (0...15) or global system interrupt.
  case wire(UInt64)
  /// By messages, in the configuration space or in a table of that many entries.
  case message(MessageInterrupt)
  case messages(MessageTable)
}

public struct DeviceDescription: Equatable, Sendable {
  /// Unique: `pci-0:4.0`, `PS2`.
  public let name: String
  /// Nil: it is not on PCI.
  public let function: Function?
  public let memory: [DeviceMemory]
  public let ports: [DevicePorts]
  public let interrupts: [DeviceInterrupt]
  /// What else drivers have to know.
  public var properties: [(name: String, value: UInt64)] = []
  /// Whether whoever has it may have it access memory by itself.
  public var accessesMemory = true

  public init(
    name: String, function: Function? = nil, memory: [DeviceMemory] = [], ports: [DevicePorts] = [],
    interrupts: [DeviceInterrupt] = []
  ) {
    self.name = name
    self.function = function
    self.memory = memory
    self.ports = ports
    self.interrupts = interrupts
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.name.isSame(as: b.name) && a.function == b.function && a.memory == b.memory && a.ports == b.ports
      && a.interrupts == b.interrupts
  }
}

extension DeviceDescription {
  /// A PCI device as its configuration space describes it. Nil for bridges, which no driver gets.
  ///
  /// - Parameter wire: the interrupt line, as the firmware wrote it into the configuration space.
  public init?(_ function: Function, _ access: some ConfigurationAccess) {
    guard function.identity.headerType == 0 else { return nil }
    let ranges = access.baseAddresses(of: function.address)
    let isPixels = function.identity.isFrameBuffer
    self.init(
      name: function.address.name, function: function,
      memory: ranges.filter { $0.isMemory }.map {
        DeviceMemory(bar: $0.index, address: $0.address, size: $0.size, isCombined: $0.isPrefetchable && isPixels)
      },
      ports: ranges.filter { !$0.isMemory }.map { DevicePorts(bar: $0.index, first: $0.address, count: $0.size) },
      interrupts: Self.interrupt(function.address, access, ranges).map { [$0] } ?? [])
  }

  /// The best way of interrupting that the device knows.
  private static func interrupt(_ address: FunctionAddress, _ access: some ConfigurationAccess, _ ranges: [BaseAddress])
    -> DeviceInterrupt?
  {
    let entries = access.capabilities(of: address)
    for entry in entries where entry.id == CapabilityID.messageSignalledTable {
      if let table = MessageTable(entry, address, access), table.fits(ranges) { return .messages(table) }
    }
    for entry in entries where entry.id == CapabilityID.messageSignalled && entry.offset + 16 <= 256 {
      return .message(MessageInterrupt(entry, address, access))
    }
    let (line, pin) = (access.read(address, Register.interrupt) & 0xff, access.read(address, Register.interrupt) >> 8 & 0xff)
    // 0 and 255: not connected. Above the legacy interrupts the register means nothing without the firmware's own language.
    return pin == 0 || line == 0 || line > 15 ? nil : .wire(UInt64(line))
  }
}

extension Identity {
  /// Is prefetchable memory of this device pixels? That of virtio devices holds registers, whatever they display.
  fileprivate var isFrameBuffer: Bool { classCode >> 16 == 0x03 && vendor != 0x1af4 }
}

extension MessageTable {
  /// Does the table lie within one of the device's ranges?
  fileprivate func fits(_ ranges: [BaseAddress]) -> Bool {
    for range in ranges where range.index == bar && range.isMemory {
      return tableOffset <= range.size && UInt64(count * Self.entrySize) <= range.size - tableOffset
    }
    return false
  }
}
