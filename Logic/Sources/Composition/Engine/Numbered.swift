// Lists in the order of numbers that grow as a rule: what is new comes at the end, and what is looked for is often there.

extension Array {
  /// The index of the first element whose number is not below `number`. Takes a comparison for the last element and those
  /// beyond it, and as many as the count has binary digits otherwise.
  /// - Parameter numberOf: by which the list is in order.
  @inline(__always)
  public func position(of number: UInt64, by numberOf: (Element) -> UInt64) -> Int {
    guard let last, numberOf(last) >= number else { return count }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if numberOf(self[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
