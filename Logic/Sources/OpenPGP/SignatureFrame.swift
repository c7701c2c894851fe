// Signatures of version 4 (RFC 4880, 5.2.3 and 5.2.4), without the cryptography: what is hashed after that which is signed,
// and the packet that comes of it.
//
// Whoever has the key hashes the signed bytes, then `trailer`, with SHA-512, and signs the digest with Ed25519.

public struct SignatureFrame: Equatable, Sendable {
  /// What a signature says.
  public enum Kind: UInt8, Sendable {
    /// These bytes, as they are.
    case document = 0x00
    /// This user id belongs to this key (and the signer is its owner).
    case certification = 0x13
  }

  public let kind: Kind
  /// 20 bytes: whose signature it is.
  public let fingerprint: [UInt8]
  /// Everything that is signed of the packet.
  private let hashed: [UInt8]

  /// Ed25519, and SHA-512 (RFC 4880, 9.4).
  private static var algorithms: [UInt8] { [PublicKey.algorithm, 10] }

  /// - Precondition: the fingerprint has 20 bytes.
  /// - Parameter time: seconds since the beginning of 1970. Not before the key's.
  public init(_ kind: Kind, fingerprint: [UInt8], time: UInt32) {
    precondition(fingerprint.count == 20, "a fingerprint of version 4 has 20 bytes")
    self.kind = kind
    self.fingerprint = fingerprint
    let subpackets = Self.subpackets(kind, fingerprint, time)
    var hashed: [UInt8] = [4, kind.rawValue] + Self.algorithms
    hashed.append(number: UInt16(subpackets.count))
    self.hashed = hashed + subpackets
  }

  /// RFC 4880, 5.2.3.1 ff., and RFC 9580, 5.2.3.35 for the issuer's fingerprint.
  private static func subpackets(_ kind: Kind, _ fingerprint: [UInt8], _ time: UInt32) -> [UInt8] {
    var creation: [UInt8] = []
    creation.append(number: time)
    var packets = subpacket(33, [4] + fingerprint) + subpacket(2, creation)
    if kind == .certification {
      // It may sign and certify; whoever writes to its owner may use SHA-512 and SHA-256.
      packets += subpacket(27, [0x03]) + subpacket(21, [10, 8])
    }
    return packets
  }

  private static func subpacket(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
    [UInt8(content.count + 1), type] + content
  }

  /// What is hashed after the signed bytes.
  public var trailer: [UInt8] {
    var trailer = hashed + [4, 0xff]
    trailer.append(number: UInt32(hashed.count))
    return trailer
  }

  /// The packet.
  /// - Parameters:
  ///   - signature: R and S as RFC 8032 writes them. Here they are two integers whose bytes are those (RFC 9580, 5.2.3.3).
  ///   - digestStart: the digest's first two bytes.
  /// - Precondition: the signature has 64 bytes.
  public func packet(signature: [UInt8], digestStart: UInt16) -> [UInt8] {
    precondition(signature.count == 64, "an Ed25519 signature has 64 bytes")
    let issuer = Self.subpacket(16, Array(fingerprint[12...]))
    var body = hashed
    body.append(number: UInt16(issuer.count))
    body += issuer
    body.append(number: digestStart)
    let (r, s) = (Array(signature[..<32]), Array(signature[32...]))
    body.append(integer: r.span)
    body.append(integer: s.span)
    return Packet.encode(.signature, body)
  }
}
