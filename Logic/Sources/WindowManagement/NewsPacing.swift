// When others are told of what somebody changed: the more often it changes something, the more seldom.
//
// One for each client: who changes its windows a thousand times a second makes others work a few times a second, and what another
// client changes is told as soon as ever. Between two tellings any number of changes is one, and the newest counts.

/// The news of one client. Times are in milliseconds, by its user's clock.
public struct NewsPacing: Sendable {
  /// When the news are to be told; nil: there are none.
  public private(set) var due: UInt64?
  private var last: UInt64?
  private var pause: UInt64 = 0

  /// After that long without news the next ones are told at once.
  private static var quiet: UInt64 { 500 }
  private static var shortest: UInt64 { 8 }
  private static var longest: UInt64 { 128 }

  public init() {}

  /// Something changed.
  public mutating func change(at now: UInt64) {
    if due != nil { return }
    let isQuiet = last.map { now >= $0 + Self.quiet } ?? true
    pause = isQuiet ? Self.shortest : min(pause * 2, Self.longest)
    // At multiples of the pause, so that the news of several clients that change much are told together.
    due = (now / pause + 1) * pause
  }

  /// Whether there are news to be told now. They count as told then.
  public mutating func tell(at now: UInt64) -> Bool {
    guard let due, due <= now else { return false }
    self.due = nil
    last = now
    return true
  }
}
