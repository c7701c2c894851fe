// The vault, as the signer sees it: keys that it never has, and signatures under what it sends.

import Bulkhead
import OpenPGP

final class KeyVault {
  private let session: Session<Signing>
  private let block: Mapping
  private var handler: SignalHandler?
  private let userID: Text
  /// The certificate of the key that signed last, and its number.
  private var certificate: (number: UInt32, armor: [UInt8])?

  init(_ environment: Environment, userID: Text, changed: @escaping () -> Void) throws(SessionError) {
    self.userID = userID
    session = try environment.open(Signing.self)
    let dataspace: OwnedCapability<Dataspace>? = try? session.call(Signing.buffer)
    guard let dataspace, let block = try? Mapping(dataspace.capability, isWritable: true, isLasting: true) else {
      throw .failed("the vault has no block for bytes")
    }
    self.block = block
    handler = try? environment.entrypoint.onSignal { _ in changed() }
    if let capability = handler?.capability { try? session.call(Signing.setSignal, capability) }
  }

  var state: SigningState { (try? session.call(Signing.state)) ?? .refused }

  func unlock() { try? session.call(Signing.unlock) }

  /// The key that signs: the first one; a new one if there is none.
  /// - Parameter time: seconds since 1970.
  func key(at time: UInt32) throws(SigningFailure) -> SigningKey {
    let count: UInt32 = try session.call(Signing.count)
    if count > 0 { return try session.call(Signing.key, 0) }
    return try session.call(Signing.generate, Pair(time, userID))
  }

  /// The armoured signature under a message.
  func sign(_ message: Message, with key: SigningKey, at time: UInt32) throws(SigningFailure) -> [UInt8] {
    let frame = SignatureFrame(.document, fingerprint: key.fingerprintBytes, time: max(time, key.creationTime))
    try session.call(Signing.begin, key.number)
    try append(message)
    let signature = try finish(after: frame.trailer)
    let packet = frame.packet(signature: signature.bytes, digestStart: signature.digestStart)
    return Armor.encode(.signature, packet, lineEnd: "\r\n")
  }

  private func append(_ message: Message) throws(SigningFailure) {
    var position = 0
    while position < message.size {
      let end = min(position + Signing.blockSize, message.size)
      message.copy(position..<end, into: block)
      try session.call(Signing.append, UInt64(end - position))
      position = end
    }
  }

  /// SHA-512, for a person to compare: whoever is at another computer can have it made of the same bytes. Empty if the vault does
  /// not answer.
  func digest(of message: Message) -> [UInt8] {
    do throws(SigningFailure) {
      try session.call(Signing.beginDigest)
      try append(message)
      let digest: MessageDigest = try session.call(Signing.finishDigest)
      return SignatureBytes(digest.words, digestStart: 0).bytes
    } catch { return [] }
  }

  /// The armoured public key.
  func certificate(of key: SigningKey) throws(SigningFailure) -> [UInt8] {
    if let certificate, certificate.number == key.number { return certificate.armor }
    let publicKey = PublicKey(creationTime: key.creationTime, bytes: key.publicKeyBytes)
    let certificate = Certificate(
      publicKey, userID: key.userID.bytes, fingerprint: key.fingerprintBytes, time: key.creationTime)
    try session.call(Signing.begin, key.number)
    let signature = try finish(after: certificate.signedBytes)
    let armor = Armor.encode(
      .publicKey, certificate.packets(signature: signature.bytes, digestStart: signature.digestStart))
    self.certificate = (key.number, armor)
    return armor
  }

  private func finish(after bytes: [UInt8]) throws(SigningFailure) -> SignatureBytes {
    block.write(bytes)
    try session.call(Signing.append, UInt64(bytes.count))
    return try session.call(Signing.finish)
  }
}

extension SigningKey {
  fileprivate var fingerprintBytes: [UInt8] { Array(Self.bytes([fingerprint.0, fingerprint.1, fingerprint.2])[..<20]) }
  fileprivate var publicKeyBytes: [UInt8] { Self.bytes([publicKey.0, publicKey.1, publicKey.2, publicKey.3]) }

  fileprivate static func bytes(_ words: [UInt64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words {
      for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
    }
    return bytes
  }
}

extension SignatureBytes {
  fileprivate var bytes: [UInt8] {
    var all: [UInt64] = []
    for index in 0..<8 { all.append(words[index]) }
    return SigningKey.bytes(all)
  }
}
