// Rectangles with round corners, filled, outlined and with shadows, smooth at the edges. Integers only.

import Geometry

/// Which corners are round.
public struct Corners: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static var topLeft: Corners { Corners(rawValue: 1) }
  public static var topRight: Corners { Corners(rawValue: 2) }
  public static var bottomLeft: Corners { Corners(rawValue: 4) }
  public static var bottomRight: Corners { Corners(rawValue: 8) }
  public static var top: Corners { [.topLeft, .topRight] }
  public static var bottom: Corners { [.bottomLeft, .bottomRight] }
  public static var left: Corners { [.topLeft, .bottomLeft] }
  public static var right: Corners { [.topRight, .bottomRight] }
  public static var all: Corners { [.top, .bottom] }
}

/// A rectangle with round corners. Invariant: far from the ends of the number range, so that sums need no care.
public struct RoundedRectangle: Equatable, Sendable {
  public let rectangle: Rectangle
  /// Pixels; at most half of the shorter side, and 512.
  public let radius: Int32
  public let corners: Corners

  public init(_ rectangle: Rectangle, radius: Int32, corners: Corners = .all) {
    let limit = Rectangle(minX: -1 << 26, minY: -1 << 26, maxX: 1 << 26, maxY: 1 << 26)
    let rectangle = limit.intersection(rectangle)
    self.rectangle = rectangle
    self.radius = max(0, min(radius, 512, rectangle.width / 2, rectangle.height / 2))
    self.corners = corners
  }

  /// The shape whose edge runs `distance` pixels inside of this one's.
  func inset(by distance: Int32) -> RoundedRectangle {
    RoundedRectangle(rectangle.inset(by: distance), radius: radius - distance, corners: corners)
  }

  /// How much of a pixel of the rectangle is inside, 0...255.
  func coverage(_ x: Int32, _ y: Int32) -> UInt8 {
    let (left, top) = (x - rectangle.minX, y - rectangle.minY)
    let (right, bottom) = (rectangle.maxX - 1 - x, rectangle.maxY - 1 - y)
    guard min(left, top, right, bottom) >= 0 else { return 0 }
    guard min(left, right) < radius, min(top, bottom) < radius else { return 255 }
    let corner: Corners = left < right ? (top < bottom ? .topLeft : .bottomLeft) : top < bottom ? .topRight : .bottomRight
    guard corners.contains(corner) else { return 255 }
    return Self.arcCoverage(radius - min(left, right), radius - min(top, bottom), radius)
  }

  /// Coverage of the pixel that is `x` to the side of an arc's center and `y` above it, both counted from 1.
  private static func arcCoverage(_ x: Int32, _ y: Int32, _ radius: Int32) -> UInt8 {
    let (dx, dy) = (UInt32(x) * 64 - 32, UInt32(y) * 64 - 32)
    let inside = radius * 64 - Int32(squareRoot(dx * dx + dy * dy)) + 32
    return UInt8(max(0, min(inside, 64)) * 255 / 64)
  }
}

/// The integer square root, rounded down.
func squareRoot(_ value: UInt32) -> UInt32 {
  guard value > 1 else { return value }
  var root: UInt32 = 1 << ((32 - UInt32(value.leadingZeroBitCount) + 1) / 2)
  while true {
    let next = (root + value / root) / 2
    if next >= root { return root }
    root = next
  }
}

extension Canvas {
  /// Lays a color over a rectangle with round corners.
  public mutating func fill(_ shape: RoundedRectangle, _ color: Color) {
    let part = clip.intersection(shape.rectangle)
    guard !part.isEmpty else { return }
    for y in part.minY..<part.maxY { fillRow(y, of: shape, part, color) }
  }

  /// One row: pixel by pixel at the corners, at once between them.
  private mutating func fillRow(_ y: Int32, of shape: RoundedRectangle, _ part: Rectangle, _ color: Color) {
    let box = shape.rectangle
    guard min(y - box.minY, box.maxY - 1 - y) < shape.radius else { return fillRow(y, part.minX, part.maxX, color) }
    let left = max(part.minX, min(part.maxX, box.minX + shape.radius))
    let right = max(left, min(part.maxX, box.maxX - shape.radius))
    for x in part.minX..<left { blend(x, y, color, shape.coverage(x, y)) }
    fillRow(y, left, right, color)
    for x in right..<part.maxX { blend(x, y, color, shape.coverage(x, y)) }
  }

  /// The outline of a rectangle with round corners, `width` pixels thick, inside of it.
  public mutating func stroke(_ shape: RoundedRectangle, width: Int32 = 1, _ color: Color) {
    let (part, inner) = (clip.intersection(shape.rectangle), shape.inset(by: width))
    guard !part.isEmpty else { return }
    let edge = max(width, shape.radius)
    for y in part.minY..<part.maxY {
      let depth = min(y - shape.rectangle.minY, shape.rectangle.maxY - 1 - y)
      let side = depth < edge ? edge : width
      let left = max(part.minX, min(part.maxX, shape.rectangle.minX + side))
      let right = max(left, min(part.maxX, shape.rectangle.maxX - side))
      for x in part.minX..<left { blend(x, y, color, shape.coverage(x, y) - min(shape.coverage(x, y), inner.coverage(x, y))) }
      if depth < width { fillRow(y, left, right, color) }
      for x in right..<part.maxX { blend(x, y, color, shape.coverage(x, y) - min(shape.coverage(x, y), inner.coverage(x, y))) }
    }
  }

  /// A circle.
  public mutating func fillCircle(center: Point, radius: Int32, _ color: Color) {
    fill(RoundedRectangle(Rectangle(center.x - radius, center.y - radius, radius * 2, radius * 2), radius: radius), color)
  }
}
