// Pictures in the "Quite OK Image" format (specification version 1.0, qoiformat.org): lossless, and simple enough to be read
// without a parser that one has to be afraid of. Header of 14 bytes, then one operation after the other, then 8 bytes at the end.
//
// Pixels here are as on a `Canvas`: premultiplied, 8 bits each for alpha, red, green and blue from the top. The format's are not
// premultiplied.

import Geometry
import Painting

public enum QOIError: Error, Equatable {
  /// It does not begin as it should.
  case notQOI
  case tooLarge
  /// There are more pixels than operations.
  case tooShort
}

/// What encoder and decoder remember alike.
struct QOIState {
  var pixel = QOIPixel(red: 0, green: 0, blue: 0, alpha: 255)
  private var seen = [64 of QOIPixel](repeating: QOIPixel(red: 0, green: 0, blue: 0, alpha: 0))

  func seen(_ index: Int) -> QOIPixel { seen.span[index & 63] }
  mutating func remember() { seen[pixel.index] = pixel }
}

struct QOIPixel: Equatable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8
  var alpha: UInt8

  var index: Int { (Int(red) * 3 + Int(green) * 5 + Int(blue) * 7 + Int(alpha) * 11) & 63 }
}

// MARK: - Encoding

/// Makes a file of opaque pixels, row by row as they come.
public struct QOIEncoder {
  public private(set) var bytes: [UInt8] = []
  private var state = QOIState()
  private var run: UInt8 = 0

  /// - Parameter size: as many pixels have to follow.
  public init(_ size: Size) {
    bytes += [0x71, 0x6f, 0x69, 0x66]
    for length in [size.width, size.height] {
      for shift in [24, 16, 8, 0] as [Int32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
    // Three channels, sRGB.
    bytes += [3, 0]
  }

  /// The next pixel: red, green and blue; the topmost 8 bits mean nothing.
  public mutating func append(_ word: UInt32) {
    let pixel = QOIPixel(
      red: UInt8(truncatingIfNeeded: word >> 16), green: UInt8(truncatingIfNeeded: word >> 8),
      blue: UInt8(truncatingIfNeeded: word), alpha: 255)
    if pixel == state.pixel {
      run += 1
      if run == 62 { endRun() }
      return
    }
    endRun()
    encode(pixel)
  }

  /// All pixels are there.
  public mutating func finish() {
    endRun()
    bytes += [0, 0, 0, 0, 0, 0, 0, 1]
  }

  private mutating func endRun() {
    guard run > 0 else { return }
    bytes.append(0xc0 | (run - 1))
    run = 0
  }

  private mutating func encode(_ pixel: QOIPixel) {
    let before = state.pixel
    state.pixel = pixel
    if state.seen(pixel.index) == pixel { return bytes.append(UInt8(pixel.index)) }
    state.remember()
    let (red, green, blue) = (pixel.red &- before.red, pixel.green &- before.green, pixel.blue &- before.blue)
    let (small, medium) = ((red &+ 2, green &+ 2, blue &+ 2), (red &- green &+ 8, green &+ 32, blue &- green &+ 8))
    if small.0 < 4, small.1 < 4, small.2 < 4 {
      bytes.append(0x40 | small.0 << 4 | small.1 << 2 | small.2)
    } else if medium.0 < 16, medium.1 < 64, medium.2 < 16 {
      bytes.append(0x80 | medium.1)
      bytes.append(medium.0 << 4 | medium.2)
    } else {
      bytes += [0xfe, pixel.red, pixel.green, pixel.blue]
    }
  }
}

// MARK: - Decoding

public struct QOIDecoder: ~Copyable, ~Escapable {
  private let bytes: Span<UInt8>
  private var place = 14
  private var state = QOIState()
  private var run = 0
  public let size: Size

  /// Reads the header.
  /// - Parameter mostPixels: a picture with more of them is refused.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, mostPixels: Int) throws(QOIError) {
    guard bytes.count >= 14, DocumentFormat(of: bytes) == .qoi else { throw .notQOI }
    let (width, height) = (Self.number(bytes, 4), Self.number(bytes, 8))
    guard width > 0, height > 0 else { throw .notQOI }
    guard width <= 65_535, height <= 65_535, width * height <= mostPixels else { throw .tooLarge }
    self.bytes = bytes
    size = Size(Int32(width), Int32(height))
  }

  private static func number(_ bytes: borrowing Span<UInt8>, _ place: Int) -> Int {
    Int(bytes[place]) << 24 | Int(bytes[place + 1]) << 16 | Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
  }

  /// All pixels.
  public mutating func decode() throws(QOIError) -> Picture {
    var picture = Picture(size)
    for index in 0..<size.area { picture.set(index, to: try next()) }
    return picture
  }

  private mutating func next() throws(QOIError) -> UInt32 {
    if run > 0 { run -= 1 } else { try step() }
    let pixel = state.pixel
    let color = Color(
      UInt32(pixel.red) << 16 | UInt32(pixel.green) << 8 | UInt32(pixel.blue), alpha: pixel.alpha)
    return color.word
  }

  private mutating func byte() throws(QOIError) -> UInt8 {
    guard place < bytes.count else { throw .tooShort }
    defer { place += 1 }
    return bytes[place]
  }

  private mutating func step() throws(QOIError) {
    let operation = try byte()
    switch operation {
    case 0xfe, 0xff:
      (state.pixel.red, state.pixel.green, state.pixel.blue) = (try byte(), try byte(), try byte())
      if operation == 0xff { state.pixel.alpha = try byte() }
    case 0x00...0x3f: state.pixel = state.seen(Int(operation))
    case 0x40...0x7f: add(operation >> 4 & 3 &- 2, operation >> 2 & 3 &- 2, operation & 3 &- 2)
    case 0x80...0xbf:
      let (green, second) = (operation & 63 &- 32, try byte())
      add(green &+ (second >> 4) &- 8, green, green &+ (second & 15) &- 8)
    default: run = Int(operation & 63)
    }
    state.remember()
  }

  private mutating func add(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    state.pixel.red &+= red
    state.pixel.green &+= green
    state.pixel.blue &+= blue
  }
}
