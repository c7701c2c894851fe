// What is kept of a password: enough to tell it from others, slowly, and not enough to know it. Where there is a disk, also there.
//
// Invariant: the key that follows from the password exists only while a password is being judged.

import Bulkhead
import SealedStore
import Secrets

final class Vault {
  private let environment: Environment
  private var stretching: Stretching
  private let store: PasswordStore?
  private let hasEntropy: Bool
  private var salt: Salt?
  /// Of the disk, until the right password was entered.
  private var record: PasswordRecord?
  /// Means something once there is a salt and no record.
  private var verifier = Key256()
  /// What was sealed with the password.
  private(set) var identity: Identity?

  init(_ environment: Environment, _ stretching: Stretching, hasEntropy: Bool, _ store: PasswordStore?) {
    self.environment = environment
    self.stretching = stretching
    self.hasEntropy = hasEntropy
    self.store = store
  }

  /// What is known from the last time.
  func remember() -> EntryMemory {
    guard let store else { return .none }
    do throws(StoreError) {
      record = try store.open()
    } catch {
      environment.log("error: what is kept of the password cannot be read, and nothing is reset: \(error.reason)")
      return .broken
    }
    guard let record else {
      environment.log("the disk is new: no password was chosen yet")
      return .none
    }
    if store.wasRepaired {
      environment.log("error: one of the two copies on the disk was half written or damaged: it is repaired")
    }
    environment.log("there is a password from the last time")
    salt = Salt(record.salt)
    stretching = Stretching(memory: record.memory, passes: record.passes)
    return .sealed
  }

  /// Keeps what tells the new password from others.
  /// - Returns: what keeps it from doing so.
  func keep(_ entry: borrowing Entry) -> String? {
    let salt = makeSalt()
    var key = Key256()
    guard stretching.makeKey(&key, of: entry, salt) else { return "there is not enough RAM to make a key of it" }
    if let store {
      do throws(StoreError) {
        try store.replace(with: makeRecord(&key, salt, entry.identity ?? Identity()))
      } catch { return error.reason }
    }
    self.salt = salt
    verifier = Stretching.derive(&key, for: "verifier")
    return nil
  }

  private func makeRecord(_ key: inout Key256, _ salt: Salt, _ identity: Identity) -> PasswordRecord {
    var hidden = identity.bytes
    var seal = Stretching.derive(&key, for: "identity")
    let bound = PasswordRecord.bound(salt: salt.bytes, memory: stretching.memory, passes: stretching.passes)
    // Other content with the same key has another nonce.
    let nonce = Array(Stretching.digest(Stretching.bytes(of: Stretching.derive(&key, for: "nonce")) + hidden)[..<24])
    let tag = Stretching.seal(&hidden, &seal, nonce, bound)
    return PasswordRecord(
      salt: salt.bytes, memory: stretching.memory, passes: stretching.passes, nonce: nonce, tag: tag, hidden: hidden)
  }

  /// The key for who has that label; nil if the password is not the right one.
  func key(of entry: borrowing Entry, for label: String) -> Key256? {
    var key = Key256()
    guard let salt, stretching.makeKey(&key, of: entry, salt) else { return nil }
    guard isRight(&key) else { return nil }
    return Stretching.derive(&key, for: "for " + label)
  }

  private func isRight(_ key: inout Key256) -> Bool {
    let found = Stretching.derive(&key, for: "verifier")
    guard let record else { return verifier.isSame(as: found) }
    var hidden = record.hidden
    var seal = Stretching.derive(&key, for: "identity")
    guard Stretching.open(&hidden, record.tag, &seal, record.nonce, record.bound) else { return false }
    identity = Identity(hidden)
    verifier = found
    self.record = nil
    return true
  }

  /// Salts need not be secret, only different everywhere.
  private func makeSalt() -> Salt {
    if hasEntropy, let block = takeEntropy() { return Salt(words: (block.words.0, block.words.1)) }
    if hasEntropy { environment.log("error: there is no entropy for the salt: it is made of the time") }
    return Salt(words: (environment.clock.ticks, 0))
  }

  /// Waits a second for it at most.
  private func takeEntropy() -> Block256? {
    guard let session = try? environment.open(Entropy.self) else { return nil }
    for _ in 0..<50 {
      let block: Block256? = try? session.call(Entropy.take)
      if let block { return block }
      environment.entrypoint.pause(.milliseconds(20))
    }
    return nil
  }
}
