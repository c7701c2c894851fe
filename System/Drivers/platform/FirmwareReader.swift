// Reading the firmware's tables: each page of physical memory is claimed while it is read.

import ACPI
import Bulkhead

/// Memory that the firmware wrote.
final class FirmwareReader: PhysicalMemory {
  private let environment: Environment
  /// Pages that were read, by physical address.
  private var pages: [(address: UInt64, bytes: [UInt8])] = []

  init(_ environment: Environment) { self.environment = environment }

  /// Tables larger than this all together are not the firmware's.
  private static var largestCount: Int { 64 }

  func read(_ address: UInt64, count: Int) -> [UInt8]? {
    guard address <= 1 << 46, count <= 1 << 20 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let place = address + UInt64(bytes.count)
      guard let page = page(place & ~4095) else { return nil }
      let start = Int(place & 4095)
      bytes += page[start..<min(4096, start + count - bytes.count)]
    }
    return bytes
  }

  private func page(_ address: UInt64) -> [UInt8]? {
    for page in pages where page.address == address { return page.bytes }
    guard pages.count < Self.largestCount, let memory = try? DeviceWindow(environment, address, 4096, isWritable: false) else {
      return nil
    }
    pages.append((address, memory.mapping.copy(first: 4096)))
    return pages[pages.count - 1].bytes
  }
}

/// Device memory that this component has, and sees.
final class DeviceWindow {
  private let session: Session<IOMemory>
  let dataspace: OwnedCapability<Dataspace>
  let mapping: Mapping

  /// - Throws: `denied` if the range is RAM, the kernel's, or somebody else's.
  init(_ environment: Environment, _ address: UInt64, _ size: UInt64, isWritable: Bool = true) throws(SessionError) {
    session = try IOMemory.open(environment, address, size, isCombined: false)
    dataspace = try session.dataspace()
    do throws(RegionMapFailure) { mapping = try Mapping(dataspace.capability, isWritable: isWritable) } catch {
      throw .failed("device memory cannot be mapped")
    }
  }
}

extension IOMemory {
  static func open(_ environment: Environment, _ address: UInt64, _ size: UInt64, isCombined: Bool) throws(SessionError)
    -> Session<IOMemory>
  {
    var arguments = Text()
    arguments.addArgument("base", address)
    arguments.addArgument("size", size)
    if isCombined { arguments.addArgument("wc", Text("yes")) }
    return try environment.open(IOMemory.self, arguments: arguments)
  }
}

extension Session where I == IOMemory {
  borrowing func dataspace() throws(SessionError) -> OwnedCapability<Dataspace> {
    do throws(DeviceFailure) { return try call(IOMemory.dataspace) } catch { throw .unreachable(service: IOMemory.name) }
  }
}
