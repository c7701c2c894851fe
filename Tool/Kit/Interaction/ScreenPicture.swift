// What a machine shows on its screen.

import Foundation

/// Pixels, row after row.
public struct ScreenPicture: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// 0xRRGGBB.
  public var pixels: [UInt32]

  public init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Reads a portable pixmap, "P6" with 8 bits per colour. (netpbm, ppm(5).)
  public init(pixmap data: [UInt8]) throws {
    var position = 0
    func word() throws -> String {
      while position < data.count, data[position] <= 32 { position += 1 }
      let start = position
      while position < data.count, data[position] > 32 { position += 1 }
      guard position > start else { throw ToolError("the pixmap is cut off") }
      return String(decoding: data[start..<position], as: UTF8.self)
    }
    guard try word() == "P6", let width = Int(try word()), let height = Int(try word()), try word() == "255",
      width > 0, height > 0, width <= 1 << 15, height <= 1 << 15
    else { throw ToolError("this is no pixmap that can be read here") }
    position += 1
    guard data.count - position == width * height * 3 else { throw ToolError("the pixmap has the wrong length") }
    let start = position
    let pixels = (0..<width * height).map { index in
      let byte = start + index * 3
      return UInt32(data[byte]) << 16 | UInt32(data[byte + 1]) << 8 | UInt32(data[byte + 2])
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// 0xRRGGBB; nil outside.
  public subscript(x: Int, y: Int) -> UInt32? {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
    return pixels[y * width + x]
  }

  /// How many pixels differ, and the smallest rectangle around them; nil if they are the same.
  /// - Parameter area: what is compared; nil: all of it. One that is not on the screen is a difference, too.
  func difference(from other: ScreenPicture, in area: ScreenArea? = nil) -> String? {
    guard width == other.width, height == other.height else {
      return "it has \(width)x\(height) pixels instead of \(other.width)x\(other.height)"
    }
    let (columns, rows) = ranges(of: area ?? ScreenArea())
    guard !columns.isEmpty, !rows.isEmpty, columns.upperBound <= width, rows.upperBound <= height else {
      return "what is to be compared is not on the screen, \(width)x\(height)"
    }
    var (count, left, right, top, bottom) = (0, width, 0, height, 0)
    for y in rows {
      for x in columns where pixels[y * width + x] != other.pixels[y * width + x] {
        count += 1
        (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
      }
    }
    return count == 0 ? nil : "\(count) pixels differ, from (\(left), \(top)) to (\(right), \(bottom))"
  }

  private func ranges(of area: ScreenArea) -> (columns: Range<Int>, rows: Range<Int>) {
    let (right, bottom) = (area.width.map { area.x + $0 } ?? width, area.height.map { area.y + $0 } ?? height)
    return (area.x..<max(area.x, right), area.y..<max(area.y, bottom))
  }
}

/// A colour as it is written: `#rrggbb`.
public enum Colour {
  public static func parse(_ text: String) -> UInt32? {
    guard text.hasPrefix("#"), text.utf8.count == 7 else { return nil }
    return UInt32(text.dropFirst(), radix: 16)
  }

  public static func text(_ colour: UInt32) -> String {
    let digits = String(colour & 0xff_ffff, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
