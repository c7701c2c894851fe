// ROM: named content that is only read. The label's last part is the name.

import RPC

public enum ROMFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum ROM: SessionInterface {
  public typealias Failure = ROMFailure
  public static var name: StaticString { "ROM" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  /// The content, rounded up to whole pages and padded with zeros.
  public static var dataspace: Method<ROM, Nothing, Capability<Dataspace>> { Method(1) }
  /// Bytes of the content.
  public static var size: Method<ROM, Nothing, UInt64> { Method(2, .alters) }
  /// Puts the newest content into the dataspace that the client has. False if it does not fit: the client detaches the
  /// dataspace and asks for a new one.
  public static var update: Method<ROM, Nothing, Bool> { Method(3) }
  /// The signal context that is told when there is new content. ROMs that never change ignore it.
  public static var setSignal: Method<ROM, Capability<SignalTarget>, Nothing> { Method(4, .denies) }
}
