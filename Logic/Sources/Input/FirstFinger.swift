// Of all fingers on the screen, the one that counts: the first, until it is lifted.
//
// Whoever treats a finger as a button that is pressed where the finger comes down, and released where it is lifted, needs to know
// which finger that is: the others neither press nor release anything.
//
// Invariant: as long as a finger counts, no other one does.

public struct FirstFinger: Equatable, Sendable {
  public enum Touch: Equatable, Sendable {
    /// It came down, and counts.
    case down
    /// The one that counts is elsewhere now.
    case moved
    /// Another one counts.
    case other
  }

  private var finger: UInt16?

  public init() {}

  /// A finger is on the screen, or moved there.
  public mutating func touch(_ finger: UInt16) -> Touch {
    if let first = self.finger { return first == finger ? .moved : .other }
    self.finger = finger
    return .down
  }

  /// A finger was lifted.
  /// - Returns: whether it is the one that counted; the next one that comes down does.
  public mutating func lift(_ finger: UInt16) -> Bool {
    guard self.finger == finger else { return false }
    self.finger = nil
    return true
  }
}
