// How long whoever guesses passwords at the keyboard waits: each wrong one takes twice as long as the one before, whoever it was
// for, up to half a minute. The right one ends it.

public struct WrongAnswers: Equatable, Sendable {
  /// Since the last right one.
  public private(set) var count = 0

  public init() {}

  /// Milliseconds.
  public static var longest: UInt64 { 30_000 }

  /// One more.
  /// - Returns: how long to wait, in milliseconds, before the person hears of it.
  public mutating func add() -> UInt64 {
    count += 1
    return min(500 << UInt64(min(count - 1, 16)), Self.longest)
  }

  public mutating func clear() { count = 0 }
}
