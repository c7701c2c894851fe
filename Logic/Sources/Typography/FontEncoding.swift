// Writing a font file (on the host). The decoder's counterpart; it checks nothing but that numbers fit.

/// A glyph as it was drawn.
public struct DrawnGlyph: Sendable {
  public let scalar: Unicode.Scalar
  /// 1/64 pixel.
  public let advance: UInt16
  /// Pixels from the pen to the left side.
  public let left: Int8
  /// Rows above the baseline.
  public let top: Int8
  public let width: UInt8
  public let height: UInt8
  /// For every variant, `width * height` values of 0...255.
  public let variants: [[UInt8]]

  public init(
    _ scalar: Unicode.Scalar, advance: UInt16, left: Int8 = 0, top: Int8 = 0, width: UInt8 = 0, height: UInt8 = 0,
    variants: [[UInt8]] = [[]]
  ) {
    self.scalar = scalar
    self.advance = advance
    self.left = left
    self.top = top
    self.width = width
    self.height = height
    self.variants = variants
  }

  /// 4 bits a pixel.
  fileprivate var coverage: [UInt8] {
    variants.flatMap { pixels in
      (0..<Int(height)).flatMap { row in
        stride(from: 0, to: Int(width), by: 2).map { x in
          let base = row * Int(width)
          return Self.nibble(pixels[base + x]) | (x + 1 < Int(width) ? Self.nibble(pixels[base + x + 1]) << 4 : 0)
        }
      }
    }
  }

  private static func nibble(_ value: UInt8) -> UInt8 { UInt8((UInt16(value) * 15 + 127) / 255) }
}

/// Two glyphs that are closer or further than usual.
public struct KerningPair: Sendable {
  public let left: Unicode.Scalar
  public let right: Unicode.Scalar
  /// 1/64 pixel.
  public let distance: Int16

  public init(_ left: Unicode.Scalar, _ right: Unicode.Scalar, _ distance: Int16) {
    self.left = left
    self.right = right
    self.distance = distance
  }
}

/// A face as it was drawn.
public struct DrawnFace: Sendable {
  public let name: FaceName
  public let ascent: UInt16
  public let descent: UInt16
  public let lineHeight: UInt16
  public let glyphs: [DrawnGlyph]
  public let pairs: [KerningPair]

  public init(
    _ name: FaceName, ascent: UInt16, descent: UInt16, lineHeight: UInt16, glyphs: [DrawnGlyph], pairs: [KerningPair] = []
  ) {
    self.name = name
    self.ascent = ascent
    self.descent = descent
    self.lineHeight = lineHeight
    self.glyphs = glyphs.sorted { $0.scalar.value < $1.scalar.value }
    self.pairs = pairs
  }

  fileprivate var block: [UInt8] {
    let kerning = keyed
    var table: [UInt8] = []
    var coverage: [UInt8] = []
    let tables = glyphs.count * (4 + FontFormat.glyphSize) + kerning.count * 6
    for glyph in glyphs {
      table += bytes(UInt32(tables + coverage.count), 4) + bytes(UInt32(glyph.advance), 2)
      table += [UInt8(bitPattern: glyph.left), UInt8(bitPattern: glyph.top), glyph.width, glyph.height]
      table += [UInt8(glyph.variants.count), 0]
      coverage += glyph.coverage
    }
    return glyphs.flatMap { bytes($0.scalar.value, 4) } + table + kerning.flatMap { bytes($0.key, 4) }
      + kerning.flatMap { bytes(UInt32(UInt16(bitPattern: $0.value)), 2) } + coverage
  }

  /// Pairs of characters that have no glyph are left out.
  private var keyed: [(key: UInt32, value: Int16)] {
    pairs.compactMap { pair -> (key: UInt32, value: Int16)? in
      guard let left = index(pair.left), let right = index(pair.right) else { return nil }
      return (UInt32(left) << 16 | UInt32(right), pair.distance)
    }.sorted { $0.key < $1.key }
  }

  private func index(_ scalar: Unicode.Scalar) -> Int? {
    var (low, high) = (0, glyphs.count)
    while low < high {
      let middle = (low + high) / 2
      if glyphs[middle].scalar == scalar { return middle }
      if glyphs[middle].scalar.value < scalar.value { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  fileprivate func record(start: Int, size: Int) -> [UInt8] {
    let kinds = [name.family.rawValue, name.weight.rawValue, name.size, name.scale]
    let metrics = [ascent, descent, lineHeight, 0].flatMap { bytes(UInt32($0), 2) }
    let counts = [glyphs.count, keyed.count, start, size, 0].flatMap { bytes(UInt32($0), 4) }
    return kinds + metrics + counts
  }
}

extension Fonts {
  /// A font file with these faces.
  public static func file(_ faces: [DrawnFace]) -> [UInt8] {
    var (records, blocks): ([UInt8], [UInt8]) = ([], [])
    let start = FontFormat.headerSize + faces.count * FontFormat.faceSize
    for face in faces {
      let block = face.block
      records += face.record(start: start + blocks.count, size: block.count)
      blocks += block
    }
    return FontFormat.magic + bytes(FontFormat.version, 4) + bytes(UInt32(faces.count), 4) + records + blocks
  }
}

private func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
}
