// Random numbers (xorshift64) that a seed decides: a test that failed can be run again as it was.

public struct SeededNumbers {
  private var state: UInt64

  public init(seed: UInt64) { state = seed | 1 }

  /// Below the limit, which is above 0.
  public mutating func next(_ limit: Int) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (state >> 20) % UInt64(limit)
  }
}
