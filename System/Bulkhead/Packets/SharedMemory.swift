// Memory that two components share, and in which neither trusts what it reads.

import Synchronization

/// Memory that somebody else may change at any time. Reading is one access, whose result is to be checked before use.
public protocol SharedMemory: ~Copyable {
  /// Bytes.
  var count: Int { get }
  /// Reads a number. What was written before the other side's `storeIndex` is seen after this.
  /// - Precondition: `offset` is a multiple of 4 and within the memory.
  func loadIndex(_ offset: Int) -> UInt32
  /// Writes a number, after everything that was written before.
  /// - Precondition: as for `loadIndex`.
  func storeIndex(_ value: UInt32, at offset: Int)
  /// - Precondition: `offset` is a multiple of 8 and within the memory.
  func loadWord(_ offset: Int) -> UInt64
  /// - Precondition: as for `loadWord`.
  func storeWord(_ value: UInt64, at offset: Int)
}

extension Mapping: SharedMemory {
  public func loadIndex(_ offset: Int) -> UInt32 { atomic(offset) { $0.load(ordering: .acquiring) } }
  public func storeIndex(_ value: UInt32, at offset: Int) { atomic(offset) { $0.store(value, ordering: .releasing) } }
  public func loadWord(_ offset: Int) -> UInt64 { load(offset) }
  public func storeWord(_ value: UInt64, at offset: Int) { store(value, at: offset) }

  private func atomic<R>(_ offset: Int, _ body: (borrowing Atomic<UInt32>) -> R) -> R {
    precondition(offset >= 0 && offset <= count - 4 && offset % 4 == 0, "outside the mapping")
    // Safety: just checked; an atomic number is laid out as the number.
    let pointer = unsafe UnsafePointer<Atomic<UInt32>>(bitPattern: UInt(address) + UInt(offset)).unsafelyUnwrapped
    return unsafe body(pointer.pointee)
  }
}
