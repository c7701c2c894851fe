// What Play and Record have in common, and Sound: the session of a driver of sound devices.
//
// Samples are those of Logic/Sources/Samples: 48,000 frames a second, 16 bits signed, one or two channels.

import RPC

public enum SoundFailure: UInt16, Failure {
  /// No ring was made yet.
  case noRing = 1
  /// Less than 48 frames or more than 96,000, or neither one channel nor two.
  case unknownFormat = 2
  /// A position that goes back, or further than the ring has room or content.
  case invalidPosition = 3
  /// The donation does not suffice for the ring: upgrade the session.
  case outOfRAM = 4
  case outOfCapabilities = 5
  case unreachable = 0xffff
}

/// A ring of frames in memory that server and client share, row after row without gaps from the start of its dataspace: two
/// bytes a frame with one channel, four with two (left, right).
public struct SoundRing: Message, Equatable, Sendable {
  public let frames: UInt32
  public let channels: UInt8

  public init(frames: UInt32, channels: UInt8) {
    self.frames = frames
    self.channels = channels
  }

  public func encode(into message: inout MessageWriter) {
    frames.encode(into: &message)
    channels.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    frames = try UInt32(from: &message)
    channels = try UInt8(from: &message)
  }

  /// Between 1 ms and 2 s.
  public var isPossible: Bool { (48...96_000).contains(frames) && (channels == 1 || channels == 2) }
  public var bytes: UInt64 { UInt64(frames) * UInt64(channels) * 2 }

  /// What the ring takes of the session's donation.
  public var cost: Quota { Quota(ram: (bytes + 4095) & ~4095 + 16 << 10, capabilities: 2) }
}

/// How far the other side of a ring is. Positions count frames from the session's start and never go back; the frame at a
/// position stands in the ring at the position modulo the ring's frames.
public struct SoundProgress: Message, Equatable, Sendable {
  public let position: UInt64
  /// Played: frames of silence for want of the client's. Recorded: frames that found no room in the ring.
  public let lost: UInt64

  public init(position: UInt64, lost: UInt64) {
    self.position = position
    self.lost = lost
  }

  public func encode(into message: inout MessageWriter) {
    position.encode(into: &message)
    lost.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    position = try UInt64(from: &message)
    lost = try UInt64(from: &message)
  }
}

/// What the mixer wants of a sound device right now.
public struct SoundDemand: Message, Equatable, Sendable {
  public let plays: Bool
  public let records: Bool

  public init(plays: Bool = false, records: Bool = false) {
    self.plays = plays
    self.records = records
  }

  public func encode(into message: inout MessageWriter) {
    plays.encode(into: &message)
    records.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    plays = try Bool(from: &message)
    records = try Bool(from: &message)
  }
}

/// For drivers. The device's clock is the system's clock of sound: the driver comes once a period, brings what was recorded
/// and fetches what is to be played next. While nobody plays or records, it does neither, and does not come.
public enum Sound: SessionInterface {
  public typealias Failure = SoundFailure
  public static var name: StaticString { "Sound" }
  /// The client is the sound card: it hears what is played, and says what was heard.
  public static var clientInfluence: Influence { .sees | .alters | .denies }
  public static var cost: Quota { Quota(ram: 64 << 10, capabilities: 8) }

  /// Frames of two channels that one `exchange` can carry each way.
  public static var blockFrames: Int { 4096 }

  /// Two blocks, one after the other: what is to be played, and what was recorded.
  public static var buffer: Method<Sound, Nothing, Capability<Dataspace>> { Method(1) }
  /// Brings so many recorded frames, and fetches so many to be played; says what is wanted from now on. What exceeds a block
  /// is left out.
  ///
  /// Recorded frames that nobody wants any more reach nobody.
  public static var exchange: Method<Sound, Pair<UInt32, UInt32>, SoundDemand> { Method(2) }
  /// Told when `exchange` would say something else than it last did.
  public static var setSignal: Method<Sound, Capability<SignalTarget>, Nothing> { Method(3, .denies) }
}
