// Random numbers (xorshift64) that a seed decides.

struct Moments {
  private var state: UInt64

  init(seed: UInt64) { state = seed | 1 }

  /// Below the limit, which is above 0.
  mutating func next(_ limit: Int) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (state >> 20) % UInt64(limit)
  }
}
