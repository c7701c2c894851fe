// Capture: the picture, for those who show it (display drivers) or are allowed to see it (screenshots).
//
// The GUI server draws into a buffer of the capturing client, which its donation pays. Nobody draws unless somebody captures.

import Geometry
import RPC

public enum CaptureFailure: UInt16, Failure {
  /// No buffer was made yet, or it would be empty or larger than 16,384 pixels in a direction.
  case noBuffer = 1
  /// The donation does not suffice for the buffer: upgrade the session.
  case outOfRAM = 2
  case outOfCapabilities = 3
  case unreachable = 0xffff
}

/// The parts of a buffer that changed.
public struct ChangedAreas: Message {
  public private(set) var rectangles: [Rectangle] = []
  public static var limit: Int { 8 }

  public init() {}

  /// Does not take more than `limit`.
  public init(_ rectangles: [Rectangle]) { self.rectangles = Array(rectangles.prefix(Self.limit)) }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(rectangles.count))
    for rectangle in rectangles { rectangle.encode(into: &message) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let count = try message.next()
    guard count <= UInt64(Self.limit) else { throw .malformed }
    for _ in 0..<count { rectangles.append(try Rectangle(from: &message)) }
  }
}

public enum Capture: SessionInterface {
  public typealias Failure = CaptureFailure
  public static var name: StaticString { "Capture" }
  /// That is what it is for. (Who shows the picture can also falsify it: drivers are their devices' voices.)
  public static var clientInfluence: Influence { .sees }
  public static var cost: Quota { Quota(ram: 24 << 10, capabilities: 6) }

  /// How large the picture is that policy lets this client see; empty before any display driver said how large it shows it.
  public static var screenSize: Method<Capture, Nothing, Size> { Method(1, .alters) }
  /// Makes the buffer, instead of the one before: pixels of 32 bits, 8 each for nothing, red, green and blue from the top,
  /// row after row without gaps. A display driver says with it how large the screen is.
  public static var setBuffer: Method<Capture, Size, Nothing> { Method(2) }
  public static var dataspace: Method<Capture, Nothing, Capability<Dataspace>> { Method(3) }
  /// Draws into the buffer what changed since the last time, as seen from that place of the picture, and says where.
  public static var capture: Method<Capture, Point, ChangedAreas> { Method(4) }
  /// Told when there is something new to be captured, after a `capture` that found nothing; and when the size changed.
  public static var setSignal: Method<Capture, Capability<SignalTarget>, Nothing> { Method(5, .denies) }
}
