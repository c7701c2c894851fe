// RTC: date and time of day. (Lengths of time are the business of Timer and of the framework's clock.)

import RPC

public enum RTCFailure: UInt16, Failure {
  /// The clock says nothing that makes sense: its battery may be empty.
  case invalidTime = 1
  case unreachable = 0xffff
}

public enum RTC: SessionInterface {
  public typealias Failure = RTCFailure
  public static var name: StaticString { "RTC" }
  public static var cost: Quota { .smallSession }

  /// Seconds since the beginning of 1970, Coordinated Universal Time.
  public static var now: Method<RTC, Nothing, UInt64> { Method(1, .alters | .denies) }
}
