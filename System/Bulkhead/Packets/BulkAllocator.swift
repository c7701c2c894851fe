// Pieces of a stream's bulk memory: first fit over a sorted list of free ranges. The list is the client's own; nothing of it
// is in shared memory.

struct BulkAllocator {
  /// Free ranges, sorted, not touching each other.
  private(set) var free: [Range<UInt32>]

  /// Pieces start at multiples of this, and their sizes are rounded up to it.
  static var granularity: UInt32 { 64 }

  init(size: Int) {
    let usable = UInt32(size) & ~(Self.granularity - 1)
    free = usable == 0 ? [] : [0..<usable]
  }

  /// Where a piece of that size starts; nil if there is no room. O(free ranges).
  mutating func allocate(_ size: UInt32) -> UInt32? {
    guard let length = Self.rounded(size) else { return nil }
    for index in 0..<free.count where free[index].count >= Int(length) {
      let start = free[index].lowerBound
      if free[index].count == Int(length) {
        free.remove(at: index)
      } else {
        free[index] = start + length..<free[index].upperBound
      }
      return start
    }
    return nil
  }

  /// Gives a piece back. O(free ranges).
  /// - Precondition: it was allocated with that size.
  mutating func release(_ start: UInt32, _ size: UInt32) {
    guard let length = Self.rounded(size) else { return }
    var range = start..<start + length
    let index = free.firstIndex { $0.lowerBound >= range.upperBound } ?? free.count
    precondition(index == 0 || free[index - 1].upperBound <= start, "given back twice")
    if index < free.count, free[index].lowerBound == range.upperBound {
      range = range.lowerBound..<free.remove(at: index).upperBound
    }
    if index > 0, free[index - 1].upperBound == range.lowerBound {
      free[index - 1] = free[index - 1].lowerBound..<range.upperBound
    } else {
      free.insert(range, at: index)
    }
  }

  private static func rounded(_ size: UInt32) -> UInt32? {
    guard size <= UInt32.max - granularity else { return nil }
    return max((size + granularity - 1) & ~(granularity - 1), granularity)
  }
}
