// Where a store keeps its state: numbered blocks, as a disk has them.

/// What went wrong with a block.
public enum StorageFault: Error, Equatable, Sendable {
  /// It could not be read or written; of a write, any part may have happened.
  case failed
}

/// Blocks of equal size. Writes may reach the disk in any order, in part, or not at all, until `sync` returned.
public protocol BlockStorage {
  /// Bytes: a power of 2, at least 512.
  var blockSize: Int { get }
  /// How many blocks there are; the first one has the number 0.
  var blockCount: Int { get }
  /// - Precondition: there are such blocks.
  mutating func read(_ first: Int, _ count: Int) throws(StorageFault) -> [UInt8]
  /// - Precondition: there are such blocks, and the bytes are a whole number of them.
  mutating func write(_ first: Int, _ bytes: [UInt8]) throws(StorageFault)
  /// When this returns, all that was written before is on the disk for good.
  mutating func sync() throws(StorageFault)
}
