// Camera: what a camera sees, frame by frame.
//
// The client says what it would like, gets what the camera can, and takes frames out of buffers that its donation pays. A
// frame is lent: until the client takes the next one. When the session ends, whoever ends it, the buffers are gone; nothing
// reaches the client from then on.

import Geometry
import RPC

public enum CameraFailure: UInt16, Failure {
  /// No format was set yet.
  case noFormat = 1
  /// Not one that `negotiate` answers with.
  case unknownFormat = 2
  /// There is no frame that was not taken before.
  case noFrame = 3
  /// The donation does not suffice for the buffers: upgrade the session.
  case outOfRAM = 4
  case outOfCapabilities = 5
  case unreachable = 0xffff
}

/// Frames: pixels of 32 bits, 8 each for nothing, red, green and blue from the top, row after row without gaps.
public struct CameraFormat: Message, Equatable, Sendable {
  public let size: Size
  public let framesPerSecond: UInt32

  public init(size: Size, framesPerSecond: UInt32) {
    self.size = size
    self.framesPerSecond = framesPerSecond
  }

  public func encode(into message: inout MessageWriter) {
    size.encode(into: &message)
    framesPerSecond.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    size = try Size(from: &message)
    framesPerSecond = try UInt32(from: &message)
  }

  /// Frames that a session's buffers hold.
  public static var buffers: Int { 3 }
  /// Bytes of a buffer: whole pages.
  public var bufferBytes: UInt64 { (UInt64(size.area) * 4 + 4095) & ~4095 }

  /// What the buffers take of the session's donation.
  public var cost: Quota {
    let bytes = bufferBytes * UInt64(Self.buffers)
    return Quota(ram: bytes + bytes / 256 + 16 << 10, capabilities: 2)
  }
}

/// A frame that was lent.
public struct CameraFrame: Message, Equatable, Sendable {
  /// Counts all frames since `start`, also those that nobody took.
  public let number: UInt64
  /// Which of the buffers it is in.
  public let buffer: UInt32

  public init(number: UInt64, buffer: UInt32) {
    self.number = number
    self.buffer = buffer
  }

  public func encode(into message: inout MessageWriter) {
    number.encode(into: &message)
    buffer.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    number = try UInt64(from: &message)
    buffer = try UInt32(from: &message)
  }
}

public enum Camera: SessionInterface {
  public typealias Failure = CameraFailure
  public static var name: StaticString { "Camera" }
  /// That is what it is for.
  public static var clientInfluence: Influence { .sees }
  /// Without buffers: see `CameraFormat.cost`.
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 4) }

  /// What the camera can that is nearest to a wish. Changes nothing.
  public static var negotiate: Method<Camera, CameraFormat, CameraFormat> { Method(1, .alters | .denies) }
  /// Makes the buffers, instead of those before. The camera is stopped.
  public static var setFormat: Method<Camera, CameraFormat, Nothing> { Method(2, .denies) }
  /// The buffers, one after the other.
  public static var buffers: Method<Camera, Nothing, Capability<Dataspace>> { Method(3) }
  /// From now on there are frames, counted from 1. The camera is off while nobody has started.
  public static var start: Method<Camera, Nothing, Nothing> { Method(4, .denies) }
  public static var stop: Method<Camera, Nothing, Nothing> { Method(5, .denies) }
  /// Lends the newest frame; the one before goes back.
  public static var take: Method<Camera, Nothing, CameraFrame> { Method(6, .alters | .denies) }
  /// Told each time that there is a frame.
  public static var setSignal: Method<Camera, Capability<SignalTarget>, Nothing> { Method(7, .denies) }
}
