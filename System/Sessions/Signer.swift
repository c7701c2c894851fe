// Signer: a person's signature under a message, if the person says yes to exactly these bytes.
//
// The client is whoever composes mail, and not trusted: it hands in bytes, block by block, and gets an OpenPGP signature or
// none. The signer keeps a copy that nobody else can change, paid by the client's donation, shows it, and asks. What is signed
// is what was handed in, not more and not less; as OpenPGP's signature of type "binary document".
//
//     begin(bytes)  { block <- bytes, append(count) } ...  ask()  ... signal: state == .signed ... signature() -> count, block -> armour

import RPC

public enum SignerFailure: UInt16, Failure {
  /// More bytes than `blockSize`, than `limit`, or than the message was said to have.
  case tooLong = 1
  /// The donation does not suffice for the copy: upgrade the session.
  case outOfRAM = 2
  /// While the person looks at the message nothing can be added to it; nor asked again.
  case busy = 3
  /// There is no signature (yet).
  case notSigned = 4
  /// There is no message, or not all of it yet.
  case incomplete = 5
  case unreachable = 0xffff
}

public enum SignerState: UInt8, Message {
  /// There is no message, or not all of it, or nobody was asked to sign it.
  case open = 0
  /// The person is asked, or somebody else's message is before this one.
  case asking = 1
  case signed = 2
  /// The person said no, or nobody could be asked. After `begin` one can ask again, but see `Signer.ask`.
  case refused = 3
}

public enum Signer: SessionInterface {
  public typealias Failure = SignerFailure
  public static var name: StaticString { "Signer" }
  /// Without the message: its bytes are on top.
  public static var cost: Quota { Quota(ram: 160 << 10, capabilities: 8) }

  /// Bytes that travel at a time.
  public static var blockSize: Int { 64 << 10 }
  /// Bytes of a message.
  public static var limit: Int { 48 << 20 }

  /// What a message of so many bytes takes of the donation.
  public static func ram(for bytes: UInt64) -> UInt64 { bytes + bytes / 256 + 16 << 10 }

  public static var buffer: Method<Signer, Nothing, Capability<Dataspace>> { Method(1) }
  /// A message of so many bytes will come. The one before and its signature are forgotten; if the person is asked about it, the
  /// question goes away.
  public static var begin: Method<Signer, UInt64, Nothing> { Method(2, .denies) }
  /// The first so many bytes of the block go on the message.
  public static var append: Method<Signer, UInt64, Nothing> { Method(3, .sees | .alters | .denies) }
  /// Shows the message to the person, who signs it or not. Who is refused waits longer each time before it is shown again.
  public static var ask: Method<Signer, Nothing, Nothing> { Method(4, .denies) }
  public static var state: Method<Signer, Nothing, SignerState> { Method(5, .alters | .denies) }
  /// Told when `state` changed.
  public static var setSignal: Method<Signer, Capability<SignalTarget>, Nothing> { Method(6, .denies) }
  /// Writes the armoured signature into the block, and says how many bytes it has.
  public static var signature: Method<Signer, Nothing, UInt64> { Method(7, .alters | .denies) }
  /// Writes the armoured public key into the block, and says how many bytes it has. Throws `notSigned` without a signature:
  /// what keys there are is nobody's business before.
  public static var publicKey: Method<Signer, Nothing, UInt64> { Method(8, .alters | .denies) }
}
