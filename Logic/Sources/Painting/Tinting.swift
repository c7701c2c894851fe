// Laying computed pixels over a row: what text and other masks are drawn with.

import Geometry

extension Canvas {
  /// Lays pixels over a row, the premultiplied word for each `x` of the range.
  /// - Precondition: the row and the range lie within the clip.
  @inlinable @inline(__always)
  public mutating func tintRow(_ y: Int32, _ range: Range<Int32>, _ word: (Int32) -> UInt32) {
    precondition(y >= clip.minY && y < clip.maxY && range.lowerBound >= clip.minX && range.upperBound <= clip.maxX)
    let start = Int(y) &* stride
    for x in range {
      let top = word(x)
      guard top != 0 else { continue }
      let index = start &+ Int(x)
      pixels[index] = Pixel.over(top, pixels[index])
    }
  }
}
