// What reading a protected key needs of cryptography. Whoever imports keys brings it along; nothing here computes any.
//
// In two halves, because a passphrase and the secret that it protects need not be in one place: one component makes a key of the
// passphrase, another one opens the secret with that key.

public enum HashAlgorithm: UInt8, Sendable {
  case sha1 = 2
  case sha256 = 8
  case sha512 = 10
}

/// A digest in the making.
public protocol RunningHash {
  mutating func update(_ bytes: borrowing Span<UInt8>)
  /// The digest. Nothing is done with the hash afterwards.
  mutating func finish() -> [UInt8]
}

/// For whoever knows the passphrase.
public protocol PassphraseHashing {
  associatedtype Hash: RunningHash
  func hash(_ algorithm: HashAlgorithm) -> Hash
}

/// For whoever opens the secret.
public protocol SecretCipher {
  /// 20 bytes.
  func sha1(_ bytes: [UInt8]) -> [UInt8]
  /// One block of 16 bytes, encrypted with AES; the key has 16, 24 or 32 bytes.
  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8]
}

/// For whoever does both.
public protocol ImportCryptography: PassphraseHashing, SecretCipher {}

extension ImportCryptography {
  public func sha1(_ bytes: [UInt8]) -> [UInt8] {
    var hash = hash(.sha1)
    hash.update(bytes.span)
    return hash.finish()
  }
}
