// How a passphrase becomes the key that a secret key is protected with (RFC 4880, 3.7).

struct StringToKey: Equatable {
  let algorithm: HashAlgorithm
  /// Empty: a passphrase gives the same key everywhere.
  let salt: [UInt8]
  /// How many bytes are hashed, at least all of salt and passphrase.
  let count: Int

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
  func key<C: ImportCryptography>(_ passphrase: [UInt8], bytes: Int, _ cryptography: C) -> [UInt8] {
    var key: [UInt8] = []
    var zeros = 0
    // Longer keys than digests: further digests, with more and more zeros before what is hashed (3.7.1.1).
    while key.count < bytes {
      var hash = cryptography.hash(algorithm)
      let start = [UInt8](repeating: 0, count: zeros)
      hash.update(start.span)
      feed(passphrase, to: &hash)
      key += hash.finish()
      zeros += 1
    }
    return Array(key[..<bytes])
  }

  /// Salt and passphrase, again and again, until `count` bytes are hashed.
  private func feed<Hash: RunningHash>(_ passphrase: [UInt8], to hash: inout Hash) {
    let round = salt + passphrase
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
