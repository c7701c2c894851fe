// LOG: lines for the system's log.

import RPC

public enum LogFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum Log: SessionInterface {
  public typealias Failure = LogFailure
  public static var name: StaticString { "LOG" }
  public static var isAboutClient: Bool { true }
  public static var cost: Quota { .smallSession }

  /// Writes one line of at most `Text.maximumBytes`. The system puts the session's label in front.
  public static var write: Method<Log, Text, Nothing> { Method(1, .sees | .denies) }
}
