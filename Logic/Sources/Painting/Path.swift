// Outlines of lines and curves, and filling them smoothly: icons, check marks, and the lines of a graph.
//
// Curves become straight pieces at once. Coordinates are in 1/256 pixel. Filling follows the exact area that the outline
// covers of each pixel. A path can have several outlines; what any of them encloses is filled.

import Geometry

/// A place within a pixel: 1/256 pixel.
public struct FinePoint: Equatable, Sendable {
  public var x: Int32
  public var y: Int32

  @inlinable
  public init(_ x: Int32, _ y: Int32) {
    self.x = x
    self.y = y
  }

  /// A pixel's upper left corner.
  public init(_ point: Point) { self.init(point.x.clampedMultiplying(256), point.y.clampedMultiplying(256)) }
}

extension Int32 {
  fileprivate func clampedMultiplying(_ other: Int32) -> Int32 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? (self < 0 ? .min / 2 : .max / 2) : product
  }
}

/// A set of closed outlines.
public struct Path: Sendable {
  struct Edge: Sendable {
    var from: FinePoint
    var to: FinePoint
  }
  private(set) var edges: [Edge] = []
  /// Where in `edges` each outline starts, and the pixels that it touches.
  private(set) var outlines: [(first: Int, bounds: Rectangle)] = []
  private var start = FinePoint(0, 0)
  private var current = FinePoint(0, 0)

  public init() {}

  /// Starts an outline. The one before it is closed.
  public mutating func move(to point: FinePoint) {
    close()
    (start, current) = (point, point)
    outlines.append((edges.count, .empty))
  }

  public mutating func line(to point: FinePoint) {
    guard point != current else { return }
    if outlines.isEmpty { outlines.append((0, .empty)) }
    edges.append(Edge(from: current, to: point))
    let touched = Self.pixel(current).union(Self.pixel(point))
    outlines[outlines.count - 1].bounds = outlines[outlines.count - 1].bounds.union(touched)
    current = point
  }

  /// A cubic Bézier curve, as `pieces` lines.
  public mutating func curve(_ first: FinePoint, _ second: FinePoint, to end: FinePoint, pieces: Int32 = 12) {
    let begin = current
    for step in 1...max(1, pieces) { line(to: Self.onCurve(begin, first, second, end, step, max(1, pieces))) }
  }

  public mutating func close() { line(to: start) }

  /// A circle.
  public mutating func addCircle(center: FinePoint, radius: Int32) {
    let handle = Int32(Int(radius) * 5523 / 10000)
    let (x, y) = (center.x, center.y)
    move(to: FinePoint(x + radius, y))
    curve(FinePoint(x + radius, y + handle), FinePoint(x + handle, y + radius), to: FinePoint(x, y + radius), pieces: 8)
    curve(FinePoint(x - handle, y + radius), FinePoint(x - radius, y + handle), to: FinePoint(x - radius, y), pieces: 8)
    curve(FinePoint(x - radius, y - handle), FinePoint(x - handle, y - radius), to: FinePoint(x, y - radius), pieces: 8)
    curve(FinePoint(x + handle, y - radius), FinePoint(x + radius, y - handle), to: FinePoint(x + radius, y), pieces: 8)
  }

  /// The point `step` of `pieces` of the way along a curve.
  static func onCurve(
    _ a: FinePoint, _ b: FinePoint, _ c: FinePoint, _ d: FinePoint, _ step: Int32, _ pieces: Int32
  ) -> FinePoint {
    let (t, n) = (Int(step), Int(pieces))
    let u = n - t
    func mix(_ a: Int32, _ b: Int32, _ c: Int32, _ d: Int32) -> Int32 {
      let sum = u * u * u * Int(a) + 3 * u * u * t * Int(b) + 3 * u * t * t * Int(c) + t * t * t * Int(d)
      return Int32(truncatingIfNeeded: sum / (n * n * n))
    }
    return FinePoint(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y))
  }
}

extension Path {
  /// A line of `width` with round ends through points.
  public mutating func addLine(_ points: [FinePoint], width: Int32) {
    guard let first = points.first else { return }
    addCircle(center: first, radius: width / 2)
    for index in 1..<max(1, points.count) {
      addPiece(points[index - 1], points[index], width)
      addCircle(center: points[index], radius: width / 2)
    }
  }

  /// The points of a cubic Bézier curve, to draw a line through.
  public static func curvePoints(
    _ a: FinePoint, _ b: FinePoint, _ c: FinePoint, _ d: FinePoint, pieces: Int32 = 16
  ) -> [FinePoint] {
    (0...max(1, pieces)).map { onCurve(a, b, c, d, $0, max(1, pieces)) }
  }

  private mutating func addPiece(_ from: FinePoint, _ to: FinePoint, _ width: Int32) {
    let (dx, dy) = (Int(to.x) - Int(from.x), Int(to.y) - Int(from.y))
    let length = max(1, Self.length(dx, dy))
    let (nx, ny) = (Int32(-dy * Int(width) / 2 / length), Int32(dx * Int(width) / 2 / length))
    move(to: FinePoint(from.x - nx, from.y - ny))
    line(to: FinePoint(to.x - nx, to.y - ny))
    line(to: FinePoint(to.x + nx, to.y + ny))
    line(to: FinePoint(from.x + nx, from.y + ny))
    close()
  }

  private static func length(_ dx: Int, _ dy: Int) -> Int {
    // Large ones are halved until their squares fit.
    var (x, y, shift) = (UInt(dx.magnitude), UInt(dy.magnitude), 0)
    while max(x, y) > 0x7fff { (x, y, shift) = (x >> 1, y >> 1, shift + 1) }
    return Int(squareRoot(UInt32(x * x + y * y))) << shift
  }

  private static func pixel(_ point: FinePoint) -> Rectangle { Rectangle(point.x >> 8, point.y >> 8, 1, 1) }

  /// The pixels that it touches.
  public var bounds: Rectangle { outlines.reduce(.empty) { $0.union($1.bounds) } }
}
