// The cryptography of C, for Swift.
//
// The unsafe corner of this component: here, and nowhere else, memory is handed to C.

import Ckey_vault
import SealedStore
import Secrets

enum Cryptography {
  /// Of the standards' examples, the number of the first that does not come out right; 0 if all do.
  static var wrongExample: Int { Int(vault_examples()) }

  // Safety of the caller: `body` writes at most so many bytes.
  static func make(_ count: Int, _ body: (UnsafeMutablePointer<UInt8>?) -> Void) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
    return bytes
  }

  /// The public key of a seed.
  static func publicKey(_ seed: [UInt8]) -> [UInt8] {
    precondition(seed.count == 32, "a seed has 32 bytes")
    return unsafe make(32) { key in
      // Safety: both have 32 bytes.
      unsafe seed.withUnsafeBufferPointer { unsafe vault_public_key(key, $0.baseAddress) }
    }
  }

  /// A signature, which was looked at: one that is made while the machine errs could give the key away.
  /// - Returns: nil if it is wrong.
  static func sign(_ message: [UInt8], _ seed: [UInt8]) -> [UInt8]? {
    precondition(seed.count == 32, "a seed has 32 bytes")
    let signature = unsafe make(64) { signature in
      unsafe seed.withUnsafeBufferPointer { seed in
        // Safety: 64 and 32 bytes, and as many as the message has.
        unsafe message.withUnsafeBufferPointer {
          unsafe vault_sign(signature, seed.baseAddress, $0.baseAddress, $0.count)
        }
      }
    }
    return isRight(signature, publicKey(seed), message) ? signature : nil
  }

  private static func isRight(_ signature: [UInt8], _ key: [UInt8], _ message: [UInt8]) -> Bool {
    unsafe signature.withUnsafeBufferPointer { signature in
      unsafe key.withUnsafeBufferPointer { key in
        // Safety: 64 and 32 bytes, and as many as the message has.
        unsafe message.withUnsafeBufferPointer {
          unsafe vault_check(signature.baseAddress, key.baseAddress, $0.baseAddress, $0.count) == 1
        }
      }
    }
  }

  /// BLAKE2b.
  static func digest(_ bytes: [UInt8], count: Int) -> [UInt8] {
    unsafe make(count) { result in
      // Safety: as many bytes as it says.
      unsafe bytes.withUnsafeBufferPointer { unsafe vault_digest(result, count, nil, $0.baseAddress, $0.count) }
    }
  }

  /// BLAKE2b with a key.
  static func digest(_ bytes: [UInt8], key: SharedKey, count: Int) -> [UInt8] {
    unsafe make(count) { result in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        // Safety: the key has 32 bytes, the others as many as they say.
        unsafe key.withBytes { unsafe vault_digest(result, count, $0, bytes.baseAddress, bytes.count) }
      }
    }
  }

  /// AES of a block of 16 bytes; the key has 16, 24 or 32.
  static func encryptBlock(_ block: [UInt8], _ key: [UInt8]) -> [UInt8] {
    precondition(block.count == 16 && [16, 24, 32].contains(key.count), "AES has other sizes")
    var block = block
    unsafe block.withUnsafeMutableBufferPointer { block in
      // Safety: a block, and as many bytes as the key has.
      unsafe key.withUnsafeBufferPointer { unsafe vault_aes(block.baseAddress, $0.baseAddress, $0.count) }
    }
    return block
  }

  static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    unsafe make(20) { result in
      // Safety: 20 bytes.
      unsafe bytes.withUnsafeBufferPointer { unsafe vault_sha1(result, $0.baseAddress, $0.count) }
    }
  }
}

/// A key that several hold; overwritten when nobody does any more.
final class SharedKey {
  private var key: Key256

  init(_ key: consuming Key256) { self.key = key }

  convenience init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
    var key = Key256()
    for (number, word) in [words.0, words.1, words.2, words.3].enumerated() {
      for index in 0..<8 { key[number * 8 + index] = UInt8(truncatingIfNeeded: word >> UInt64(index * 8)) }
    }
    self.init(key)
  }

  /// A copy.
  var bytes: [UInt8] { (0..<Key256.count).map { key[$0] } }

  // Safety of the caller: `body` uses 32 bytes, and none of them later.
  func withBytes<R>(_ body: (UnsafeMutablePointer<UInt8>) -> R) -> R { unsafe key.withBytes(body) }
}

/// SHA-512 of what comes piece by piece.
struct RunningDigest {
  private var hash = vault_hash()

  init() { unsafe vault_hash_begin(&hash) }

  mutating func append(_ bytes: [UInt8]) {
    // Safety: as many bytes as it says.
    unsafe bytes.withUnsafeBufferPointer { unsafe vault_hash_append(&hash, $0.baseAddress, $0.count) }
  }

  /// 64 bytes.
  mutating func finish() -> [UInt8] {
    unsafe Cryptography.make(64) { digest in
      // Safety: 64 bytes.
      unsafe vault_hash_finish(&hash, digest)
    }
  }
}

/// XChaCha20-Poly1305 with a key, and BLAKE2b.
struct VaultSeal: Seal {
  let key: SharedKey
  let pool: EntropyPool

  /// From the pool, and from the content: should the pool come again, other content still has another nonce.
  func makeNonce(for content: [UInt8], generation: UInt64) -> [UInt8] {
    var all = pool.take(32)
    for shift in 0..<8 { all.append(UInt8(truncatingIfNeeded: generation >> UInt64(shift * 8))) }
    return Cryptography.digest(all + content, key: key, count: 24)
  }

  func seal(_ content: inout [UInt8], nonce: [UInt8], bound: [UInt8]) -> [UInt8] {
    let count = content.count
    var tag = [UInt8](repeating: 0, count: 16)
    // Safety: the tag has 16 bytes, the key 32, the nonce 24, the others as many as they say.
    unsafe key.withBytes { unsafe vault_seal(&content, count, &tag, $0, nonce, bound, bound.count) }
    return tag
  }

  func open(_ content: inout [UInt8], tag: [UInt8], nonce: [UInt8], bound: [UInt8]) -> Bool {
    let count = content.count
    // Safety: as in `seal`.
    return unsafe key.withBytes { unsafe vault_open(&content, count, tag, $0, nonce, bound, bound.count) == 1 }
  }

  func digest(_ bytes: [UInt8]) -> [UInt8] { Cryptography.digest(bytes, count: 32) }
}
