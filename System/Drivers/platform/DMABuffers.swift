// Memory that the devices of a session access. With an IOMMU, a buffer would be entered here into the page table of the
// session's devices, and removed when it is freed.

import Bulkhead

final class DMABuffers {
  private final class Buffer {
    let memory: RAM
    let size: UInt64

    init(_ memory: consuming RAM, size: UInt64) {
      self.memory = memory
      self.size = size
    }
  }

  private let environment: Environment
  private let account: SessionAccount
  private var buffers: [Buffer] = []

  /// 256 MiB.
  private static var largest: UInt64 { 1 << 28 }

  init(_ environment: Environment, _ account: SessionAccount) {
    self.environment = environment
    self.account = account
  }

  private static func cost(_ size: UInt64) -> Quota { Quota(ram: size, capabilities: 1) }

  func allocate(_ wish: UInt64) throws(PlatformFailure) -> Capability<Dataspace> {
    guard wish > 0, wish <= Self.largest else { throw .outOfRange }
    let size = (wish + 4095) & ~4095
    try account.withdraw(Self.cost(size))
    do throws(PDFailure) {
      let buffer = Buffer(try RAM(size: size), size: size)
      buffers.append(buffer)
      return buffer.memory.dataspace
    } catch {
      account.replenish(Self.cost(size))
      throw .outOfRAM
    }
  }

  func free(_ dataspace: Capability<Dataspace>) throws(PlatformFailure) {
    guard let index = buffers.firstIndex(where: { $0.memory.dataspace == dataspace }) else { throw .outOfRange }
    account.replenish(Self.cost(buffers[index].size))
    buffers.remove(at: index)
  }

  func address(_ dataspace: Capability<Dataspace>) throws(PlatformFailure) -> UInt64 {
    guard buffers.contains(where: { $0.memory.dataspace == dataspace }) else { throw .outOfRange }
    do throws(PDFailure) { return try environment.protectionDomain.call(PD.dmaAddress, dataspace) } catch {
      environment.log("error: RAM has no address for devices; add \"managing_system: yes\" to this component's start node")
      throw .unreachable
    }
  }
}
