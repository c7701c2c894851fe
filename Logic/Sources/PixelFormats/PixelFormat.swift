// How a frame buffer that somebody else set up keeps its pixels.
//
// Pictures have pixels of 32 bits: 8 each for nothing, red, green and blue from the top. Boot loaders leave frame buffers with 24 or
// 32 bits a pixel and the colors in either order (Multiboot2 2.0, 3.6.12; what GRUB has from VBE 3.0's ModeInfoBlock or from UEFI's
// graphics output). Others (palettes, 15 or 16 bits) are not understood.

/// The layout of a pixel. Pixels follow each other without gaps, the lowest byte first.
public struct PixelFormat: Equatable, Sendable {
  /// Of a pixel: 3 or 4.
  public let bytes: Int
  /// The lowest bit of each color.
  private let red: UInt32
  private let green: UInt32
  private let blue: UInt32

  /// Nil if it is not understood.
  /// - Parameters:
  ///   - bits: of a pixel.
  ///   - red: the lowest bit of red, which has 8 bits, as the others have.
  public init?(bits: Int, red: Int, green: Int, blue: Int) {
    guard bits == 24 || bits == 32 else { return nil }
    for place in [red, green, blue] where place < 0 || place % 8 != 0 || place + 8 > bits { return nil }
    guard red != green, green != blue, blue != red else { return nil }
    bytes = bits / 8
    (self.red, self.green, self.blue) = (UInt32(red), UInt32(green), UInt32(blue))
  }

  /// Pixels are as in pictures: they can be copied.
  public var isPicture: Bool { bytes == 4 && red == 16 && green == 8 && blue == 0 }

  /// A picture's pixel in this layout.
  @inline(__always)
  public func word(_ pixel: UInt32) -> UInt32 {
    (pixel >> 16 & 0xff) << red | (pixel >> 8 & 0xff) << green | (pixel & 0xff) << blue
  }

  /// Stores a part of a row, as whole words where that can be: a byte at a time is slow where devices are.
  /// - Parameters:
  ///   - columns: which pixels of the row.
  ///   - isAligned: the row begins at a multiple of 4 bytes.
  ///   - pixel: the picture's pixel of a column.
  ///   - store: stores the lowest bytes (1 or 4) of a number, so many bytes from the row's beginning.
  @inline(__always)
  public func storeRow(
    _ columns: Range<Int>, isAligned: Bool, pixel: (Int) -> UInt32, store: (UInt32, _ bytes: Int, _ offset: Int) -> Void
  ) {
    var column = columns.lowerBound
    while column < columns.upperBound {
      if bytes == 4, isAligned {
        store(word(pixel(column)), 4, column * 4)
        column += 1
      } else if isAligned, column % 4 == 0, columns.upperBound - column >= 4 {
        storeFour(column, pixel, store)
        column += 4
      } else {
        let value = word(pixel(column))
        for byte in 0..<bytes { store(value >> UInt32(byte * 8), 1, column * bytes + byte) }
        column += 1
      }
    }
  }

  /// Four pixels of three bytes are three words.
  @inline(__always)
  private func storeFour(_ column: Int, _ pixel: (Int) -> UInt32, _ store: (UInt32, Int, Int) -> Void) {
    let (a, b, c, d) = (
      word(pixel(column)), word(pixel(column + 1)), word(pixel(column + 2)), word(pixel(column + 3))
    )
    store(a | b << 24, 4, column * 3)
    store(b >> 8 | c << 16, 4, column * 3 + 4)
    store(c >> 16 | d << 8, 4, column * 3 + 8)
  }
}
