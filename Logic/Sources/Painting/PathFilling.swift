// Filling an outline: for every pixel, the exact area of it that lies inside.
//
// Each edge leaves in the pixels that it crosses how much it adds to the area of that pixel and of all pixels to the right;
// summing a row from the left then gives coverage. Where outlines lie over each other, the largest coverage counts: summing
// would make their smooth edges too heavy. Works on bands of few rows, so that large outlines need little memory.

import Geometry

/// Sums of signed areas: 65536 is a whole pixel.
private struct CoverageBand {
  let minX: Int32
  let rows: Range<Int32>
  /// One more than pixels: an edge also writes right of its own pixel.
  let width: Int
  var sums: [Int32]

  init(minX: Int32, maxX: Int32, rows: Range<Int32>) {
    self.minX = minX
    self.rows = rows
    width = Int(maxX - minX) + 2
    sums = [Int32](repeating: 0, count: width * rows.count)
  }

  /// Adds the part of an edge that lies in these rows.
  mutating func add(_ edge: Path.Edge) {
    let isDown = edge.from.y < edge.to.y
    let (upper, lower) = isDown ? (edge.from, edge.to) : (edge.to, edge.from)
    let first = max(rows.lowerBound, upper.y >> 8)
    let last = min(rows.upperBound - 1, (lower.y - 1) >> 8)
    guard upper.y < lower.y, first <= last else { return }
    for y in first...last {
      let (top, bottom) = (max(upper.y, y << 8), min(lower.y, (y + 1) << 8))
      add(row: y, height: isDown ? bottom - top : top - bottom, from: x(upper, lower, top), to: x(upper, lower, bottom))
    }
  }

  /// Where the edge is at the height `y`, in 1/256 pixel right of the band's left side.
  private func x(_ upper: FinePoint, _ lower: FinePoint, _ y: Int32) -> Int32 {
    let run = (Int(lower.x) - Int(upper.x)) * Int(y - upper.y) / Int(lower.y - upper.y)
    return Int32(max(0, min(Int(upper.x) + run - Int(minX) * 256, (width - 1) * 256 - 1)))
  }

  /// Adds a piece within one row, pixel by pixel.
  private mutating func add(row: Int32, height: Int32, from begin: Int32, to end: Int32) {
    let (left, right) = (min(begin, end), max(begin, end))
    let base = Int(row - rows.lowerBound) * width
    guard right > left else { return add(base + Int(left >> 8), height, middle: (left & 255) * 2) }
    var (x, done) = (left, Int32(0))
    while x < right {
      let next = min(right, (x | 255) + 1)
      let share = Int32(Int(height) * Int(next - left) / Int(right - left)) - done
      let start = x & ~255
      add(base + Int(x >> 8), share, middle: x - start + next - start)
      done += share
      x = next
    }
  }

  /// - Parameter middle: twice the distance of the piece from the pixel's left side, 0...512.
  private mutating func add(_ index: Int, _ height: Int32, middle: Int32) {
    let right = height * middle / 2
    sums[index] += height * 256 - right
    sums[index + 1] += right
  }

  /// Raises the coverage of pixels to what is enclosed here.
  /// - Parameters:
  ///   - coverage: rows of the pixels of `area`.
  func raise(_ coverage: inout [UInt8], of area: Rectangle) {
    for row in rows {
      var sum: Int32 = 0
      let base = Int(row - rows.lowerBound) * width
      let target = Int(row - area.minY) * Int(area.width) - Int(area.minX)
      for column in 0..<width - 1 {
        sum += sums[base + column]
        let x = minX + Int32(column)
        guard sum != 0, x >= area.minX, x < area.maxX else { continue }
        coverage[target + Int(x)] = max(coverage[target + Int(x)], UInt8(min(255, sum.magnitude * 255 / 65536)))
      }
    }
  }
}

extension Canvas {
  private static var bandHeight: Int32 { 16 }

  /// Lays a color over what an outline encloses.
  public mutating func fill(_ path: Path, _ color: Color) {
    let bounds = path.bounds
    let part = clip.intersection(bounds)
    guard !part.isEmpty, bounds.width <= 1 << 14 else { return }
    var top = part.minY
    while top < part.maxY {
      let band = Rectangle(minX: part.minX, minY: top, maxX: part.maxX, maxY: min(part.maxY, top + Self.bandHeight))
      fill(path, band, color)
      top = band.maxY
    }
  }

  private mutating func fill(_ path: Path, _ band: Rectangle, _ color: Color) {
    var coverage = [UInt8](repeating: 0, count: band.area)
    for (index, outline) in path.outlines.enumerated() where outline.bounds.intersects(band) {
      let end = index + 1 < path.outlines.count ? path.outlines[index + 1].first : path.edges.count
      let rows = max(band.minY, outline.bounds.minY)..<min(band.maxY, outline.bounds.maxY)
      var sums = CoverageBand(minX: outline.bounds.minX, maxX: outline.bounds.maxX, rows: rows)
      for edge in path.edges[outline.first..<end] { sums.add(edge) }
      sums.raise(&coverage, of: band)
    }
    let width = Int(band.width)
    for y in band.minY..<band.maxY {
      let start = Int(y - band.minY) * width
      tintRow(coverage.span.extracting(start..<start + width), from: Point(band.minX, y), color)
    }
  }

  /// A straight line with round ends. Coordinates and width in 1/256 pixel.
  public mutating func line(from: FinePoint, to: FinePoint, width: Int32, _ color: Color) {
    var path = Path()
    path.addLine([from, to], width: width)
    fill(path, color)
  }
}
