// The cryptography that a store is made with; the store itself has none.

/// Authenticated encryption with a key, and a digest without one.
///
/// Meant for XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) and BLAKE2b (RFC 7693).
public protocol Seal {
  /// 24 bytes that were never used with this key for other content. Must not follow from the generation alone: an old disk that
  /// is put back makes generations come again.
  mutating func makeNonce(for content: [UInt8], generation: UInt64) -> [UInt8]
  /// Encrypts the content where it is, and returns 16 bytes without which nobody can have changed it or `bound`.
  func seal(_ content: inout [UInt8], nonce: [UInt8], bound: [UInt8]) -> [UInt8]
  /// Decrypts the content where it is. False: it, `bound`, or the key is not what it was; then the content is to be forgotten.
  func open(_ content: inout [UInt8], tag: [UInt8], nonce: [UInt8], bound: [UInt8]) -> Bool
  /// 32 bytes, other ones for other bytes.
  func digest(_ bytes: [UInt8]) -> [UInt8]
}
