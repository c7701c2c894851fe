// Measured: what the programs that measure the system say to each other. (System/Programs/bench asks, and
// System/Servers/bench-server answers.)

import RPC

public enum MeasuredFailure: UInt16, Failure {
  case unreachable = 0xffff
}

public enum Measured: SessionInterface {
  public typealias Failure = MeasuredFailure
  public static var name: StaticString { "Measured" }
  public static var cost: Quota { .smallSession }

  /// Returns its argument.
  public static var echo: Method<Measured, UInt64, UInt64> { Method(1) }
  /// From now on the server answers every message with the same message, without looking at it, until `stopEcho`.
  public static var startEcho: Method<Measured, Nothing, Nothing> { Method(2) }
  /// The label of the message that ends this.
  public static var stopEcho: UInt16 { 3 }
  /// A signal context of the server's; it notes when it was woken by it.
  public static var wakeSignal: Method<Measured, Nothing, Capability<SignalTarget>> { Method(4) }
  /// The time-stamp counter when it was woken last.
  public static var wokenAt: Method<Measured, Nothing, UInt64> { Method(5) }
  /// The signal context that `signalBack` signals.
  public static var setSignal: Method<Measured, Capability<SignalTarget>, Nothing> { Method(6) }
  public static var signalBack: Method<Measured, Nothing, Nothing> { Method(7) }
  /// Answers after having worked for about that many microseconds of its caller's time.
  public static var work: Method<Measured, UInt64, Nothing> { Method(8, .denies) }
}
