// Record: what a microphone hears.
//
// The server fills a ring of frames, and the client says up to where it has read. When the session ends, whoever ends it, the
// ring is gone; nothing reaches the client from then on.

import RPC

public enum Record: SessionInterface {
  public typealias Failure = SoundFailure
  public static var name: StaticString { "Record" }
  /// That is what it is for.
  public static var clientInfluence: Influence { .sees }
  /// Without the ring: see `SoundRing.cost`.
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  /// Makes the ring, instead of the one before; positions begin at 0.
  public static var setRing: Method<Record, SoundRing, Nothing> { Method(1, .denies) }
  public static var ring: Method<Record, Nothing, Capability<Dataspace>> { Method(2) }
  /// From now on what is heard goes into the ring. The microphone is off while nobody has started.
  public static var start: Method<Record, Nothing, Nothing> { Method(3, .denies) }
  public static var stop: Method<Record, Nothing, Nothing> { Method(4, .denies) }
  /// The client has read up to that position; says up to where there is something.
  public static var release: Method<Record, UInt64, SoundProgress> { Method(5, .alters | .denies) }
  /// Told each time that something was recorded.
  public static var setSignal: Method<Record, Capability<SignalTarget>, Nothing> { Method(6, .denies) }
}
