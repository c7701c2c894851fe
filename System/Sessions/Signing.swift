// Signing: signatures with keys that never leave the component that keeps them.
//
// Between the signer, which shows a person what will be signed and has the person's yes, and the key vault, which has the keys
// and nothing else. The vault trusts whoever has such a session to have asked: route it to the signer alone. It hashes what
// is signed itself (a key signs nothing but SHA-512 digests of bytes that went through a session), so that the signer needs no
// cryptography; what OpenPGP wants signed beside a message is part of the bytes.
//
//     begin(key)     { block <- bytes, append(count) } ...  finish() -> signature
//     beginDigest()  { block <- bytes, append(count) } ...  finishDigest() -> SHA-512
//
// What a session keeps is paid by its donation and bounded: a block, and the state of one hash.

import RPC

public enum SigningFailure: UInt16, Failure {
  /// The person was not asked for the password yet, or has not answered. `unlock` asks; the signal says when that changed.
  case locked = 1
  /// The person refused the password. `unlock` asks again.
  case refused = 2
  /// No key of that number.
  case unknownKey = 3
  /// `append`, `finish` or `finishDigest` without what begins it.
  case notBegun = 4
  /// More bytes than `blockSize`, or a user id that is empty or has control characters.
  case invalidArgument = 5
  /// No room for a further key.
  case tooManyKeys = 6
  /// The disk did not take the keys' new state; the old one is still good.
  case notStored = 7
  /// There is no entropy yet for a key: try again after the signal.
  case noEntropy = 8
  case unreachable = 0xffff
}

public enum SigningState: UInt8, Message {
  case locked = 0
  case asking = 1
  case unlocked = 2
  case refused = 3
  /// What is on the disk is no state of this vault, was altered, or is older than the newest one: nothing is signed.
  case damaged = 4
}

/// A key that signs, as everybody may know it.
public struct SigningKey: Message, Equatable {
  /// Counted from 0, in the order in which keys came; never reused.
  public let number: UInt32
  /// Seconds since the beginning of 1970. Part of the fingerprint.
  public let creationTime: UInt32
  /// Ed25519, as RFC 8032 writes it: 32 bytes, the first one lowest in the first word.
  public let publicKey: (UInt64, UInt64, UInt64, UInt64)
  /// OpenPGP's, of version 4: 20 bytes, likewise; the last word's upper half is 0.
  public let fingerprint: (UInt64, UInt64, UInt64)
  /// `Name <address>`.
  public let userID: Text

  public init(
    number: UInt32, creationTime: UInt32, publicKey: (UInt64, UInt64, UInt64, UInt64), fingerprint: (UInt64, UInt64, UInt64),
    userID: Text
  ) {
    self.number = number
    self.creationTime = creationTime
    self.publicKey = publicKey
    self.fingerprint = fingerprint
    self.userID = userID
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.number == b.number && a.creationTime == b.creationTime && a.publicKey == b.publicKey && a.fingerprint == b.fingerprint
      && a.userID == b.userID
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(number) | UInt64(creationTime) << 32)
    for word in [publicKey.0, publicKey.1, publicKey.2, publicKey.3] { message.append(word) }
    for word in [fingerprint.0, fingerprint.1, fingerprint.2] { message.append(word) }
    userID.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let head = try message.next()
    number = UInt32(truncatingIfNeeded: head)
    creationTime = UInt32(truncatingIfNeeded: head >> 32)
    let (a, b, c) = (try message.next(), try message.next(), try message.next())
    publicKey = (a, b, c, try message.next())
    let (d, e) = (try message.next(), try message.next())
    fingerprint = (d, e, try message.next())
    userID = try Text(from: &message)
  }
}

/// SHA-512 of what was appended: 64 bytes, the first one lowest in the first word.
public struct MessageDigest: Message, Equatable {
  public var words: InlineArray<8, UInt64>

  public init(_ words: InlineArray<8, UInt64>) { self.words = words }

  public static func == (a: Self, b: Self) -> Bool {
    for index in 0..<8 where a.words[index] != b.words[index] { return false }
    return true
  }

  public func encode(into message: inout MessageWriter) {
    for index in 0..<8 { message.append(words[index]) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    words = InlineArray(repeating: 0)
    for index in 0..<8 { words[index] = try message.next() }
  }
}

/// Ed25519 over the SHA-512 digest of what was appended.
public struct SignatureBytes: Message, Equatable {
  /// R and S, as RFC 8032 writes them: 64 bytes, the first one lowest in the first word.
  public var words: InlineArray<8, UInt64>
  /// The first two bytes of the digest, the first one higher: OpenPGP writes them beside the signature.
  public let digestStart: UInt16

  public init(_ words: InlineArray<8, UInt64>, digestStart: UInt16) {
    self.words = words
    self.digestStart = digestStart
  }

  public static func == (a: Self, b: Self) -> Bool {
    for index in 0..<8 where a.words[index] != b.words[index] { return false }
    return a.digestStart == b.digestStart
  }

  public func encode(into message: inout MessageWriter) {
    for index in 0..<8 { message.append(words[index]) }
    digestStart.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    words = InlineArray(repeating: 0)
    for index in 0..<8 { words[index] = try message.next() }
    digestStart = try UInt16(from: &message)
  }
}

public enum Signing: SessionInterface {
  public typealias Failure = SigningFailure
  public static var name: StaticString { "Signing" }
  /// It can make keys until there is no room for others'. (That it has the keys sign what it wants is what it is trusted with; how the
  /// vault works, and what it has, is not in its hands.)
  public static var clientInfluence: Influence { .denies }
  public static var cost: Quota { Quota(ram: 96 << 10, capabilities: 4) }

  /// Bytes that travel at a time.
  public static var blockSize: Int { 64 << 10 }

  /// A hostile vault signs what it wants anyway: it has the keys.
  public static var state: Method<Signing, Nothing, SigningState> { Method(1, .alters | .denies) }
  /// Told when `state` changed, when there is one more key, and when there is entropy after `noEntropy`.
  public static var setSignal: Method<Signing, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
  /// Has the person asked for the password, unless that is done or going on. Returns at once.
  public static var unlock: Method<Signing, Nothing, Nothing> { Method(3, .denies) }

  // MARK: Keys

  /// How many there are. Throws `locked`, as the following do.
  public static var count: Method<Signing, Nothing, UInt32> { Method(4, .alters | .denies) }
  public static var key: Method<Signing, UInt32, SigningKey> { Method(5, .alters | .denies) }
  /// Makes a key for a user id, created at that time (seconds since 1970). It is on the disk when this returns.
  public static var generate: Method<Signing, Pair<UInt32, Text>, SigningKey> { Method(6, .alters | .denies) }

  // MARK: Signatures

  /// A block of memory in which bytes travel.
  public static var buffer: Method<Signing, Nothing, Capability<Dataspace>> { Method(7) }
  /// From now on `append` adds to what this key will sign; what was begun before is forgotten.
  public static var begin: Method<Signing, UInt32, Nothing> { Method(8, .denies) }
  /// The first so many bytes of the block go on what was appended before.
  public static var append: Method<Signing, UInt64, Nothing> { Method(9, .sees | .alters | .denies) }
  public static var finish: Method<Signing, Nothing, SignatureBytes> { Method(10, .alters | .denies) }
  /// As `begin`, without a key, and whether or not the vault is open: for people who compare what they sign.
  public static var beginDigest: Method<Signing, Nothing, Nothing> { Method(11, .denies) }
  public static var finishDigest: Method<Signing, Nothing, MessageDigest> { Method(12, .alters | .denies) }
}
