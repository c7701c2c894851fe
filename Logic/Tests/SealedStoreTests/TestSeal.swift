import SealedStore

/// Cryptography that is none, but notices every change, and differs with the key.
struct TestSeal: Seal {
  let key: UInt64
  private var count: UInt64 = 0

  init(key: UInt64 = 1) { self.key = key }

  private static func hash(_ bytes: [UInt8], _ start: UInt64) -> UInt64 {
    var hash = start &* 0x9e37_79b9_7f4a_7c15 ^ 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ hash >> 29
  }

  private static func bytes(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
  }

  mutating func makeNonce(for content: [UInt8], generation: UInt64) -> [UInt8] {
    count += 1
    return Self.bytes([count, generation, Self.hash(content, key)])
  }

  private func mask(_ content: inout [UInt8], _ nonce: [UInt8]) {
    var word = Self.hash(nonce, key)
    for index in content.indices {
      word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      content[index] ^= UInt8(truncatingIfNeeded: word >> 40)
    }
  }

  private func tag(_ hidden: [UInt8], _ nonce: [UInt8], _ bound: [UInt8]) -> [UInt8] {
    let hash = Self.hash(bound + nonce + hidden, key &+ 77)
    return Self.bytes([hash, hash &* 0x9e37_79b9_7f4a_7c15])
  }

  func seal(_ content: inout [UInt8], nonce: [UInt8], bound: [UInt8]) -> [UInt8] {
    mask(&content, nonce)
    return tag(content, nonce, bound)
  }

  func open(_ content: inout [UInt8], tag: [UInt8], nonce: [UInt8], bound: [UInt8]) -> Bool {
    guard self.tag(content, nonce, bound) == tag else { return false }
    mask(&content, nonce)
    return true
  }

  func digest(_ bytes: [UInt8]) -> [UInt8] {
    let hash = Self.hash(bytes, 0)
    return Self.bytes((1...4).map { hash &* (0x9e37_79b9_7f4a_7c15 &+ $0 * 2) })
  }
}
