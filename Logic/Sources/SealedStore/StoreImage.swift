// One state of a store, as it lies in blocks:
//
//     0    8   "BHSEALED"
//     8    4   version: 1
//     12   4   bytes of the content
//     16   8   generation: how often the store was written to
//     24   16  identity: chosen when the store was made
//     40   24  nonce
//     64   16  tag of the authenticated encryption, to which bytes 0..<40 are bound
//     80   32  digest of bytes 0..<80 and of everything from 112 on
//     112  ... the content, encrypted; zeros up to the end of the last block
//
// Numbers have their lowest byte first. The digest needs no key: with it, damage is told from a wrong key. It keeps nobody from
// anything; the tag does.

/// What tells a state from all others.
public struct StateMark: Equatable, Sendable {
  /// Which store: 16 bytes.
  public let identity: [UInt8]
  public let generation: UInt64
  /// 16 bytes that only the holder of the key can have made, of this content.
  public let tag: [UInt8]

  public init(identity: [UInt8], generation: UInt64, tag: [UInt8]) {
    self.identity = identity
    self.generation = generation
    self.tag = tag
  }
}

/// A state, encrypted.
struct StoreImage: Equatable {
  let mark: StateMark
  /// Whole blocks.
  let bytes: [UInt8]

  static var headerSize: Int { 112 }
  private static var magic: [8 of UInt8] { [0x42, 0x48, 0x53, 0x45, 0x41, 0x4c, 0x45, 0x44] }
  private static var version: UInt32 { 1 }
  private static var bound: Range<Int> { 0..<40 }
  private static var nonce: Range<Int> { 40..<64 }
  private static var tag: Range<Int> { 64..<80 }
  private static var digest: Range<Int> { 80..<112 }

  /// - Precondition: the identity has 16 bytes.
  init<S: Seal>(_ content: [UInt8], generation: UInt64, identity: [UInt8], blockSize: Int, seal: inout S) {
    precondition(identity.count == 16, "an identity has 16 bytes")
    var header: [UInt8] = []
    for byte in Self.magic.indices { header.append(Self.magic[byte]) }
    header.append(number: Self.version, bytes: 4)
    header.append(number: UInt32(content.count), bytes: 4)
    header.append(number: generation, bytes: 8)
    header += identity
    let nonce = seal.makeNonce(for: content, generation: generation)
    var hidden = content
    let tag = seal.seal(&hidden, nonce: nonce, bound: header)
    header += nonce + tag
    let used = Self.headerSize + content.count
    hidden += [UInt8](repeating: 0, count: (used + blockSize - 1) / blockSize * blockSize - used)
    bytes = header + seal.digest(header + hidden) + hidden
    mark = StateMark(identity: identity, generation: generation, tag: tag)
  }

  /// How many blocks a copy has that begins with that block; nil if it begins none.
  static func blocks(_ first: [UInt8], blockSize: Int, most: Int) -> Int? {
    guard first.count >= headerSize, first.number(8, 4) == UInt64(version) else { return nil }
    for byte in magic.indices where first[byte] != magic[byte] { return nil }
    let blocks = (headerSize + Int(first.number(12, 4)) + blockSize - 1) / blockSize
    return blocks <= most ? blocks : nil
  }

  /// Nil: these bytes are damaged.
  /// - Precondition: `blocks` says that there are as many.
  init?<S: Seal>(_ bytes: [UInt8], seal: S) {
    let found = seal.digest(Array(bytes[..<Self.digest.lowerBound]) + bytes[Self.headerSize...])
    guard found == Array(bytes[Self.digest]) else { return nil }
    self.bytes = bytes
    mark = StateMark(identity: Array(bytes[24..<40]), generation: bytes.number(16, 8), tag: Array(bytes[Self.tag]))
  }

  /// Nil: the key is another one, or somebody without the key made these bytes.
  func content<S: Seal>(_ seal: S) -> [UInt8]? {
    var content = Array(bytes[Self.headerSize..<Self.headerSize + Int(bytes.number(12, 4))])
    let isOpen = seal.open(&content, tag: mark.tag, nonce: Array(bytes[Self.nonce]), bound: Array(bytes[Self.bound]))
    return isOpen ? content : nil
  }
}

/// Numbers in bytes, the lowest one first.
extension [UInt8] {
  public mutating func append<Number: FixedWidthInteger>(number: Number, bytes: Int) {
    for shift in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> Number(shift * 8))) }
  }

  /// - Precondition: there are so many bytes.
  public func number(_ place: Int, _ bytes: Int) -> UInt64 {
    (0..<bytes).reduce(0) { $0 | UInt64(self[place + $1]) << UInt64($1 * 8) }
  }
}
