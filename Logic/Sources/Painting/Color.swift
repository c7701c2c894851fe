// Colors, and the arithmetic of laying one over another.
//
// Pixels are 32-bit words, 0xAARRGGBB, with red, green and blue multiplied by alpha beforehand: laying one over another is
// then one multiplication per pair of channels and keeps surfaces with transparent parts right as well. Screens ignore
// the top byte.

/// A color as a pixel word. Invariant: no channel exceeds alpha.
public struct Color: Equatable, Sendable {
  /// 0xAARRGGBB, premultiplied.
  public let word: UInt32

  @inlinable init(premultiplied word: UInt32) { self.word = word }

  /// - Parameters:
  ///   - rgb: 0xRRGGBB, not premultiplied.
  ///   - alpha: 255 is opaque.
  @inlinable
  public init(_ rgb: UInt32, alpha: UInt8 = 255) {
    word = Pixel.scaled(0xff00_0000 | rgb & 0xff_ffff, by: UInt32(alpha))
  }

  public static var clear: Color { Color(premultiplied: 0) }
  public static var black: Color { Color(0) }
  public static var white: Color { Color(0xff_ffff) }

  @inlinable public var alpha: UInt8 { UInt8(truncatingIfNeeded: word >> 24) }
  @inlinable public var isOpaque: Bool { word >> 24 == 255 }

  /// The same color, thinner: alpha is multiplied by `amount` of 255.
  @inlinable
  public func opacity(_ amount: UInt8) -> Color { Color(premultiplied: Pixel.scaled(word, by: UInt32(amount))) }

  /// This color with `amount` of 255 parts of the other one.
  @inlinable
  public func mixed(with other: Color, _ amount: UInt8) -> Color {
    Color(premultiplied: Pixel.scaled(word, by: 255 - UInt32(amount)) &+ Pixel.scaled(other.word, by: UInt32(amount)))
  }

  /// This color laid over another one.
  @inlinable
  public func over(_ below: Color) -> Color { Color(premultiplied: Pixel.over(word, below.word)) }

  /// How bright it looks, 0...255 (Rec. 709 weights on the encoded values, which is close enough to choose by).
  public var brightness: UInt8 {
    let (red, green, blue) = (word >> 16 & 255, word >> 8 & 255, word & 255)
    return UInt8((red * 54 + green * 183 + blue * 19) >> 8)
  }
}

/// Arithmetic on premultiplied pixel words, two channels at a time.
public enum Pixel {
  /// All four channels times `amount` / 255, correctly rounded.
  @inlinable @inline(__always)
  public static func scaled(_ word: UInt32, by amount: UInt32) -> UInt32 {
    var even = (word & 0x00ff_00ff) &* amount &+ 0x0080_0080
    even = (even &+ (even >> 8 & 0x00ff_00ff)) >> 8 & 0x00ff_00ff
    var odd = (word >> 8 & 0x00ff_00ff) &* amount &+ 0x0080_0080
    odd = (odd &+ (odd >> 8 & 0x00ff_00ff)) & 0xff00_ff00
    return even | odd
  }

  /// `word` laid over `below`.
  @inlinable @inline(__always)
  public static func over(_ word: UInt32, _ below: UInt32) -> UInt32 { word &+ scaled(below, by: 255 &- word >> 24) }
}
