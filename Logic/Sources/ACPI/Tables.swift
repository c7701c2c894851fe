// ACPI tables as far as finding PCI needs them: RSDT or XSDT, MCFG (ACPI specification 6.4, 5.2.6 to 5.2.8; PCI Firmware
// specification 3.2, 4.1.2). Where the list of tables is, core says: of the root pointer a boot loader may have left a copy in
// RAM only.
//
// Every table is bounded by what it says of itself, by 1 MiB, and by what can be read; what does not fit or does not add up
// to 0 is ignored.

/// Where tables are read from.
public protocol PhysicalMemory {
  /// The bytes from `address` on; nil if some of them cannot be read.
  func read(_ address: UInt64, count: Int) -> [UInt8]?
}

/// Configuration space that is memory: 4 KiB for each function, 1 MiB for each bus.
public struct ConfigurationWindow: Equatable, Sendable {
  /// Physical address of bus 0, whether that is in the window or not.
  public let base: UInt64
  public let segment: UInt16
  public let buses: ClosedRange<UInt8>

  public init(base: UInt64, segment: UInt16, buses: ClosedRange<UInt8>) {
    self.base = base
    self.segment = segment
    self.buses = buses
  }

  /// Physical address of a bus of the window.
  public func address(ofBus bus: UInt8) -> UInt64 { base + UInt64(bus) << 20 }
}

/// The tables that are there.
public struct Tables<Memory: PhysicalMemory> {
  private let memory: Memory
  /// Physical addresses, in the root table's order.
  public private(set) var addresses: [UInt64] = []

  private static var largestTable: Int { 1 << 20 }
  private static var headerSize: Int { 36 }

  /// - Parameter list: where all tables are listed (physical address; 0: nowhere), and bytes of each entry.
  /// - Precondition: these are 8, in an XSDT, or 4, in an RSDT.
  public init(list: (address: UInt64, entrySize: Int), memory: Memory) {
    precondition(list.entrySize == 4 || list.entrySize == 8, "no list of tables has such entries")
    self.memory = memory
    guard let bytes = table(at: list.address) else { return }
    let count = (bytes.count - Self.headerSize) / list.entrySize
    addresses = (0..<count).map { bytes.number(Self.headerSize + $0 * list.entrySize, list.entrySize) }
  }

  /// A whole table; nil if it is none.
  public func table(at address: UInt64) -> [UInt8]? {
    guard address != 0, let header = memory.read(address, count: Self.headerSize) else { return nil }
    let length = Int(header.number(4, 4))
    guard length >= Self.headerSize, length <= Self.largestTable, let bytes = memory.read(address, count: length) else {
      return nil
    }
    return bytes.isIntact ? bytes : nil
  }

  /// The first table with this signature.
  private func table(_ signature: UInt64) -> [UInt8]? {
    for address in addresses where memory.read(address, count: 4)?.number(0, 4) == signature {
      if let bytes = table(at: address) { return bytes }
    }
    return nil
  }

  /// Where PCI's configuration space is memory.
  public var configurationWindows: [ConfigurationWindow] {
    guard let bytes = table(Signature.configuration) else { return [] }
    let start = Self.headerSize + 8
    return (0..<max(0, (bytes.count - start) / 16)).compactMap { Self.window(bytes, at: start + $0 * 16) }
  }

  private static func window(_ bytes: [UInt8], at offset: Int) -> ConfigurationWindow? {
    let (base, first, last) = (bytes.number(offset, 8), bytes[offset + 10], bytes[offset + 11])
    // Below the end of what can be addressed, and where a page starts.
    guard base != 0, base % 4096 == 0, base < 1 << 46, first <= last else { return nil }
    return ConfigurationWindow(base: base, segment: UInt16(bytes.number(offset + 8, 2)), buses: first...last)
  }
}

private enum Signature {
  /// "MCFG"
  static var configuration: UInt64 { 0x4746_434d }
}

extension [UInt8] {
  /// A number of so many bytes, the lowest first.
  /// - Precondition: it is within the array.
  fileprivate func number(_ offset: Int, _ bytes: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<bytes { value |= UInt64(self[offset + index]) << UInt64(index * 8) }
    return value
  }

  fileprivate var isIntact: Bool {
    var sum: UInt8 = 0
    for byte in self { sum &+= byte }
    return sum == 0
  }
}
