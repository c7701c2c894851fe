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

/// A key whose secret is still as it came.
public struct SecretKeyFile: Sendable {
  public let key: PublicKey
  /// The first one of the key's; empty if it has none.
  public let userID: [UInt8]
  /// How the secret is to be opened; nil: it is not protected.
  public let protection: SecretProtection?
  /// The secret and its checksum, encrypted if it is protected.
  private let content: [UInt8]
  private let checksum: Checksum

  /// What tells whether the secret is right.
  private enum Checksum: Sendable {
    /// Of all bytes, 16 bits.
    case sum
    /// A digest of 20 bytes; computed by who has the cryptography.
    case sha1
  }

  /// Reads the first secret key.
  public init(armored text: [UInt8]) throws(OpenPGPError) {
    let bytes = try Armor.decode(.secretKey, text)
    let packets = try Packet.all(in: bytes)
    guard let packet = packets.first(where: { $0.tag == PacketTag.secretKey.rawValue }) else { throw .noKey }
    userID = packets.first { $0.tag == PacketTag.userID.rawValue }.map { Array(bytes[$0.body]) } ?? []
    var reader = ByteReader(bytes, packet.body)
    key = try PublicKey(from: &reader)
    let usage = try reader.byte()
    switch usage {
    case 0: protection = nil
    case 254, 255: protection = try SecretProtection(from: &reader)
    default: throw .unsupportedProtection
    }
    checksum = usage == 254 ? .sha1 : .sum
    content = try reader.take(reader.remaining)
    // An integer of 256 bits and a digest are 54 bytes.
    guard content.count <= 64 else { throw .malformed }
  }

  /// The seed.
  /// - Parameter key: what `SecretProtection` makes of the passphrase; not looked at if nothing protects the secret.
  public func open<C: SecretCipher>(key: [UInt8], _ cipher: C) throws(OpenPGPError) -> [UInt8] {
    guard let protection else { return try Self.seed(in: content, checksum, otherwise: .wrongChecksum) }
    guard key.count == protection.keyLength else { throw .wrongPassphrase }
    let plain = Self.decrypt(content, key, protection.start, cipher)
    guard checksum == .sha1 else { return try Self.seed(in: plain, .sum, otherwise: .wrongPassphrase) }
    guard plain.count > 20 else { throw .truncated }
    let secret = Array(plain[..<(plain.count - 20)])
    guard Self.isSame(cipher.sha1(secret), plain[(plain.count - 20)...]) else { throw .wrongPassphrase }
    return try Self.seed(in: secret, .sha1, otherwise: .wrongPassphrase)
  }

  /// Cipher feedback with whole blocks.
  private static func decrypt<C: SecretCipher>(_ bytes: [UInt8], _ key: [UInt8], _ start: [UInt8], _ cipher: C) -> [UInt8] {
    var plain: [UInt8] = []
    var previous = start
    for position in stride(from: 0, to: bytes.count, by: 16) {
      let mask = cipher.encryptBlock(previous, key: key)
      previous = Array(bytes[position..<min(position + 16, bytes.count)])
      for index in 0..<previous.count { plain.append(previous[index] ^ mask[index]) }
    }
    return plain
  }

  /// Reads what is not, or no more, encrypted.
  private static func seed(
    in content: [UInt8], _ checksum: Checksum, otherwise error: OpenPGPError
  ) throws(OpenPGPError) -> [UInt8] {
    let end = checksum == .sum ? content.count - 2 : content.count
    guard end >= 2 else { throw .truncated }
    if checksum == .sum {
      var sum: UInt16 = 0
      for index in 0..<end { sum &+= UInt16(content[index]) }
      guard sum == UInt16(content[end]) << 8 | UInt16(content[end + 1]) else { throw error }
    }
    var reader = ByteReader(content, 0..<end)
    let seed = try reader.octets(32)
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

/// How a secret is encrypted.
public struct SecretProtection: Equatable, Sendable {
  public let stringToKey: StringToKey
  /// Bytes of the AES key.
  public let keyLength: Int
  /// What the first block is encrypted against.
  let start: [UInt8]

  init(from reader: inout ByteReader) throws(OpenPGPError) {
    guard let length = Self.keyLength(try reader.byte()) else { throw .unsupportedProtection }
    keyLength = length
    stringToKey = try StringToKey(from: &reader)
    start = try reader.take(16)
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
}

public enum SecretKeyImport {
  /// Reads the first secret key, where passphrase and secret are in one place.
  /// - Parameter passphrase: what protects it, UTF-8; not looked at if nothing does.
  /// - Complexity: gpg's usual protection hashes 65 million bytes.
  public static func read<C: ImportCryptography>(
    armored text: [UInt8], passphrase: [UInt8], _ cryptography: C
  ) throws(OpenPGPError) -> ImportedKey {
    let file = try SecretKeyFile(armored: text)
    let key = file.protection.map { $0.stringToKey.key(passphrase.span, bytes: $0.keyLength, cryptography) } ?? []
    return ImportedKey(key: file.key, seed: try file.open(key: key, cryptography), userID: file.userID)
  }
}
