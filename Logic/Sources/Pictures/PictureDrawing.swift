// Drawing a picture larger or smaller than it is. Smaller: each pixel is the mean of those that it stands for. Larger: pixels
// are squares, so that one sees what is there.

import Geometry
import Painting

extension Canvas {
  /// Draws what a view shows of its picture; what is transparent shows squares in two greys.
  /// - Parameter origin: of the room, on the canvas.
  /// - Complexity: the pixels of the picture that are seen, and those of the canvas that are drawn.
  public mutating func draw(_ picture: borrowing Picture, _ view: PictureView, at origin: Point) {
    let frame = view.frame.offset(by: origin)
    let part = clip.intersection(Rectangle(origin, view.room)).intersection(frame)
    guard !part.isEmpty, !picture.size.isEmpty else { return }
    if view.scale == PictureView.one {
      return clipped(to: part) { canvas in
        canvas.checker(part)
        canvas.draw(picture, at: frame.origin)
      }
    }
    checker(part)
    let columns = Self.sources(part.minX, part.maxX, frame.minX, view.scale, picture.size.width)
    for y in part.minY..<part.maxY {
      let rows = Self.source(y - frame.minY, view.scale, picture.size.height)
      drawRow(picture, columns, rows, at: Point(part.minX, y))
    }
  }

  /// Which pixels of the picture a row or column of the canvas stands for: at least one.
  private static func source(_ place: Int32, _ scale: Int, _ length: Int32) -> Range<Int32> {
    let start = min(Int(place) * PictureView.one / scale, Int(length) - 1)
    let end = min((Int(place) + 1) * PictureView.one / scale, Int(length))
    return Int32(max(0, start))..<Int32(max(start + 1, end))
  }

  private static func sources(_ from: Int32, _ to: Int32, _ origin: Int32, _ scale: Int, _ length: Int32) -> [Range<Int32>] {
    (from..<to).map { source($0 - origin, scale, length) }
  }

  private mutating func drawRow(
    _ picture: borrowing Picture, _ columns: [Range<Int32>], _ rows: Range<Int32>, at place: Point
  ) {
    var row = [UInt32](repeating: 0, count: columns.count)
    for index in columns.indices { row[index] = picture.mean(columns[index], rows) }
    draw(row.span, size: Size(Int32(row.count), 1), at: place)
  }

  /// What is behind transparent pixels.
  private mutating func checker(_ part: Rectangle) {
    fill(part, Color(0xd8d8dc))
    for y in part.minY >> 3...(part.maxY - 1) >> 3 {
      for x in part.minX >> 3...(part.maxX - 1) >> 3 where (x ^ y) & 1 == 0 {
        fill(Rectangle(x << 3, y << 3, 8, 8).intersection(part), Color(0xf0f0f3))
      }
    }
  }
}

extension Picture {
  /// The mean color of some pixels; premultiplied, so that transparent ones have no say.
  borrowing func mean(_ columns: Range<Int32>, _ rows: Range<Int32>) -> UInt32 {
    if columns.count == 1, rows.count == 1 { return self[columns.lowerBound, rows.lowerBound] }
    var (even, odd) = (UInt64(0), UInt64(0))
    for y in rows {
      for x in columns {
        // Two channels in the halves of 64 bits: room for 2^24 pixels.
        let word = UInt64(self[x, y])
        even += word & 0xff | (word & 0xff_0000) << 16
        odd += word >> 8 & 0xff | (word & 0xff00_0000) << 8
      }
    }
    return Self.means(even, odd, UInt64(columns.count * rows.count))
  }

  private static func means(_ even: UInt64, _ odd: UInt64, _ count: UInt64) -> UInt32 {
    let half = count / 2
    func mean(_ sum: UInt64) -> UInt32 { UInt32((sum + half) / count) }
    return mean(even & 0xffff_ffff) | mean(even >> 32) << 16 | mean(odd & 0xffff_ffff) << 8 | mean(odd >> 32) << 24
  }
}
