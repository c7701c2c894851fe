// Pixels of our own: what is drawn once and shown often, and what tests draw on.

import Geometry

/// A rectangle of premultiplied pixels. Invariant: there are as many pixels as the size says.
public struct Picture: Sendable {
  public private(set) var pixels: [UInt32]
  public let size: Size

  /// Costs 4 bytes a pixel.
  public init(_ size: Size, _ color: Color = .clear) {
    self.size = size
    pixels = [UInt32](repeating: color.word, count: size.area)
  }

  public mutating func draw(_ body: (inout Canvas) -> Void) {
    let size = size
    var canvas = Canvas(pixels.mutableSpan, size: size)
    body(&canvas)
  }

  public subscript(x: Int32, y: Int32) -> UInt32 { pixels[Int(y) * Int(size.width) + Int(x)] }

  /// Sets the pixel that is so many behind the first, counted row by row.
  public mutating func set(_ index: Int, to word: UInt32) { pixels[index] = word }
}

extension Canvas {
  /// Lays pixels over the canvas.
  /// - Parameters:
  ///   - pixels: row by row, without gaps; premultiplied.
  ///   - isOpaque: they are copied and not laid over, which is much faster.
  /// - Precondition: there are as many pixels as `size` says.
  public mutating func draw(_ pixels: borrowing Span<UInt32>, size: Size, at origin: Point, isOpaque: Bool = false) {
    precondition(pixels.count >= size.area, "fewer pixels than the size says")
    let part = clip.intersection(Rectangle(origin, size))
    guard !part.isEmpty else { return }
    for y in part.minY..<part.maxY {
      let start = Int(y - origin.y) * Int(size.width) + Int(part.minX - origin.x)
      let row = pixels.extracting(start..<start + Int(part.width))
      if isOpaque { copyRow(row, to: Point(part.minX, y)) } else { blendRow(row, to: Point(part.minX, y)) }
    }
  }

  public mutating func draw(_ picture: borrowing Picture, at origin: Point, isOpaque: Bool = false) {
    draw(picture.pixels.span, size: picture.size, at: origin, isOpaque: isOpaque)
  }
}
