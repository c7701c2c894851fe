// What is behind everything, and the pointer in front of it.

import Geometry
import Painting
import Widgets

public enum Wallpaper {
  /// Draws the background of the screen: a slow gradient, and the lines of a hull.
  public static func draw(_ canvas: inout Canvas, _ bounds: Rectangle, isDark: Bool) {
    let (top, bottom) = isDark ? (Color(0x0f1a2b), Color(0x1d4a63)) : (Color(0x9fc4e0), Color(0xe9eef0))
    canvas.fillGradient(bounds, from: top, to: bottom)
    let wave = isDark ? Color(0x7fd0ff, alpha: 13) : Color(0xffffff, alpha: 70)
    for index in 0..<4 as Range<Int32> { fillHull(index, &canvas, bounds, wave) }
  }

  /// One line of the hull: everything below a curve from the left edge to the right.
  private static func fillHull(_ index: Int32, _ canvas: inout Canvas, _ bounds: Rectangle, _ color: Color) {
    func place(_ x: Int32, _ y: Int32) -> FinePoint {
      FinePoint(Point(bounds.minX + bounds.width * x / 100, bounds.minY + bounds.height * y / 100))
    }
    var path = Path()
    path.move(to: place(0, 58 + index * 9))
    path.curve(place(30, 88 + index * 5), place(62, 28 + index * 14), to: place(100, 44 + index * 13), pieces: 48)
    path.line(to: place(100, 100))
    path.line(to: place(0, 100))
    path.close()
    canvas.fill(path, color)
  }
}

public enum PointerPicture {
  /// Points of the picture, and the pixel that points, from its upper left corner.
  public static var size: Size { Size(20, 24) }
  public static var tip: Point { Point(3, 2) }

  /// An arrow with a light outline, readable on everything. Premultiplied, with alpha.
  /// - Parameter scale: 1 or 2.
  public static func arrow(scale: Int32) -> Picture {
    var picture = Picture(Size(size.width * scale, size.height * scale))
    picture.draw { canvas in
      canvas.fill(outline(scale, grow: 34, drop: 20), Color(0x000000, alpha: 60))
      canvas.fill(outline(scale, grow: 22), .white)
      canvas.fill(outline(scale, grow: 0), Color(0x101114))
    }
    return picture
  }

  /// - Parameter grow: how much further out, in 16ths of a point.
  private static func outline(_ scale: Int32, grow: Int32, drop: Int32 = 0) -> Path {
    // In 16ths of a point from the tip.
    let corners: [(Int32, Int32)] = [(0, 0), (0, 240), (54, 190), (92, 276), (128, 260), (90, 178), (164, 172)]
    func place(_ corner: (Int32, Int32)) -> FinePoint {
      FinePoint((tip.x * 16 + corner.0) * 16 * scale, (tip.y * 16 + corner.1 + drop) * 16 * scale)
    }
    var path = Path()
    path.move(to: place(corners[0]))
    for corner in corners.dropFirst() { path.line(to: place(corner)) }
    path.close()
    if grow > 0 { path.addLine((corners + [corners[0]]).map(place), width: grow * 32 * scale) }
    return path
  }
}
