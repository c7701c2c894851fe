// Unlock: what a component gets for a password that it never sees.
//
// Opening a session asks the person: the password dialog names the client by its label. What the client gets afterwards is a key
// that follows from the password and the client's label (another label's key is another one, and neither leads to the other nor
// back), and a token with which it can show to others that the person unlocked it.

import RPC

public enum UnlockFailure: UInt16, Failure {
  /// The person was not asked yet, or has not answered.
  case waiting = 1
  /// The person did not want to, or did not know the password. A new session asks again.
  case refused = 2
  /// No component's token, or one whose session is closed.
  case unknownToken = 3
  case unreachable = 0xffff
}

/// What became of the question.
public enum UnlockState: UInt8, Message {
  case waiting = 0
  case unlocked = 1
  case refused = 2
}

/// Stands for "the person unlocked this component". Nothing can be asked of it.
public enum UnlockToken: Interface {
  public typealias Failure = UnlockFailure
  public static var name: StaticString { "UnlockToken" }
}

/// A client has no influence on others: whoever waits is asked about one after the other, and a no is one for all sessions of a
/// component until the person presses the attention key.
public enum Unlock: SessionInterface {
  public typealias Failure = UnlockFailure
  public static var name: StaticString { "Unlock" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 4) }

  public static var state: Method<Unlock, Nothing, UnlockState> { Method(1, .alters | .denies) }
  /// Told when the state changed.
  public static var setSignal: Method<Unlock, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
  /// What follows from the password and the label of who asked.
  public static var key: Method<Unlock, Nothing, Block256> { Method(3, .sees | .alters | .denies) }
  /// Good until the session is closed.
  public static var token: Method<Unlock, Nothing, Capability<UnlockToken>> { Method(4, .denies) }
  /// The label of whom a token that somebody showed belongs to.
  public static var recognise: Method<Unlock, Capability<UnlockToken>, Text> { Method(5, .alters | .denies) }
}
