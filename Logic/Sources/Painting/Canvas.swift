// Something to draw on: pixels in borrowed memory, for instance in a dataspace that the screen or a server shows.
//
// Invariant: `clip` lies within the canvas, and the canvas within its memory. All drawing goes through the rows in
// Rows.swift, which rely on this; coordinates that a caller passes can be anything.

import Geometry

/// A rectangle of pixels, row by row, and the part of it that drawing is limited to.
public struct Canvas: ~Copyable, ~Escapable {
  @usableFromInline var pixels: MutableSpan<UInt32>
  public let size: Size
  /// Pixels from the start of a row to the start of the next.
  public let stride: Int
  /// Nothing outside is changed.
  public private(set) var clip: Rectangle

  /// - Parameters:
  ///   - pixels: memory of the pixels, row by row.
  ///   - stride: pixels from row to row; `size.width` if nil.
  /// - Precondition: all rows lie within `pixels`, and a row is not longer than the stride.
  @_lifetime(copy pixels)
  public init(_ pixels: consuming MutableSpan<UInt32>, size: Size, stride: Int? = nil) {
    let stride = stride ?? Int(size.width)
    precondition(stride >= Int(size.width), "rows overlap")
    precondition(size.isEmpty || (Int(size.height) - 1) * stride + Int(size.width) <= pixels.count, "pixels outside memory")
    self.pixels = pixels
    self.size = size
    self.stride = stride
    clip = Rectangle(.zero, size)
  }

  public var bounds: Rectangle { Rectangle(.zero, size) }

  /// Draws with a smaller clip: what both the present one and `rectangle` have.
  public mutating func clipped(to rectangle: Rectangle, _ draw: (inout Canvas) -> Void) {
    let before = clip
    clip = clip.intersection(rectangle)
    if !clip.isEmpty { draw(&self) }
    clip = before
  }
}

extension Canvas {
  /// Lays a color over a rectangle.
  public mutating func fill(_ rectangle: Rectangle, _ color: Color) {
    let part = clip.intersection(rectangle)
    guard !part.isEmpty else { return }
    for y in part.minY..<part.maxY { fillRow(y, part.minX, part.maxX, color) }
  }

  /// Sets the pixels of a rectangle, transparent or not.
  public mutating func replace(_ rectangle: Rectangle, with color: Color) {
    let part = clip.intersection(rectangle)
    guard !part.isEmpty else { return }
    for y in part.minY..<part.maxY { setRow(y, part.minX, part.maxX, color.word) }
  }

  /// The outline of a rectangle, `width` pixels thick, inside of it.
  public mutating func frame(_ rectangle: Rectangle, width: Int32 = 1, _ color: Color) {
    rectangle.subtracting(rectangle.inset(by: width)) { fill($0, color) }
  }

  /// A pixel, for tests and color pickers; nil outside.
  public func pixel(_ point: Point) -> UInt32? {
    bounds.contains(point) ? pixels[Int(point.y) * stride + Int(point.x)] : nil
  }

  /// Moves what a rectangle shows by `distance`. What comes from outside of the rectangle, or of the clip, is not copied:
  /// these parts keep their pixels and are to be drawn anew.
  public mutating func scroll(_ rectangle: Rectangle, by distance: Point) {
    let area = clip.intersection(rectangle)
    let target = area.intersection(area.offset(by: distance))
    guard !target.isEmpty else { return }
    let rows = target.minY..<target.maxY
    for index in 0..<Int32(rows.count) {
      let y = distance.y > 0 ? rows.upperBound - 1 - index : rows.lowerBound + index
      moveRow(from: Point(target.minX - distance.x, y - distance.y), to: Point(target.minX, y), count: Int(target.width))
    }
  }
}
