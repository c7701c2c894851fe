// The place of a password's record on a disk (Logic/Sources/Secrets/PasswordRecord.swift): two copies, of which one is whole at each
// moment, whatever happens to the power. Damage to one of them costs nothing; damage to both is told, and is no first use.
//
// The store itself hides nothing: the password is what would be needed for that. What is to be hidden is sealed inside of the record.
// That the disk was put back to an earlier record is not noticed; the earlier password is the right one then.

import BlockClient
import Bulkhead
import SealedStore
import Secrets

final class PasswordStore {
  private var store: SealedStore<DiskStorage, NoSeal>
  /// One copy was damaged or half written when the store was opened, and is whole again.
  private(set) var wasRepaired = false

  /// More blocks are not used.
  private static var most: Int { 64 }

  init(_ environment: Environment) throws(SessionError) {
    let disk = DiskStorage(try BlockConnection(environment, label: Text("password")), most: Self.most)
    store = SealedStore(disk, seal: NoSeal(), identity: [UInt8](repeating: 0, count: 16))
  }

  /// Nil: no password was chosen yet.
  func open() throws(StoreError) -> PasswordRecord? {
    guard let found = try store.open() else { return nil }
    guard let record = PasswordRecord(found.content) else { throw .damaged }
    wasRepaired = found.wasRepaired
    return record
  }

  func replace(with record: PasswordRecord) throws(StoreError) { _ = try store.replace(with: record.bytes) }
}

/// A digest that tells damage.
private struct NoSeal: Seal {
  func makeNonce(for content: [UInt8], generation: UInt64) -> [UInt8] { [UInt8](repeating: 0, count: 24) }
  func seal(_ content: inout [UInt8], nonce: [UInt8], bound: [UInt8]) -> [UInt8] { Array(digest(bound + content)[..<16]) }

  func open(_ content: inout [UInt8], tag: [UInt8], nonce: [UInt8], bound: [UInt8]) -> Bool {
    Array(digest(bound + content)[..<16]) == tag
  }

  func digest(_ bytes: [UInt8]) -> [UInt8] { Stretching.digest(bytes) }
}

extension StoreError {
  /// For the person at the machine.
  var reason: String {
    switch self {
    case .storage: "the disk does not read or write"
    case .tooSmall, .tooLong: "the disk is too small"
    case .damaged, .wrongKey, .rolledBack, .witnessMissing: "both copies on the disk are damaged"
    }
  }
}
