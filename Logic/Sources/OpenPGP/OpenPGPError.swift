/// What is wrong with what somebody hands in as OpenPGP.
public enum OpenPGPError: Error, Equatable, Sendable {
  /// It ends in the middle of something.
  case truncated
  /// It is not what its format says.
  case malformed
  /// No armour of this kind in it.
  case noArmor
  /// The armour's or the key's checksum is another one.
  case wrongChecksum
  /// There is no secret key in it.
  case noKey
  /// A key of another kind than Ed25519, or another version than 4.
  case unsupportedKey
  /// Protected in a way that is not known here (RFC 4880, 3.7, knows some that are of no use any more).
  case unsupportedProtection
  /// The key is protected, and the passphrase is not this one. Or it was altered.
  case wrongPassphrase
}
