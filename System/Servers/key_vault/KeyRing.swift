// The keys, and how they are written into the vault's state.
//
//     0   4   version: 1
//     4   32  what the entropy pool is stirred with at the next start
//     36  4   how many keys there are, then for each
//         4   creation time, 4   bytes of the user id, the user id, 32  seed

import OpenPGP
import UTF8Text

struct StoredKey {
  let creationTime: UInt32
  let userID: [UInt8]
  let seed: [UInt8]
  let publicKey: [UInt8]
  let fingerprint: [UInt8]

  init(creationTime: UInt32, userID: [UInt8], seed: [UInt8]) {
    self.creationTime = creationTime
    self.userID = userID
    self.seed = seed
    publicKey = Cryptography.publicKey(seed)
    fingerprint = Self.fingerprint(PublicKey(creationTime: creationTime, bytes: publicKey))
  }

  /// 20 bytes (RFC 4880, 12.2).
  static func fingerprint(_ key: PublicKey) -> [UInt8] { Cryptography.sha1(key.hashedForm) }
}

struct KeyRing {
  private(set) var keys: [StoredKey] = []

  /// As many as fit into few blocks, whatever their user ids are.
  static var most: Int { 16 }

  /// Whether a key can have that name: one line of text.
  static func isUserID(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 32 && $0 != 127 } && UTF8Text.isValid(bytes.span, 0..<bytes.count)
  }

  mutating func append(_ key: StoredKey) { keys.append(key) }

  func bytes(leftover: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    Self.append(1, to: &bytes)
    bytes += leftover
    Self.append(UInt32(keys.count), to: &bytes)
    for key in keys {
      Self.append(key.creationTime, to: &bytes)
      Self.append(UInt32(key.userID.count), to: &bytes)
      bytes += key.userID + key.seed
    }
    return bytes
  }

  /// Nil: these bytes were not made by `bytes`.
  init?(_ bytes: [UInt8], leftover: inout [UInt8]) {
    var place = 0
    guard Self.number(bytes, &place) == 1, let start = Self.take(32, bytes, &place), let count = Self.number(bytes, &place)
    else { return nil }
    for _ in 0..<min(count, UInt32(Self.most)) {
      guard let time = Self.number(bytes, &place), let length = Self.number(bytes, &place),
        let userID = Self.take(Int(length), bytes, &place), let seed = Self.take(32, bytes, &place)
      else { return nil }
      keys.append(StoredKey(creationTime: time, userID: userID, seed: seed))
    }
    guard place == bytes.count else { return nil }
    leftover = start
  }

  init() {}

  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift * 8))) }
  }

  private static func take(_ count: Int, _ bytes: [UInt8], _ place: inout Int) -> [UInt8]? {
    guard count <= bytes.count - place else { return nil }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) -> UInt32? {
    guard let four = take(4, bytes, &place) else { return nil }
    return (0..<4).reduce(0) { $0 | UInt32(four[$1]) << UInt32($1 * 8) }
  }
}

/// For the log.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    var digits = ""
    for byte in bytes {
      digits += String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
    }
    return digits
  }
}
