// Points, sizes and rectangles in pixels. x grows to the right, y downwards.
//
// Whatever a client of a server names can be any 32-bit number: nothing here traps, sums stop at the ends of the range.

public struct Point: Equatable, Sendable {
  public var x: Int32
  public var y: Int32

  @inlinable
  public init(_ x: Int32, _ y: Int32) {
    self.x = x
    self.y = y
  }

  public static var zero: Point { Point(0, 0) }

  @inlinable public static func + (left: Point, right: Point) -> Point {
    Point(left.x.clampedAdding(right.x), left.y.clampedAdding(right.y))
  }

  @inlinable public static func - (left: Point, right: Point) -> Point {
    Point(left.x.clampedSubtracting(right.x), left.y.clampedSubtracting(right.y))
  }
}

/// Invariant: neither width nor height is negative.
public struct Size: Equatable, Sendable {
  public let width: Int32
  public let height: Int32

  /// Negative extents count as 0.
  @inlinable
  public init(_ width: Int32, _ height: Int32) {
    self.width = max(0, width)
    self.height = max(0, height)
  }

  public static var zero: Size { Size(0, 0) }

  @inlinable public var isEmpty: Bool { width == 0 || height == 0 }
  /// Pixels.
  @inlinable public var area: Int { Int(width) * Int(height) }
}

/// The pixels from `minX` up to, not including, `maxX`, and likewise for y. Invariant: the maxima are not below the minima.
public struct Rectangle: Equatable, Sendable {
  public let minX: Int32
  public let minY: Int32
  public let maxX: Int32
  public let maxY: Int32

  /// A rectangle whose edges are crossed is empty.
  @inlinable
  public init(minX: Int32, minY: Int32, maxX: Int32, maxY: Int32) {
    self.minX = minX
    self.minY = minY
    self.maxX = max(minX, maxX)
    self.maxY = max(minY, maxY)
  }

  @inlinable
  public init(_ x: Int32, _ y: Int32, _ width: Int32, _ height: Int32) {
    self.init(minX: x, minY: y, maxX: x.clampedAdding(width), maxY: y.clampedAdding(height))
  }

  @inlinable
  public init(_ origin: Point, _ size: Size) { self.init(origin.x, origin.y, size.width, size.height) }

  public static var empty: Rectangle { Rectangle(0, 0, 0, 0) }

  @inlinable public var origin: Point { Point(minX, minY) }
  @inlinable public var size: Size { Size(width, height) }
  @inlinable public var width: Int32 { maxX.clampedSubtracting(minX) }
  @inlinable public var height: Int32 { maxY.clampedSubtracting(minY) }
  @inlinable public var isEmpty: Bool { minX == maxX || minY == maxY }
  @inlinable public var area: Int { Int(width) * Int(height) }

  @inlinable public func contains(_ point: Point) -> Bool {
    point.x >= minX && point.x < maxX && point.y >= minY && point.y < maxY
  }

  @inlinable public func contains(_ other: Rectangle) -> Bool {
    other.isEmpty || (other.minX >= minX && other.maxX <= maxX && other.minY >= minY && other.maxY <= maxY)
  }

  /// What both have; empty if nothing.
  @inlinable public func intersection(_ other: Rectangle) -> Rectangle {
    Rectangle(
      minX: max(minX, other.minX), minY: max(minY, other.minY), maxX: min(maxX, other.maxX), maxY: min(maxY, other.maxY))
  }

  @inlinable public func intersects(_ other: Rectangle) -> Bool { !intersection(other).isEmpty }

  /// The smallest rectangle around both. Empty ones count for nothing.
  @inlinable public func union(_ other: Rectangle) -> Rectangle {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Rectangle(
      minX: min(minX, other.minX), minY: min(minY, other.minY), maxX: max(maxX, other.maxX), maxY: max(maxY, other.maxY))
  }

  /// Moved.
  @inlinable public func offset(by distance: Point) -> Rectangle { Rectangle(origin + distance, size) }

  /// Each edge moved inwards by that much; outwards if negative.
  @inlinable public func inset(by distance: Int32) -> Rectangle {
    Rectangle(
      minX: minX.clampedAdding(distance), minY: minY.clampedAdding(distance), maxX: maxX.clampedSubtracting(distance),
      maxY: maxY.clampedSubtracting(distance))
  }
}

extension Rectangle {
  /// What is left when `hole` is taken away: up to four rectangles that do not overlap, from top to bottom.
  @inlinable
  public func subtracting(_ hole: Rectangle, _ body: (Rectangle) -> Void) {
    let inner = intersection(hole)
    if inner.isEmpty {
      if !isEmpty { body(self) }
      return
    }
    if inner.minY > minY { body(Rectangle(minX: minX, minY: minY, maxX: maxX, maxY: inner.minY)) }
    if inner.minX > minX { body(Rectangle(minX: minX, minY: inner.minY, maxX: inner.minX, maxY: inner.maxY)) }
    if inner.maxX < maxX { body(Rectangle(minX: inner.maxX, minY: inner.minY, maxX: maxX, maxY: inner.maxY)) }
    if inner.maxY < maxY { body(Rectangle(minX: minX, minY: inner.maxY, maxX: maxX, maxY: maxY)) }
  }
}

extension Int32 {
  /// The sum, or the end of the range that it would leave.
  @inlinable
  public func clampedAdding(_ other: Int32) -> Int32 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }

  /// The difference, or the end of the range that it would leave.
  @inlinable
  public func clampedSubtracting(_ other: Int32) -> Int32 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
