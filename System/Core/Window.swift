// Physical memory as core sees it: the unsafe corner of core.
//
// The kernel maps all RAM at `AddressSpaceLayout.corePhysicalWindow`. Core reads and writes there boot information, modules,
// frames that it is about to hand out, and what it keeps in frames that a client pays for (ObjectMemory.swift,
// Region.swift), each only within bounds that its caller established.

import KernelABI

enum Window {
  static func load<T: BitwiseCopyable>(_ physical: UInt64, as type: T.Type) -> T {
    // Safety: see above.
    unsafe pointer(physical).loadUnaligned(as: type)
  }

  static func store<T: BitwiseCopyable>(_ value: T, at physical: UInt64) {
    // Safety: see above.
    unsafe pointer(physical).storeBytes(of: value, as: T.self)
  }

  static func clear(_ physical: UInt64, bytes: UInt64) {
    // Safety: see above.
    unsafe pointer(physical).initializeMemory(as: UInt8.self, repeating: 0, count: Int(bytes))
  }

  static func copy(from source: UInt64, to target: UInt64, bytes: UInt64) {
    // Safety: see above; the two are different frames.
    unsafe pointer(target).copyMemory(from: UnsafeRawPointer(pointer(source)), byteCount: Int(bytes))
  }

  /// Where core sees the frame, for code that has its own unsafe corner.
  static func address(_ physical: UInt64) -> UInt { UInt(AddressSpaceLayout.corePhysicalWindow &+ physical) }

  private static func pointer(_ physical: UInt64) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: address(physical)).unsafelyUnwrapped
  }
}

/// A block of memory that core keeps words in.
struct Record: Equatable {
  /// Physical.
  let address: UInt64

  subscript(word: Int) -> UInt64 {
    get { Window.load(address + UInt64(word) * 8, as: UInt64.self) }
    nonmutating set { Window.store(newValue, at: address + UInt64(word) * 8) }
  }
}
