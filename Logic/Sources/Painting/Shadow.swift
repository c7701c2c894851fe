// Soft shadows, made for drawing without a graphics processor: a shadow touches only a ring of pixels, and of
// these only the ones near corners need a square root.

import Geometry

/// What lies below something that seems to float.
public struct Shadow: Equatable, Sendable {
  public var color: Color
  /// How far it reaches, in pixels; at most 512.
  public var reach: Int32
  /// How much further down it lies.
  public var drop: Int32

  public init(_ color: Color, reach: Int32, drop: Int32) {
    self.color = color
    self.reach = max(1, min(reach, 512))
    self.drop = max(-512, min(drop, 512))
  }

  /// What it touches around a rectangle.
  public func area(around rectangle: Rectangle) -> Rectangle {
    rectangle.union(rectangle.offset(by: Point(0, drop)).inset(by: -reach))
  }
}

extension Canvas {
  /// The shadow of a shape. The shape itself is to be drawn over it: the inside is left out.
  public mutating func draw(_ shadow: Shadow, of shape: RoundedRectangle) {
    let box = shape.rectangle.offset(by: Point(0, shadow.drop))
    // Wherever the shape will not cover all of a pixel.
    let hidden = shape.rectangle.inset(by: shape.radius)
    box.inset(by: -shadow.reach).subtracting(hidden) { part in
      let part = clip.intersection(part)
      guard !part.isEmpty else { return }
      for y in part.minY..<part.maxY { drawRow(y, part, shadow, box, rounding: shape.radius + shadow.reach / 2) }
    }
  }

  private mutating func drawRow(_ y: Int32, _ part: Rectangle, _ shadow: Shadow, _ box: Rectangle, rounding: Int32) {
    // The straight core of the shape: distances are measured from it.
    let core = box.inset(by: min(rounding, box.width / 2, box.height / 2))
    let depth = rounding + shadow.reach
    let (left, right) = (max(part.minX, min(core.minX, part.maxX)), min(part.maxX, max(core.maxX, part.minX)))
    let straight = Shadow.strength(distance: max(0, core.minY - y, y - core.maxY + 1) * 16, rounding, depth)
    for x in part.minX..<max(left, part.minX) { blend(x, y, shadow.color, Shadow.strength(x, y, core, rounding, depth)) }
    if left < right { fillRow(y, left, right, shadow.color.opacity(straight)) }
    for x in max(left, right)..<max(part.maxX, left, right) {
      blend(x, y, shadow.color, Shadow.strength(x, y, core, rounding, depth))
    }
  }
}

extension Shadow {
  fileprivate static func strength(_ x: Int32, _ y: Int32, _ core: Rectangle, _ inner: Int32, _ depth: Int32) -> UInt8 {
    let dx = UInt32(max(0, core.minX - x, x - core.maxX + 1)) * 16
    let dy = UInt32(max(0, core.minY - y, y - core.maxY + 1)) * 16
    return strength(distance: Int32(squareRoot(dx * dx + dy * dy)), inner, depth)
  }

  /// Falls from 255 at half of the rounding to 0 at the depth, as a parabola. Distances in 1/16 pixel.
  fileprivate static func strength(distance: Int32, _ inner: Int32, _ depth: Int32) -> UInt8 {
    let (start, end) = (inner * 8, depth * 16)
    let left = max(0, min(end - distance, end - start))
    let share = left * 255 / max(1, end - start)
    return UInt8(share * share / 255)
  }
}
