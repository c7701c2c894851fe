// Secret keys that others made: what `gpg --armor --export-secret-keys` writes (RFC 4880, 5.5.3).
//
// Invariant: a seed is handed out only if its checksum is right. That it belongs to the public key in the packet is for the
// caller to see: it makes the public key out of the seed.

/// A key with its secret.
public struct ImportedKey: Equatable, Sendable {
  public let key: PublicKey
  /// 32 bytes, of which RFC 8032 makes the key.
  public let seed: [UInt8]
  /// The first one of the key's; empty if it has none.
  public let userID: [UInt8]
}

public enum SecretKeyImport {
  /// Reads the first secret key.
  /// - Parameter passphrase: what protects it, UTF-8; not looked at if nothing does.
  /// - Complexity: gpg's usual protection hashes 65 million bytes.
  public static func read<C: ImportCryptography>(
    armored text: [UInt8], passphrase: [UInt8], _ cryptography: C
  ) throws(OpenPGPError) -> ImportedKey {
    let bytes = try Armor.decode(.secretKey, text)
    let packets = try Packet.all(in: bytes)
    guard let packet = packets.first(where: { $0.tag == PacketTag.secretKey.rawValue }) else { throw .noKey }
    let userID = packets.first { $0.tag == PacketTag.userID.rawValue }
    var reader = ByteReader(bytes, packet.body)
    let key = try PublicKey(from: &reader)
    let seed = try seed(&reader, passphrase, cryptography)
    return ImportedKey(key: key, seed: seed, userID: userID.map { Array(bytes[$0.body]) } ?? [])
  }

  private static func seed<C: ImportCryptography>(
    _ reader: inout ByteReader, _ passphrase: [UInt8], _ cryptography: C
  ) throws(OpenPGPError) -> [UInt8] {
    switch try reader.byte() {
    case 0:
      let content = try reader.take(reader.remaining)
      return try unprotected(content, checksum: .sum, otherwise: .wrongChecksum)
    case 254: return try protected(&reader, .sha1, passphrase, cryptography)
    case 255: return try protected(&reader, .sum, passphrase, cryptography)
    default: throw .unsupportedProtection
    }
  }

  /// What tells whether the secret is right.
  private enum Checksum {
    /// Of all bytes, 16 bits.
    case sum
    /// A digest of 20 bytes; computed by who has the cryptography.
    case sha1
  }

  private static func protected<C: ImportCryptography>(
    _ reader: inout ByteReader, _ checksum: Checksum, _ passphrase: [UInt8], _ cryptography: C
  ) throws(OpenPGPError) -> [UInt8] {
    guard let length = keyLength(try reader.byte()) else { throw .unsupportedProtection }
    let stringToKey = try StringToKey(from: &reader)
    let start = try reader.take(16)
    let content = try reader.take(reader.remaining)
    // An integer of 256 bits and a digest are 54 bytes.
    guard content.count <= 64 else { throw .malformed }
    let key = stringToKey.key(passphrase, bytes: length, cryptography)
    let plain = decrypt(content, key, start, cryptography)
    guard checksum == .sha1 else { return try unprotected(plain, checksum: .sum, otherwise: .wrongPassphrase) }
    guard plain.count > 20 else { throw .truncated }
    let secret = Array(plain[..<(plain.count - 20)])
    var hash = cryptography.hash(.sha1)
    hash.update(secret.span)
    guard isSame(hash.finish(), plain[(plain.count - 20)...]) else { throw .wrongPassphrase }
    return try unprotected(secret, checksum: .sha1, otherwise: .wrongPassphrase)
  }

  /// AES with keys of 128, 192 and 256 bits (RFC 4880, 9.2).
  private static func keyLength(_ algorithm: UInt8) -> Int? {
    switch algorithm {
    case 7: 16
    case 8: 24
    case 9: 32
    default: nil
    }
  }

  /// Cipher feedback with whole blocks.
  private static func decrypt<C: ImportCryptography>(
    _ bytes: [UInt8], _ key: [UInt8], _ start: [UInt8], _ cryptography: C
  ) -> [UInt8] {
    var plain: [UInt8] = []
    var previous = start
    for position in stride(from: 0, to: bytes.count, by: 16) {
      let mask = cryptography.encryptBlock(previous, key: key)
      previous = Array(bytes[position..<min(position + 16, bytes.count)])
      for index in 0..<previous.count { plain.append(previous[index] ^ mask[index]) }
    }
    return plain
  }

  private static func unprotected(
    _ content: [UInt8], checksum: Checksum, otherwise error: OpenPGPError
  ) throws(OpenPGPError) -> [UInt8] {
    let end = checksum == .sum ? content.count - 2 : content.count
    guard end >= 2 else { throw .truncated }
    if checksum == .sum {
      var sum: UInt16 = 0
      for index in 0..<end { sum &+= UInt16(content[index]) }
      guard sum == UInt16(content[end]) << 8 | UInt16(content[end + 1]) else { throw error }
    }
    var reader = ByteReader(content, 0..<end)
    let seed = try reader.integer(bytes: 32)
    guard reader.remaining == 0 else { throw .malformed }
    return seed
  }

  private static func isSame(_ a: [UInt8], _ b: ArraySlice<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<a.count { difference |= a[index] ^ b[b.startIndex + index] }
    return difference == 0
  }
}
