// A disk as a sealed store needs it (Logic/Sources/SealedStore).

import Bulkhead
import SealedStore

public struct DiskStorage: BlockStorage {
  private let disk: BlockConnection
  public let blockCount: Int

  /// - Parameter most: more of the disk's blocks than that are not used. Always the same for a disk: it decides what is where.
  public init(_ disk: BlockConnection, most: Int) {
    self.disk = disk
    blockCount = Int(min(disk.info.count, UInt64(most)))
  }

  public var blockSize: Int { disk.blockSize }

  public func read(_ first: Int, _ count: Int) throws(StorageFault) -> [UInt8] {
    do throws(BlockError) { return try disk.read(UInt64(first), count) } catch { throw .failed }
  }

  public func write(_ first: Int, _ bytes: [UInt8]) throws(StorageFault) {
    do throws(BlockError) { try disk.write(UInt64(first), bytes) } catch { throw .failed }
  }

  public func sync() throws(StorageFault) {
    do throws(BlockError) { try disk.sync() } catch { throw .failed }
  }
}
