// The unsafe corner: access to any address.

import Synchronization

/// Takes what was read, so that the compiler cannot leave the access out.
private let last = Atomic<UInt64>(0)

enum ForeignMemory {
  static func access(_ address: UInt64, isWrite: Bool) {
    // Safety: nothing of this program's is at the addresses that are tried; that the access fails is what is tested.
    guard let pointer = unsafe UnsafeMutablePointer<UInt64>(bitPattern: UInt(truncatingIfNeeded: address)) else { return }
    if isWrite {
      unsafe pointer.pointee = last.load(ordering: .relaxed)
    } else {
      last.store(unsafe pointer.pointee, ordering: .relaxed)
    }
  }
}
