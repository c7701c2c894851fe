// IO_MEM and IO_PORT sessions.

import KernelABI
import RPC
import Sessions

/// Device memory, for one session alone.
final class IOMemorySession: ServedObject {
  private let extent: MemoryExtent
  private let dataspace: DataspaceObject

  /// Session arguments: `base`, `size`, `wc`.
  init(_ system: System, _ arguments: Text) throws(DeviceRefusal) {
    guard let base = arguments.numericArgument("base"), let size = arguments.numericArgument("size"), size > 0,
      base < Self.physicalEnd, size <= Self.physicalEnd - base
    else { throw .badArguments }
    let start = base & ~(Frames.pageSize - 1)
    extent = MemoryExtent(start: start, size: Frames.pages(base - start + size) * Frames.pageSize)
    let isCombined = arguments.argument("wc").map { $0 == "yes" } ?? false
    try system.devices.claimMemory(extent, system.boot)
    dataspace = DataspaceObject(
      system, .device(isCombined ? .writeCombined : .uncached), physical: start, size: extent.size, isWritable: true)
    super.init(system)
  }

  /// Physical addresses have 46 bits here.
  private static var physicalEnd: UInt64 { 1 << 46 }

  override func prepare(_ payer: ObjectMemory) throws(QuotaError) { try system.publish(dataspace, payer: payer) }

  override func serve(_ request: inout Request) {
    request.serve(IOMemory.dataspace) { () throws(DeviceFailure) in Capability(self.dataspace.capability) }
  }

  override func close() {
    dataspace.detachEverywhere()
    system.retire(dataspace)
    system.devices.releaseMemory(extent)
    super.close()
  }
}

/// Ports, for one session alone.
final class IOPortSession: ServedObject {
  private let extent: MemoryExtent

  /// Session arguments: `base`, `size`.
  init(_ system: System, _ arguments: Text) throws(DeviceRefusal) {
    guard let base = arguments.numericArgument("base"), let size = arguments.numericArgument("size"), size > 0,
      base < 0x1_0000, size <= 0x1_0000 - base
    else { throw .badArguments }
    extent = MemoryExtent(start: base, size: size)
    try system.devices.claimPorts(extent)
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(IOPort.read) { access throws(DeviceFailure) in
      try self.check(access)
      return self.system.machine.readPort(access.port, width: access.width)
    }
    request.serve(IOPort.write) { (access) throws(DeviceFailure) -> Void in
      try self.check(access)
      self.system.machine.writePort(access.port, width: access.width, access.value)
    }
  }

  private func check(_ access: PortAccess) throws(DeviceFailure) {
    let isWidth = access.width == 1 || access.width == 2 || access.width == 4
    guard isWidth, UInt64(access.port) >= extent.start, UInt64(access.port) + UInt64(access.width) <= extent.end else {
      throw .outOfRange
    }
  }

  override func close() {
    system.devices.releasePorts(extent)
    super.close()
  }
}
