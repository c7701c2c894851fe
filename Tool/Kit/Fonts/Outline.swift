// A font of the developer's machine, opened to draw glyphs from it. The unsafe corner around stb_truetype.

import CFont
import Foundation

/// An outline font. Invariant: `handle` is open, and `bytes` stays where it is, as long as this object lives.
final class Outline {
  /// Pixels of a glyph, relative to the pen on the baseline.
  struct Box: Equatable {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int

    var width: Int { right - left }
    var height: Int { bottom - top }
    func union(_ other: Box) -> Box {
      Box(
        left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
        bottom: max(bottom, other.bottom))
    }
  }

  private let bytes: NSData
  private let handle: OpaquePointer

  init(_ path: String, package: String) throws {
    guard let data = NSData(contentsOfFile: path) else {
      throw ToolError("there is no font \(path): apt-get install \(package)")
    }
    guard let handle = cfont_open(data.bytes.assumingMemoryBound(to: UInt8.self), Int32(data.length)) else {
      throw ToolError("cannot read the font \(path); if libstb-dev was installed just now: ./bulkhead clean, and again")
    }
    (bytes, self.handle) = (data, handle)
  }

  deinit { cfont_close(handle) }

  /// Units of the font's grid to an em.
  var units: Double { cfont_units(handle) }

  /// The glyph of a character; nil if there is none.
  func glyph(_ scalar: Unicode.Scalar) -> Int32? {
    let glyph = cfont_glyph(handle, scalar.value)
    return glyph == 0 ? nil : glyph
  }

  /// Whether there is something to see for a character; spaces count as such.
  func hasShape(_ scalar: Unicode.Scalar) -> Bool {
    guard let glyph = glyph(scalar) else { return false }
    let box = box(glyph, scale: 32 / units, shift: 0)
    return scalar == " " || draw(glyph, scale: 32 / units, shift: 0, in: box).contains { $0 > 0 }
  }

  /// In units of the grid.
  func advance(_ glyph: Int32) -> Double { Double(cfont_advance(handle, glyph)) }
  func kerning(_ left: Int32, _ right: Int32) -> Double { Double(cfont_kerning(handle, left, right)) }

  func box(_ glyph: Int32, scale: Double, shift: Double) -> Box {
    var box: [Int32] = [0, 0, 0, 0]
    cfont_box(handle, glyph, Float(scale), Float(scale), Float(shift), 0, &box)
    return Box(left: Int(box[0]), top: Int(box[1]), right: Int(box[2]), bottom: Int(box[3]))
  }

  /// Coverage of the pixels of `box`, which contains the glyph's own box at this shift.
  func draw(_ glyph: Int32, scale: Double, shift: Double, in box: Box) -> [UInt8] {
    let own = self.box(glyph, scale: scale, shift: shift)
    guard own.width > 0, own.height > 0 else { return [UInt8](repeating: 0, count: box.width * box.height) }
    var pixels = [UInt8](repeating: 0, count: own.width * own.height)
    cfont_draw(handle, glyph, Float(scale), Float(scale), Float(shift), 0, &pixels, Int32(own.width), Int32(own.height))
    var result = [UInt8](repeating: 0, count: box.width * box.height)
    for y in 0..<own.height {
      for x in 0..<own.width {
        result[(y + own.top - box.top) * box.width + x + own.left - box.left] = pixels[y * own.width + x]
      }
    }
    return result
  }
}
