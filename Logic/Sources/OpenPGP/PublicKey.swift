// A key that everybody may know: Ed25519, as version 4 of OpenPGP writes it ("EdDSALegacy", algorithm 22; RFC 9580, 5.5.5.5).

public struct PublicKey: Equatable, Sendable {
  /// Seconds since the beginning of 1970. Part of what the fingerprint is made of.
  public let creationTime: UInt32
  /// 32 bytes, as RFC 8032 writes them.
  public let bytes: [UInt8]

  public static var count: Int { 32 }

  /// - Precondition: 32 bytes.
  public init(creationTime: UInt32, bytes: [UInt8]) {
    precondition(bytes.count == Self.count, "an Ed25519 key has 32 bytes")
    self.creationTime = creationTime
    self.bytes = bytes
  }

  /// The curve's object identifier, 1.3.6.1.4.1.11591.15.1, with its length before it (RFC 9580, 9.2).
  static var curve: [UInt8] { [9, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01] }
  static var algorithm: UInt8 { 22 }

  /// The packet's body.
  public var body: [UInt8] {
    var body: [UInt8] = [4]
    body.append(number: creationTime)
    body.append(Self.algorithm)
    body += Self.curve
    // A point in its native form has 0x40 before it.
    let point = [0x40] + bytes
    body.append(integer: point.span)
    return body
  }

  /// What stands for the key where something is signed about it, and what the fingerprint is the SHA-1 of (RFC 4880, 12.2).
  public var hashedForm: [UInt8] {
    let body = body
    var form: [UInt8] = [0x99]
    form.append(number: UInt16(body.count))
    return form + body
  }

  /// Reads what is the same in public and secret keys.
  init(from reader: inout ByteReader) throws(OpenPGPError) {
    guard try reader.byte() == 4 else { throw .unsupportedKey }
    creationTime = try reader.number32()
    guard try reader.byte() == Self.algorithm else { throw .unsupportedKey }
    for expected in Self.curve {
      guard try reader.byte() == expected else { throw .unsupportedKey }
    }
    let point = try reader.integer(bytes: 33)
    guard point[0] == 0x40 else { throw .malformed }
    bytes = Array(point[1...])
  }

  /// Reads a packet's body.
  public init(body: [UInt8]) throws(OpenPGPError) {
    var reader = ByteReader(body, 0..<body.count)
    try self.init(from: &reader)
    guard reader.remaining == 0 else { throw .malformed }
  }
}
