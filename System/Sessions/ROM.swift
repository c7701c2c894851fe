// ROM: named, read-only content. LOG: lines for the system's log.

import RPC

public enum ROMFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum ROM: Interface {
  public typealias Failure = ROMFailure
  public static var name: StaticString { "ROM" }

  /// The content, rounded up to whole pages and padded with zeros.
  public static var dataspace: Method<ROM, Nothing, Capability<Dataspace>> { Method(1) }
  /// Bytes of the content.
  public static var size: Method<ROM, Nothing, UInt64> { Method(2) }
}

public enum LogFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum Log: Interface {
  public typealias Failure = LogFailure
  public static var name: StaticString { "LOG" }

  /// Writes one line of at most `Text.maximumBytes`. The system puts the session's label in front.
  public static var write: Method<Log, Text, Nothing> { Method(1) }
}
