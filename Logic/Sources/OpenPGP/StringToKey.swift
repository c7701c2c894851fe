// How a passphrase becomes the key that a secret key is protected with (RFC 4880, 3.7).

public struct StringToKey: Equatable, Sendable {
  public let algorithm: HashAlgorithm
  /// 8 bytes; or none: a passphrase gives the same key everywhere.
  public let salt: [UInt8]
  /// How many bytes are hashed, at least all of salt and passphrase.
  public let count: Int

  /// RFC 4880, 3.7.1.3: the largest count that can be written.
  public static var mostCount: Int { 31 << 21 }

  /// - Returns: nil if no key file can say so.
  public init?(algorithm: HashAlgorithm, salt: [UInt8], count: Int) {
    guard salt.isEmpty || salt.count == 8, count >= 0, count <= Self.mostCount else { return nil }
    (self.algorithm, self.salt, self.count) = (algorithm, salt, count)
  }

  init(from reader: inout ByteReader) throws(OpenPGPError) {
    let type = try reader.byte()
    guard let algorithm = HashAlgorithm(rawValue: try reader.byte()) else { throw .unsupportedProtection }
    self.algorithm = algorithm
    switch type {
    case 0: (salt, count) = ([], 0)
    case 1: (salt, count) = (try reader.take(8), 0)
    case 3:
      salt = try reader.take(8)
      let code = Int(try reader.byte())
      count = (16 + code & 15) << (code >> 4 + 6)
    default: throw .unsupportedProtection
    }
  }

  /// - Parameter bytes: how long the key is to be.
  public func key<C: PassphraseHashing>(_ passphrase: borrowing Span<UInt8>, bytes: Int, _ cryptography: C) -> [UInt8] {
    var round = salt
    for index in passphrase.indices { round.append(passphrase[index]) }
    var key: [UInt8] = []
    var zeros = 0
    // Longer keys than digests: further digests, with more and more zeros before what is hashed (3.7.1.1).
    while key.count < bytes {
      var hash = cryptography.hash(algorithm)
      let start = [UInt8](repeating: 0, count: zeros)
      hash.update(start.span)
      feed(round, to: &hash)
      key += hash.finish()
      zeros += 1
    }
    return Array(key[..<bytes])
  }

  /// Salt and passphrase, again and again, until `count` bytes are hashed.
  private func feed<Hash: RunningHash>(_ round: [UInt8], to hash: inout Hash) {
    var remaining = max(count, round.count)
    guard !round.isEmpty else { return }
    // Many rounds at a time: there may be millions.
    var block: [UInt8] = []
    repeat { block += round } while block.count + round.count <= 4096
    while remaining >= block.count {
      hash.update(block.span)
      remaining -= block.count
    }
    hash.update(block.span.extracting(0..<remaining))
  }
}
