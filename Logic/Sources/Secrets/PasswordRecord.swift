// What is kept of a password on a disk, so that the same password gives the same keys after a restart:
//
//     0    1   version: 1
//     1    16  salt
//     17   4   KiB of memory, 4  passes: how slowly keys are made of the password
//     25   24  nonce, 16  tag
//     65   165 phrase and colour, sealed with a key that follows from the password; always as many bytes
//
// Whoever reads that learns neither password, phrase nor colour; and can try passwords, one by one, as slowly as memory and passes
// make it. That the seal opens is what tells the right password. Numbers have their lowest byte first.

public struct PasswordRecord: Equatable, Sendable {
  /// 16 bytes.
  public let salt: [UInt8]
  /// KiB.
  public let memory: UInt32
  public let passes: UInt32
  /// 24 bytes.
  public let nonce: [UInt8]
  /// 16 bytes.
  public let tag: [UInt8]
  /// `Identity.bytes`, sealed.
  public let hidden: [UInt8]

  public static var count: Int { 65 + Identity.byteCount }

  public init(salt: [UInt8], memory: UInt32, passes: UInt32, nonce: [UInt8], tag: [UInt8], hidden: [UInt8]) {
    precondition(salt.count == 16 && nonce.count == 24 && tag.count == 16 && hidden.count == Identity.byteCount)
    (self.salt, self.memory, self.passes) = (salt, memory, passes)
    (self.nonce, self.tag, self.hidden) = (nonce, tag, hidden)
  }

  /// What the seal is bound to: nobody makes guessing faster by changing it.
  public static func bound(salt: [UInt8], memory: UInt32, passes: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [1]
    bytes += salt
    for number in [memory, passes] {
      for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift * 8))) }
    }
    return bytes
  }

  public var bound: [UInt8] { Self.bound(salt: salt, memory: memory, passes: passes) }
  public var bytes: [UInt8] { bound + nonce + tag + hidden }

  /// Nil: these are no such bytes, or would have a machine work for days.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.count, bytes[0] == 1 else { return nil }
    func number(_ place: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32($1 * 8) } }
    (memory, passes) = (number(17), number(21))
    guard (64...1 << 20).contains(memory), (1...100).contains(passes) else { return nil }
    (salt, nonce) = (Array(bytes[1..<17]), Array(bytes[25..<49]))
    (tag, hidden) = (Array(bytes[49..<65]), Array(bytes[65...]))
  }
}

extension Identity {
  /// 4 for the colour, 1 for how many the phrase has, and room for the longest phrase.
  public static var byteCount: Int { 5 + longest * 4 }

  /// As many for each phrase, so that they do not tell how long it is.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: rgb >> UInt32(shift * 8))) }
    let text = Array(phrase.utf8)
    bytes.append(UInt8(text.count))
    return bytes + text + [UInt8](repeating: 0, count: Self.byteCount - 5 - text.count)
  }

  /// Nil: these are no such bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount, Int(bytes[4]) <= bytes.count - 5 else { return nil }
    let color = (0..<4).reduce(0 as UInt32) { $0 | UInt32(bytes[$1]) << UInt32($1 * 8) }
    self.init(phrase: String(decoding: bytes[5..<5 + Int(bytes[4])], as: UTF8.self), color: color)
  }
}
