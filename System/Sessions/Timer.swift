// Timer: time for components that must not trust their own sense of it, and signals at given times.
//
// Every thread can wait with a deadline of its own (`Timeouts` in the framework), and read the time-stamp counter. This
// service is for those who want to have their time given, and possibly changed, by somebody else.

import RPC

public enum TimerFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum Timer: SessionInterface {
  public typealias Failure = TimerFailure
  public static var name: StaticString { "Timer" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 2) }

  /// Microseconds since the session was opened. Never goes back.
  public static var elapsed: Method<Timer, Nothing, UInt64> { Method(1, .alters) }
  /// Signals once, in that many microseconds; replaces an earlier trigger. 0: never.
  public static var triggerOnce: Method<Timer, UInt64, Nothing> { Method(2, .alters | .denies) }
  /// Signals every so many microseconds (at least 1,000); replaces an earlier trigger. 0: never.
  public static var triggerPeriodic: Method<Timer, UInt64, Nothing> { Method(3, .alters | .denies) }
  public static var setSignal: Method<Timer, Capability<SignalTarget>, Nothing> { Method(4, .denies) }
}
