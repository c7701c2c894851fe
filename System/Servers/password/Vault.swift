// What is kept of a password: enough to tell it from others, slowly, and not enough to know it.
//
// Invariant: the key that follows from the password exists only while a password is being judged.

import Bulkhead
import Secrets

final class Vault {
  private let environment: Environment
  private let stretching: Stretching
  private let hasEntropy: Bool
  private var salt: Salt?
  /// Means something once there is a salt.
  private var verifier = Key256()

  init(_ environment: Environment, _ stretching: Stretching, hasEntropy: Bool) {
    self.environment = environment
    self.stretching = stretching
    self.hasEntropy = hasEntropy
  }

  /// Keeps what tells the new password from others. False: there is no memory for that.
  func keep(_ entry: borrowing Entry) -> Bool {
    let salt = makeSalt()
    var key = Key256()
    guard stretching.makeKey(&key, of: entry, salt) else { return false }
    self.salt = salt
    verifier = Stretching.derive(&key, for: "verifier")
    return true
  }

  /// The key for who has that label; nil if the password is not the right one.
  func key(of entry: borrowing Entry, for label: String) -> Key256? {
    var key = Key256()
    guard let salt, stretching.makeKey(&key, of: entry, salt) else { return nil }
    let found = Stretching.derive(&key, for: "verifier")
    guard verifier.isSame(as: found) else { return nil }
    return Stretching.derive(&key, for: "for " + label)
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
