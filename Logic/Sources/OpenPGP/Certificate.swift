// A public key as others import it: the key, whose it is, and its own signature that says so (RFC 4880, 11.1).

public struct Certificate: Sendable {
  public let key: PublicKey
  /// UTF-8, by convention `Name <address>`.
  public let userID: [UInt8]
  private let frame: SignatureFrame

  /// - Parameters:
  ///   - fingerprint: the SHA-1 of the key's `hashedForm`.
  ///   - time: when it is certified; not before the key's creation.
  public init(_ key: PublicKey, userID: [UInt8], fingerprint: [UInt8], time: UInt32) {
    self.key = key
    self.userID = userID
    frame = SignatureFrame(.certification, fingerprint: fingerprint, time: time)
  }

  /// What is signed: the key, the user id, and what belongs to the signature (RFC 4880, 5.2.4).
  public var signedBytes: [UInt8] {
    var bytes = key.hashedForm
    bytes.append(0xb4)
    bytes.append(number: UInt32(userID.count))
    return bytes + userID + frame.trailer
  }

  /// The packets, with the signature under `signedBytes`.
  public func packets(signature: [UInt8], digestStart: UInt16) -> [UInt8] {
    Packet.encode(.publicKey, key.body) + Packet.encode(.userID, userID)
      + frame.packet(signature: signature, digestStart: digestStart)
  }
}
