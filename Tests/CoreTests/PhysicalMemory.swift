import Foundation
import KernelABI

@testable import Core

/// Memory where core sees physical memory, so that what core keeps there can be tested.
enum PhysicalMemory {
  static let size = 64 << 20

  /// Maps it; once for all tests.
  static let isThere: Bool = {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | fixedPlace | MAP_NORESERVE
    let address = UnsafeMutableRawPointer(bitPattern: UInt(AddressSpaceLayout.corePhysicalWindow))
    let isMapped = mmap(address, size, PROT_READ | PROT_WRITE, flags, -1, 0) == address
    precondition(isMapped, "something else in this process has the addresses of core's window on physical memory")
    return isMapped
  }()

  private static let fixedPlace: Int32 = 0x10_0000
}
