// Which device memory, ports and interrupts there are, and who has them. Each belongs to one session at a time.

import KernelABI

/// Why a session for a device was refused.
enum DeviceRefusal: Error {
  /// Arguments are missing, or mean nothing.
  case badArguments
  /// It is RAM, or belongs to the kernel.
  case notDevice
  case inUse

  var text: StaticString {
    switch self {
    case .badArguments: "its arguments are missing or wrong"
    case .notDevice: "that is RAM, or the kernel's"
    case .inUse: "somebody else has it"
    }
  }
}

struct DeviceRegister {
  private var memory: [MemoryExtent] = []
  private var ports: [MemoryExtent] = []
  private var interrupts: [UInt64] = []

  // MARK: - Memory

  mutating func claimMemory(_ extent: MemoryExtent, _ boot: BootRecord) throws(DeviceRefusal) {
    guard !Self.belongsToKernel(extent), !Self.isRAM(extent, boot) else { throw .notDevice }
    for other in memory where other.overlaps(extent) { throw .inUse }
    memory.append(extent)
  }

  mutating func releaseMemory(_ extent: MemoryExtent) { memory.removeAll { $0 == extent } }

  /// The I/O APICs and the local APIC (Intel SDM volume 3, 11.4.1; 82093AA datasheet, 3.0).
  private static func belongsToKernel(_ extent: MemoryExtent) -> Bool {
    extent.overlaps(MemoryExtent(start: 0xfec0_0000, size: 0x10_0000))
      || extent.overlaps(MemoryExtent(start: 0xfee0_0000, size: 0x10_0000))
  }

  /// Everything that is, or may be, RAM that somebody uses. The kernel and what it took at the start lie above 1 MiB and
  /// below or at the start of the first large stretch of RAM, hence below the largest one under 4 GiB.
  private static func isRAM(_ extent: MemoryExtent, _ boot: BootRecord) -> Bool {
    let low = MemoryExtent(start: 0, size: 0xa_0000)
    let kernel = MemoryExtent(start: 0x10_0000, size: max(boot.largestLowRegion, 0x10_0000) - 0x10_0000)
    let archive = MemoryExtent(start: boot.archive.start, size: Frames.pages(boot.archive.size) * Frames.pageSize)
    if extent.overlaps(low) || extent.overlaps(kernel) || extent.overlaps(archive) { return true }
    return boot.regions.contains { $0.overlaps(extent) }
  }

  // MARK: - Ports

  mutating func claimPorts(_ extent: MemoryExtent) throws(DeviceRefusal) {
    // The legacy interrupt controllers.
    for port in [0x20, 0xa0] as [UInt64] where extent.overlaps(MemoryExtent(start: port, size: 2)) { throw .notDevice }
    for other in ports where other.overlaps(extent) { throw .inUse }
    ports.append(extent)
  }

  mutating func releasePorts(_ extent: MemoryExtent) { ports.removeAll { $0 == extent } }

  // MARK: - Interrupts

  mutating func claimInterrupt(_ number: UInt64) throws(DeviceRefusal) {
    guard !interrupts.contains(number) else { throw .inUse }
    interrupts.append(number)
  }

  mutating func releaseInterrupt(_ number: UInt64) { interrupts.removeAll { $0 == number } }
}
