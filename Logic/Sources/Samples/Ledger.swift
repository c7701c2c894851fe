// How far the two sides of a ring of frames are. Positions count frames from the session's start and never go back; the frame
// at a position stands in the ring at the position modulo the ring's size.
//
// What a client says about its own side is checked: no position that it names makes the server read or write outside of the
// ring, or what the other side has not released.

/// Frames of a ring, in one or two pieces: to its end, and from its start.
public struct RingPieces: Equatable, Sendable {
  /// The first frame's place in the ring.
  public let start: Int
  public let count: Int
  private let capacity: Int

  init(_ position: UInt64, _ count: Int, _ capacity: Int) {
    start = Int(position % UInt64(capacity))
    self.count = count
    self.capacity = capacity
  }

  /// Where the frame with that number, counted from the first, is.
  @inline(__always)
  public func place(_ index: Int) -> Int {
    let place = start + index
    return place < capacity ? place : place - capacity
  }
}

/// A ring that the client fills and the server plays.
public struct PlayLedger: Equatable, Sendable {
  public let capacity: Int
  /// Up to where the client filled it.
  public private(set) var filled: UInt64 = 0
  /// Up to where it was played.
  public private(set) var played: UInt64 = 0
  /// Frames of silence that were played because there was nothing else.
  public private(set) var missing: UInt64 = 0

  /// - Precondition: positive.
  public init(capacity: Int) {
    precondition(capacity > 0, "an empty ring")
    self.capacity = capacity
  }

  /// The client says up to where it filled the ring. False, and nothing changes, if that is less than before, or more than
  /// the ring has room for.
  public mutating func fill(to position: UInt64) -> Bool {
    guard position >= filled, position - played <= UInt64(capacity) else { return false }
    filled = position
    return true
  }

  /// Plays the next frames: as many as there are. The others are missing.
  public mutating func play(_ wanted: Int) -> RingPieces {
    let count = min(wanted, Int(filled - played))
    defer { played += UInt64(count) }
    missing &+= UInt64(wanted - count)
    return RingPieces(played, count, capacity)
  }
}

/// A ring that the server fills with what was recorded, and the client empties.
public struct RecordLedger: Equatable, Sendable {
  public let capacity: Int
  /// Up to where it is filled.
  public private(set) var filled: UInt64 = 0
  /// Up to where the client does not need it any more.
  public private(set) var released: UInt64 = 0
  /// Frames that found no room.
  public private(set) var lost: UInt64 = 0

  /// - Precondition: positive.
  public init(capacity: Int) {
    precondition(capacity > 0, "an empty ring")
    self.capacity = capacity
  }

  /// The client says up to where it has read. False, and nothing changes, if that is less than before, or more than there is.
  public mutating func release(to position: UInt64) -> Bool {
    guard position >= released, position <= filled else { return false }
    released = position
    return true
  }

  /// Where the next frames go: as many as there is room for. The others, the newest, are lost.
  public mutating func record(_ offered: Int) -> RingPieces {
    let count = min(offered, capacity - Int(filled - released))
    defer { filled += UInt64(count) }
    lost &+= UInt64(offered - count)
    return RingPieces(filled, count, capacity)
  }
}
