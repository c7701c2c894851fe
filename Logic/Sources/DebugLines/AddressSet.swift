// A set of addresses, as ranges in ascending order that do not touch.

public struct AddressSet: Sendable, Equatable {
  private var ranges: [Range<UInt64>] = []

  /// - Parameter ranges: in any order; they may overlap.
  public init(_ ranges: [Range<UInt64>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = self.ranges.last, last.upperBound >= range.lowerBound {
        self.ranges[self.ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// How many addresses there are.
  public var count: UInt64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }

  /// Whether any of the addresses is in the set.
  public func overlaps(_ addresses: Range<UInt64>) -> Bool {
    guard !addresses.isEmpty else { return false }
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= addresses.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound < addresses.upperBound
  }
}
