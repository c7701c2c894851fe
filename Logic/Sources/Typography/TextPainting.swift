// Laying text on a canvas.

import Geometry
import Painting

/// The words that a color becomes at each of the 16 steps of coverage.
///
/// Dark strokes on light ground look thinner than light ones on dark ground; they get a little more.
public struct InkRamp: Sendable {
  private var words = [16 of UInt32](repeating: 0)

  public init(_ color: Color) {
    let boost = color.brightness < 128 ? 72 : 16 as UInt32
    for step in 0..<16 as Range<UInt32> {
      let linear = step * 17
      let amount = linear + linear * (255 - linear) * boost / 65025
      words[Int(step)] = Pixel.scaled(color.word, by: min(255, amount))
    }
  }

  @inline(__always) subscript(_ step: UInt8) -> UInt32 { words[Int(step & 15)] }
}

extension Canvas {
  /// Draws a line of text.
  /// - Parameter origin: where the baseline starts.
  /// - Returns: where the next character would start.
  @discardableResult
  public mutating func draw(_ text: String, at origin: Point, _ face: Face, _ color: Color) -> Int32 {
    let ramp = InkRamp(color)
    var pen = Pen(at: origin.x)
    for scalar in text.unicodeScalars {
      let index = pen.place(scalar, face)
      let glyph = face.glyph(index)
      draw(glyph, face, Point(pen.pixel(glyph.variants), origin.y), variant: pen.variant(glyph.variants), ramp)
      pen.advance(glyph)
    }
    return pen.end
  }

  /// Draws one character, for instance in a cell of a terminal.
  public mutating func draw(_ scalar: Unicode.Scalar, at origin: Point, _ face: Face, _ ink: InkRamp) {
    draw(face.glyph(face.index(scalar)), face, origin, variant: 0, ink)
  }

  private mutating func draw(_ glyph: Glyph, _ face: Face, _ pen: Point, variant: Int32, _ ramp: InkRamp) {
    let box = Rectangle(pen + Point(glyph.left, -glyph.top), Size(glyph.width, glyph.height))
    let part = clip.intersection(box)
    guard !part.isEmpty else { return }
    let start = glyph.start + Int(variant) * glyph.stride * Int(glyph.height)
    for y in part.minY..<part.maxY {
      let row = start + Int(y - box.minY) * glyph.stride
      tintRow(y, part.minX..<part.maxX) { x in
        let column = Int(x - box.minX)
        let pair = face.block[row + column / 2]
        return ramp[column & 1 == 0 ? pair : pair >> 4]
      }
    }
  }
}

/// Where the next glyph goes, in 1/64 pixel.
struct Pen {
  private(set) var position: Int32
  private var previous: Int?

  init(at x: Int32) { position = max(-1 << 24, min(x, 1 << 24)) * 64 }

  /// Makes room for a character after the one before it; returns its glyph's number.
  mutating func place(_ scalar: Unicode.Scalar, _ face: Face) -> Int {
    let index = face.index(scalar)
    if let previous { position += face.kerning(previous, index) }
    previous = index
    return index
  }

  mutating func advance(_ glyph: Glyph) { position = min(position + glyph.advance, 1 << 30) }

  /// The pixel that the pen is in; the nearest one if a glyph has but one variant.
  func pixel(_ variants: Int32) -> Int32 { (position + 32 / variants) >> 6 }

  /// The variant that comes closest to the place within the pixel.
  func variant(_ variants: Int32) -> Int32 { ((position + 32 / variants) & 63) * variants / 64 }

  /// The first pixel that is free.
  var end: Int32 { (position + 63) >> 6 }
}
