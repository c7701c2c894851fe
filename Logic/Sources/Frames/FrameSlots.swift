// Three buffers between a camera and a client that takes frames at its own pace: one is written, one is the newest that is
// complete, one is lent. The camera never waits, and never writes what is lent.

public struct FrameSlots: Equatable, Sendable {
  /// A complete frame.
  public struct Frame: Equatable, Sendable {
    public let slot: Int
    public let number: UInt64
  }

  public static var count: Int { 3 }

  private var newest: Frame?
  private var lent: Int?
  /// Frames that were completed.
  public private(set) var completed: UInt64 = 0

  public init() {}

  /// Where the next frame is written.
  public var next: Int {
    for slot in 0..<Self.count where slot != lent && slot != newest?.slot { return slot }
    return 0
  }

  /// The frame in `next` is complete; the newest until now is forgotten if nobody took it.
  public mutating func complete() {
    completed += 1
    newest = Frame(slot: next, number: completed)
  }

  /// Lends the newest frame, in exchange for the one lent before; nil, and nothing changes, if there is no newer one.
  public mutating func take() -> Frame? {
    guard let frame = newest else { return nil }
    lent = frame.slot
    newest = nil
    return frame
  }
}
