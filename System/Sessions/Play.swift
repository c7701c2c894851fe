// Play: sounds of a client, mixed with those of others.
//
// The client fills a ring of frames, says how far, and is told when there is room again.

import RPC

public enum Play: SessionInterface {
  public typealias Failure = SoundFailure
  public static var name: StaticString { "Play" }
  /// Without the ring: see `SoundRing.cost`.
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  /// Makes the ring, instead of the one before; positions begin at 0.
  public static var setRing: Method<Play, SoundRing, Nothing> { Method(1, .denies) }
  public static var ring: Method<Play, Nothing, Capability<Dataspace>> { Method(2) }
  /// From now on the ring's frames are played.
  public static var start: Method<Play, Nothing, Nothing> { Method(3, .denies) }
  /// Nothing is played from now on; what is in the ring stays there.
  public static var stop: Method<Play, Nothing, Nothing> { Method(4, .denies) }
  /// The ring is filled up to that position; says up to where it was played.
  public static var fill: Method<Play, UInt64, SoundProgress> { Method(5, .sees | .denies) }
  /// Told each time that something was played.
  public static var setSignal: Method<Play, Capability<SignalTarget>, Nothing> { Method(6, .denies) }
}
