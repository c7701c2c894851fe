// Keys on disks that fail, with the cryptography that the machine has. Says what does not hold, and how much was looked at.

import SealedStore
import Secrets

@main struct VaultProof {
  private var looked = 0
  private var failures: [String] = []

  static func main() {
    var proof = VaultProof()
    do throws(StoreError) { try proof.tryAll() } catch { proof.failures.append("\(error)") }
    for failure in proof.failures.prefix(20) { print("FAILED: \(failure)") }
    print(proof.failures.isEmpty ? "held \(proof.looked) times" : "\(proof.failures.count) failures")
  }

  private mutating func tryAll() throws(StoreError) {
    expect(Cryptography.wrongExample == 0, "the standards' examples")
    let before = try written([ring(2)])
    expect(try opened(before).map { $0.bytes(leftover: leftover) } == ring(2).bytes(leftover: leftover), "keys come back")
    for key in ring(2).keys { expect(!contains(before, key.seed), "no seed is to be seen") }
    expect(failure(before, key: 2) == .wrongKey, "another key opens nothing")
    try failPower(before)
    try turnBits(before)
    try forge(before)
    try writeOften()
  }

  private mutating func expect(_ isTrue: Bool, _ what: String) {
    looked += 1
    if !isTrue { failures.append(what) }
  }

  // MARK: - Keys on a disk

  private typealias Store = SealedStore<TestDisk, VaultSeal>
  private let pool = EntropyPool()
  private let leftover = [UInt8](repeating: 5, count: 32)

  private func store(_ bytes: [UInt8], key: UInt64 = 1) -> Store {
    let seal = VaultSeal(key: SharedKey((key, 2, 3, 4)), pool: pool)
    return Store(TestDisk(bytes), seal: seal, identity: [UInt8](repeating: 7, count: 16))
  }

  private func ring(_ count: UInt8) -> KeyRing {
    var ring = KeyRing()
    for number in 0..<count {
      let seed = (0..<32).map { $0 &* 7 &+ number &* 31 }
      ring.append(StoredKey(creationTime: UInt32(number), userID: Array("Key \(number)".utf8), seed: seed))
    }
    return ring
  }

  /// A disk to which these were written, one after the other.
  private func written(_ rings: [KeyRing]) throws(StoreError) -> [UInt8] {
    var store = store([UInt8](repeating: 0, count: 4096))
    _ = try store.open()
    for ring in rings { _ = try store.replace(with: ring.bytes(leftover: leftover)) }
    return store.storage.bytes
  }

  private func opened(_ bytes: [UInt8]) throws(StoreError) -> KeyRing? {
    var store = store(bytes)
    var rest: [UInt8] = []
    guard let found = try store.open() else { return nil }
    guard let ring = KeyRing(found.content, leftover: &rest) else { throw .damaged }
    return ring
  }

  private func failure(_ bytes: [UInt8], key: UInt64 = 1) -> StoreError? {
    var store = store(bytes, key: key)
    do throws(StoreError) {
      _ = try store.open()
      return nil
    } catch { return error }
  }

  private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: part) }
  }

  // MARK: - What happens to disks

  /// Whenever the power fails while a key is added, there are the old keys or the new ones.
  private mutating func failPower(_ before: [UInt8]) throws(StoreError) {
    var store = store(before)
    _ = try store.open()
    _ = try store.replace(with: ring(3).bytes(leftover: leftover))
    var counts: [Int?] = []
    PowerCuts(before: before, events: store.storage.events).forAll { content, _ in
      counts.append((try? opened(content))?.keys.count)
    }
    for count in counts {
      expect(count == 2 || count == 3, "after a power cut there are \(count.map { "\($0)" } ?? "no") keys")
    }
    expect(counts.contains(2) && counts.contains(3), "both states were seen")
  }

  /// A bit of one copy costs nothing; the same bit of both is noticed, wherever it is.
  private mutating func turnBits(_ before: [UInt8]) throws(StoreError) {
    let size = used
    for place in 0..<size {
      var disk = TestDisk(before)
      disk.flip(place * 8 + place % 8)
      expect((try? opened(disk.bytes))?.keys.count == 2, "one bit of byte \(place) costs the keys")
      disk.flip((before.count / 2 + place) * 8 + place % 8)
      expect((try? opened(disk.bytes))?.keys.count == nil, "a bit of both copies' byte \(place) is not noticed")
    }
  }

  /// Bytes of one copy that mean something.
  private var used: Int { 112 + ring(2).bytes(leftover: leftover).count }

  /// Somebody without the key changes both copies and makes the digest right again.
  private mutating func forge(_ before: [UInt8]) throws(StoreError) {
    for place in Array(16..<80) + Array(112..<used) {
      var forged = before
      for start in [0, before.count / 2] {
        forged[start + place] ^= 1
        let end = start + (used + 511) / 512 * 512
        let digest = Cryptography.digest(Array(forged[start..<start + 80]) + forged[start + 112..<end], count: 32)
        forged.replaceSubrange(start + 80..<start + 112, with: digest)
      }
      expect(failure(forged) == .wrongKey, "a forged byte \(place) is taken")
    }
  }

  /// The same content never looks the same, and no nonce comes again.
  private mutating func writeOften() throws(StoreError) {
    var nonces: Set<[UInt8]> = []
    var store = store([UInt8](repeating: 0, count: 4096))
    _ = try store.open()
    for _ in 0..<300 {
      _ = try store.replace(with: ring(1).bytes(leftover: leftover))
      expect(nonces.insert(Array(store.storage.bytes[40..<64])).inserted, "a nonce came again")
    }
  }
}
