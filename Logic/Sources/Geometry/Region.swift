// A set of pixels as a few rectangles: what has to be drawn anew.
//
// Invariant: never more rectangles than `limit`, so that nobody who names many small pieces makes others pay for keeping
// them; when there would be more, the two that waste the least are replaced by one around both.

public struct Region: Sendable {
  public private(set) var rectangles: [Rectangle] = []
  public let limit: Int

  public init(limit: Int = 8) { self.limit = max(1, limit) }

  public var isEmpty: Bool { rectangles.isEmpty }

  /// Adds a rectangle. Rectangles may overlap afterwards; none contains another. O(limit²).
  public mutating func add(_ rectangle: Rectangle) {
    guard !rectangle.isEmpty, !rectangles.contains(where: { $0.contains(rectangle) }) else { return }
    rectangles.removeAll { rectangle.contains($0) }
    rectangles.append(rectangle)
    if rectangles.count > limit { mergeCheapest() }
  }

  /// Takes all out.
  public mutating func drain() -> [Rectangle] {
    defer { rectangles = [] }
    return rectangles
  }

  private mutating func mergeCheapest() {
    var best = (first: 0, second: 1, waste: Int.max)
    for first in 0..<rectangles.count {
      for second in first + 1..<rectangles.count {
        let (one, other) = (rectangles[first], rectangles[second])
        let waste = one.union(other).area - one.area - other.area
        if waste < best.waste { best = (first, second, waste) }
      }
    }
    let merged = rectangles[best.first].union(rectangles[best.second])
    rectangles.remove(at: best.second)
    rectangles.remove(at: best.first)
    add(merged)
  }
}
