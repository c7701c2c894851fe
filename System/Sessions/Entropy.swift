// Entropy: numbers that nobody can guess. What is handed out is handed out once.

import RPC

public enum EntropyFailure: UInt16, Failure {
  /// There is none right now. Whoever set a signal is told when there is again.
  case notReady = 1
  case unreachable = 0xffff
}

public enum Entropy: SessionInterface {
  public typealias Failure = EntropyFailure
  public static var name: StaticString { "Entropy" }
  public static var cost: Quota { .smallSession }

  /// A hostile server could hand out what it knows: mix it with what others give where that matters.
  public static var take: Method<Entropy, Nothing, Block256> { Method(1) }
  /// Told when there is entropy again, after `notReady`.
  public static var setSignal: Method<Entropy, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
}
