// Gradients: as smooth as eight bits a channel allow, by an ordered pattern where a step would show as a band.

import Geometry

extension Canvas {
  /// A vertical gradient from the top to the bottom of a rectangle, without visible bands.
  public mutating func fillGradient(_ rectangle: Rectangle, from top: Color, to bottom: Color) {
    let part = clip.intersection(rectangle)
    guard !part.isEmpty else { return }
    let steps = max(1, Int(rectangle.maxY) - Int(rectangle.minY) - 1)
    for y in part.minY..<part.maxY {
      let position = UInt32((Int(y) - Int(rectangle.minY)) * 65535 / steps)
      gradientRow(y, part, top.word, bottom.word, position)
    }
  }

  /// Four pixels that repeat: the remainder below a color's step decides how many of them are one step further.
  private mutating func gradientRow(_ y: Int32, _ part: Rectangle, _ top: UInt32, _ bottom: UInt32, _ position: UInt32) {
    let thresholds: (UInt32, UInt32, UInt32, UInt32) =
      switch y & 3 {
      case 0: (0, 8, 2, 10)
      case 1: (12, 4, 14, 6)
      case 2: (3, 11, 1, 9)
      default: (15, 7, 13, 5)
      }
    let words = (
      Self.step(top, bottom, position, thresholds.0), Self.step(top, bottom, position, thresholds.1),
      Self.step(top, bottom, position, thresholds.2), Self.step(top, bottom, position, thresholds.3)
    )
    for x in part.minX..<part.maxX {
      let word = x & 2 == 0 ? (x & 1 == 0 ? words.0 : words.1) : x & 1 == 0 ? words.2 : words.3
      blend(x, y, Color(premultiplied: word), 255)
    }
  }

  private static func step(_ top: UInt32, _ bottom: UInt32, _ position: UInt32, _ threshold: UInt32) -> UInt32 {
    func channel(_ shift: UInt32) -> UInt32 {
      let sum = (top >> shift & 255) * (65535 - position) + (bottom >> shift & 255) * position
      return min(255, (sum + threshold * 4096 + 2048) >> 16) << shift
    }
    return channel(0) | channel(8) | channel(16) | channel(24)
  }
}
