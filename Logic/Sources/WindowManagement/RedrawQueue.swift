// Which of many things that look different now is drawn next, and when: each in its turn, and all together not more than a share of
// the time.
//
// A thing that changes again before its turn stays where it is in the queue, and is drawn once. So whoever changes all the time has
// one turn for each turn of the others, and the time that all of it takes from those who are less urgent has a bound.

/// Things to be drawn, by number. Times are in microseconds, by its user's clock.
public struct RedrawQueue: Sendable {
  private var waiting: [Int] = []
  /// When the next one may be drawn.
  private var free: UInt64 = 0
  /// What may be drawn at once after a time without any: microseconds that it takes.
  private let burst: UInt64
  /// One in so many microseconds is for drawing.
  private let share: UInt64

  /// - Parameters:
  ///   - burst: microseconds of drawing that need not wait.
  ///   - share: drawing takes one of so many microseconds in the long run.
  public init(burst: UInt64, share: UInt64) {
    self.burst = burst
    self.share = share
  }

  public var isEmpty: Bool { waiting.isEmpty }

  /// The thing looks different now.
  public mutating func add(_ number: Int) {
    if !waiting.contains(number) { waiting.append(number) }
  }

  /// The thing is gone.
  public mutating func remove(_ number: Int) { waiting.removeAll { $0 == number } }

  /// How long to wait before the next one; 0: not at all.
  public func delay(at now: UInt64) -> UInt64 { free > now + burst * share ? free - burst * share - now : 0 }

  /// The next one, which is drawn now; nil: there is none, or it has to wait.
  public mutating func next(at now: UInt64) -> Int? {
    if waiting.isEmpty || delay(at: now) > 0 { return nil }
    return waiting.removeFirst()
  }

  /// One was drawn.
  public mutating func drew(from start: UInt64, to end: UInt64) {
    free = max(free, start) + (end - start) * share
  }
}
