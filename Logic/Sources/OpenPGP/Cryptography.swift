// What reading a protected key needs of cryptography. Whoever imports keys brings it along; nothing here computes any.

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

public protocol ImportCryptography {
  associatedtype Hash: RunningHash
  func hash(_ algorithm: HashAlgorithm) -> Hash
  /// One block of 16 bytes, encrypted with AES; the key has 16, 24 or 32 bytes.
  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8]
}
