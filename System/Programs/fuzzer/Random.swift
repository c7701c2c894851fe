// Random numbers that are the same in every run with the same seed, and of the kinds that find mistakes.

struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  /// Any number (splitmix64).
  mutating func any() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  /// 0..<bound.
  mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: any() >> 33) % bound }

  /// Powers of two at which something ends or turns around; but not where this program lies.
  private static var limits: InlineArray<8, UInt64> {
    [1 << 31, 1 << 32, 1 << 39, 1 << 46, 0x7f80_0000_0000, 1 << 47, 1 << 63, 0]
  }

  /// Small numbers, whole pages, addresses, limits and their neighbours, and any.
  mutating func word() -> UInt64 {
    switch below(8) {
    case 0, 1, 2: any() & 0x1f
    case 3: any() & 0xff << 12
    case 4: Self.limits[below(8)] &+ (any() & 3) &- 1
    case 5: 0x4000_0000 | any() & 0xff << 12
    case 6: any() & 0xffff
    default: any()
    }
  }
}
