// One client: a block of memory in which bytes come, and the digest of those that came. Both are paid by its donation.

import Bulkhead
import Services

final class SigningSession: SessionState {
  private let vault: KeyVault
  private let memory: RAM
  private let mapping: Mapping
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  /// What is being signed, and with which key; nil: with none.
  private var begun: (key: Int?, digest: RunningDigest)?

  /// This object and the block.
  static var cost: Quota { Quota(ram: UInt64(Signing.blockSize) + 12 << 10, capabilities: 3) }

  static func make(_ vault: KeyVault) -> SigningSession? {
    guard let memory = try? RAM(size: UInt64(Signing.blockSize)) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace) else { return nil }
    return SigningSession(vault, memory, mapping)
  }

  private init(_ vault: KeyVault, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.vault = vault
    self.memory = memory
    self.mapping = mapping
  }

  func close() { vault.closed(self) }
  func tell() { signal.capability.submit() }

  func serve(_ request: inout Request) {
    request.serve(Signing.append) { (count) throws(SigningFailure) -> Void in try self.append(count) }
    request.serve(Signing.begin) { (key) throws(SigningFailure) -> Void in
      guard key < UInt32(try self.vault.keys.count) else { throw .unknownKey }
      self.begun = (Int(key), RunningDigest())
    }
    request.serve(Signing.finish) { () throws(SigningFailure) -> SignatureBytes in try self.finish() }
    request.serve(Signing.beginDigest) { () throws(SigningFailure) -> Void in self.begun = (nil, RunningDigest()) }
    request.serve(Signing.finishDigest) { () throws(SigningFailure) in try self.finishDigest() }
    request.serve(Signing.buffer) { () throws(SigningFailure) -> Capability<Dataspace> in self.memory.dataspace }
    request.serve(Signing.state) { () throws(SigningFailure) in self.vault.state }
    request.serve(Signing.unlock) { () throws(SigningFailure) -> Void in self.vault.unlock() }
    request.serve(Signing.count) { () throws(SigningFailure) in UInt32(try self.vault.keys.count) }
    request.serve(Signing.key) { (number) throws(SigningFailure) in try self.key(number) }
    request.serve(Signing.generate) { (wish) throws(SigningFailure) in
      try self.key(UInt32(try self.vault.generate(wish.first, wish.second.bytes)))
    }
    request.keep(Signing.setSignal, in: &signal)
  }

  private func key(_ number: UInt32) throws(SigningFailure) -> SigningKey {
    let keys = try vault.keys
    guard number < UInt32(keys.count) else { throw .unknownKey }
    let key = keys[Int(number)]
    let (point, print) = (key.publicKey, key.fingerprint + [0, 0, 0, 0])
    return SigningKey(
      number: number, creationTime: key.creationTime,
      publicKey: (Self.word(point, 0), Self.word(point, 1), Self.word(point, 2), Self.word(point, 3)),
      fingerprint: (Self.word(print, 0), Self.word(print, 1), Self.word(print, 2)), userID: Text(key.userID))
  }

  private static func word(_ bytes: [UInt8], _ number: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[number * 8 + $1]) << UInt64($1 * 8) }
  }

  /// The client may write into the block meanwhile: what is signed are the bytes of this copy.
  private func append(_ count: UInt64) throws(SigningFailure) {
    guard count <= UInt64(Signing.blockSize) else { throw .invalidArgument }
    guard begun != nil else { throw .notBegun }
    begun?.digest.append(mapping.copy(first: Int(count)))
  }

  private func finish() throws(SigningFailure) -> SignatureBytes {
    guard var last = begun, let key = last.key else { throw .notBegun }
    begun = nil
    let keys = try vault.keys
    let digest = last.digest.finish()
    guard let signature = Cryptography.sign(digest, keys[key].seed) else { throw .unreachable }
    return SignatureBytes(Self.words(signature), digestStart: UInt16(digest[0]) << 8 | UInt16(digest[1]))
  }

  private func finishDigest() throws(SigningFailure) -> MessageDigest {
    // What was begun for a key may be about to be signed: its digest is nobody's.
    guard var last = begun, last.key == nil else { throw .notBegun }
    begun = nil
    return MessageDigest(Self.words(last.digest.finish()))
  }

  private static func words(_ bytes: [UInt8]) -> InlineArray<8, UInt64> {
    var words = InlineArray<8, UInt64>(repeating: 0)
    for index in 0..<8 { words[index] = word(bytes, index) }
    return words
  }
}
