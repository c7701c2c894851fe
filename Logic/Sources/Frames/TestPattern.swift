// A picture that shows whether frames arrive whole and in order: eight coloured bars, a line that moves to the right, and at
// the bottom the frame's number in 32 fields, black or white.

import Geometry

public struct TestPattern: Sendable {
  public let size: Size

  /// - Precondition: at least 32 pixels wide and 8 high.
  public init(_ size: Size) {
    precondition(size.width >= 32 && size.height >= 8, "too small for the pattern")
    self.size = size
  }

  /// White, yellow, cyan, green, magenta, red, blue, black.
  public func bar(at x: Int32) -> UInt32 {
    let index = 7 - UInt32(x * 8 / size.width)
    return (index & 2 != 0 ? 0xc00000 : 0) | (index & 4 != 0 ? 0x00c000 : 0) | (index & 1 != 0 ? 0x0000c0 : 0)
  }

  /// Where the line is.
  public func line(of number: UInt64) -> Int32 { Int32(number * 4 % UInt64(size.width)) }
  public static var lineColor: UInt32 { 0xffffff }

  /// The rows of the bars; below them is the number.
  public var barRows: Range<Int32> { 0..<size.height - 8 }

  /// A pixel of the rows below.
  public func number(_ number: UInt64, at x: Int32) -> UInt32 {
    let field = UInt64(x * 32 / size.width)
    return number >> (31 - field) & 1 != 0 ? 0xffffff : 0
  }

  /// Reads the number again.
  /// - Parameter pixel: by its column, of one of the rows below.
  public func number(_ pixel: (Int32) -> UInt32) -> UInt64 {
    (0..<32 as Range<Int32>).reduce(0) { number, field in
      number << 1 | (pixel((field * 2 + 1) * size.width / 64) & 0xff >= 0x80 ? 1 : 0)
    }
  }
}

/// What a camera can.
public struct CameraModes: Sendable {
  /// From the smallest.
  public let sizes: [Size]
  public let framesPerSecond: ClosedRange<UInt32>

  /// - Precondition: there is a size.
  public init(sizes: [Size], framesPerSecond: ClosedRange<UInt32>) {
    precondition(!sizes.isEmpty, "a camera without a size")
    self.sizes = sizes
    self.framesPerSecond = framesPerSecond
  }

  /// The largest size that is not larger than the wish, else the smallest.
  public func nearest(to wish: Size) -> Size {
    sizes.last { $0.width <= wish.width && $0.height <= wish.height } ?? sizes[0]
  }

  public func nearest(to rate: UInt32) -> UInt32 {
    min(max(rate, framesPerSecond.lowerBound), framesPerSecond.upperBound)
  }
}
