// Where the keys are at rest: on a disk, sealed, and, where there is one, with a witness on another disk.

import BlockClient
import Bulkhead
import SealedStore

final class KeyStore {
  private var alone: SealedStore<DiskStorage, VaultSeal>?
  private var witnessed: WitnessedStore<DiskStorage, DiskStorage, VaultSeal>?
  /// A state that the witness does not know counts as the last one.
  private let adopts: Bool

  /// More blocks are of no use.
  private static var most: Int { 1024 }

  init(_ disk: BlockConnection, witness: BlockConnection?, adopts: Bool, _ seal: VaultSeal) {
    self.adopts = adopts
    let store = SealedStore(DiskStorage(disk, most: Self.most), seal: seal, identity: seal.pool.take(16))
    if let witness {
      let second = SealedStore(DiskStorage(witness, most: Self.most), seal: seal, identity: seal.pool.take(16))
      witnessed = WitnessedStore(store, witness: second)
    } else {
      alone = store
    }
  }

  func open() throws(StoreError) -> StoredState? {
    if witnessed != nil { return try witnessed?.open(adopts: adopts) }
    return try alone?.open()
  }

  func replace(with content: [UInt8]) throws(StoreError) -> StateMark? {
    if witnessed != nil { return try witnessed?.replace(with: content) }
    return try alone?.replace(with: content)
  }
}
