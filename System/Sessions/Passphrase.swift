// Passphrase: a key made of a passphrase that the person types, for who opens what somebody else protected with it.
//
// The dialog that asks is the one for passwords, and says whom the key is for. The client says how the key is to be made (OpenPGP's
// "string to key", RFC 4880, 3.7) and gets the key; the passphrase never leaves the server. Whether it was the right one only the
// client can tell: if not, it asks again, some times.
//
// Whoever has such a session could try passphrases against the key it got, as fast as what it asked for lets it: route it to those
// alone that have to open something.

import RPC

public enum PassphraseFailure: UInt16, Failure {
  /// `ask` was not called.
  case notAsked = 1
  /// The person has not answered.
  case waiting = 2
  /// The person did not want to, or was asked too often.
  case refused = 3
  /// A hash, a salt, a count or a length that OpenPGP does not know.
  case invalidArgument = 4
  case unreachable = 0xffff
}

/// How a passphrase becomes a key.
public struct PassphraseWish: Message, Equatable {
  /// OpenPGP's number: 2 for SHA-1, 8 for SHA-256, 10 for SHA-512.
  public let hash: UInt8
  /// Bytes of the key: 16, 24 or 32.
  public let keyLength: UInt8
  /// Nil: none.
  public let salt: UInt64?
  /// How many bytes are hashed.
  public let count: UInt32
  /// What was entered last was wrong: the dialog says so.
  public let isAgain: Bool

  public init(hash: UInt8, keyLength: UInt8, salt: UInt64?, count: UInt32, isAgain: Bool) {
    (self.hash, self.keyLength, self.salt, self.count, self.isAgain) = (hash, keyLength, salt, count, isAgain)
  }

  public func encode(into message: inout MessageWriter) {
    let flags: UInt64 = (salt == nil ? 0 : 1) | (isAgain ? 2 : 0)
    message.append(UInt64(hash) | UInt64(keyLength) << 8 | flags << 16 | UInt64(count) << 32)
    message.append(salt ?? 0)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let head = try message.next()
    let salt = try message.next()
    hash = UInt8(truncatingIfNeeded: head)
    keyLength = UInt8(truncatingIfNeeded: head >> 8)
    self.salt = head >> 16 & 1 == 0 ? nil : salt
    isAgain = head >> 16 & 2 != 0
    count = UInt32(truncatingIfNeeded: head >> 32)
  }
}

public enum Passphrase: SessionInterface {
  public typealias Failure = PassphraseFailure
  public static var name: StaticString { "Passphrase" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 4) }

  /// As of a session `Unlock`; `waiting` also before anything was asked.
  public static var state: Method<Passphrase, Nothing, UnlockState> { Method(1, .alters | .denies) }
  /// Told when the state changed.
  public static var setSignal: Method<Passphrase, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
  /// Has the person asked. Returns at once.
  public static var ask: Method<Passphrase, PassphraseWish, Nothing> { Method(3, .denies) }
  /// As many bytes of it as were asked for; zeros behind. Given once.
  public static var key: Method<Passphrase, Nothing, Block256> { Method(4, .sees | .alters | .denies) }
}
