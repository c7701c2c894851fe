// Reading a font file. Everything is checked here, once, so that a bad file is an error and not a crash later.

/// A face record of a font file.
struct FaceRecord {
  let name: FaceName
  let ascent: UInt16
  let descent: UInt16
  let lineHeight: UInt16
  let glyphCount: Int
  let pairCount: Int
  let start: Int
  let size: Int

  /// - Parameters:
  ///   - bytes: the record.
  ///   - total: bytes of the file.
  init(_ bytes: [UInt8], total: Int) throws(FontError) {
    guard let family = FaceName.Family(rawValue: bytes[0]), let weight = FaceName.Weight(rawValue: bytes[1]) else {
      throw .badFace
    }
    name = FaceName(family, weight, size: bytes[2], scale: bytes[3])
    (ascent, descent) = (bytes.number16(4), bytes.number16(6))
    lineHeight = bytes.number16(8)
    let (glyphs, pairs) = (bytes.number32(12), bytes.number32(16))
    guard name.size > 0, name.scale == 1 || name.scale == 2, max(ascent, descent, lineHeight) <= 512, lineHeight > 0,
      glyphs > 0, glyphs <= FontFormat.mostGlyphs, pairs <= FontFormat.mostPairs
    else { throw .badFace }
    (glyphCount, pairCount) = (Int(glyphs), Int(pairs))
    (start, size) = (Int(bytes.number32(20)), Int(bytes.number32(24)))
    guard start <= total, size <= total - start, tables <= size else { throw .blockOutside }
  }

  /// Bytes of the block before the coverage.
  var tables: Int { glyphCount * (4 + FontFormat.glyphSize) + pairCount * 6 }
}

/// The faces of a font file. Invariant: there is at least one.
public struct Fonts {
  public let faces: [Face]

  /// Decodes a font file. What is kept is copied: `bytes` may change afterwards.
  /// - Parameter keeping: which faces to keep; each costs as much heap as its part of the file. All if nil.
  /// - Throws: `noFaces` also if none is kept.
  public init(_ bytes: borrowing Span<UInt8>, keeping: ((FaceName) -> Bool)? = nil) throws(FontError) {
    guard bytes.count >= FontFormat.headerSize else { throw .tooShort }
    let header = bytes.copy(0..<FontFormat.headerSize)
    guard header.starts(with: FontFormat.magic) else { throw .badMagic }
    guard header.number32(8) == FontFormat.version else { throw .badVersion }
    let count = header.number32(12)
    guard count > 0, count <= FontFormat.mostFaces else { throw .noFaces }
    guard bytes.count >= FontFormat.headerSize + Int(count) * FontFormat.faceSize else { throw .tooShort }
    var faces: [Face] = []
    for index in 0..<Int(count) {
      let start = FontFormat.headerSize + index * FontFormat.faceSize
      let record = try FaceRecord(bytes.copy(start..<start + FontFormat.faceSize), total: bytes.count)
      guard keeping?(record.name) ?? true else { continue }
      let block = bytes.copy(record.start..<record.start + record.size)
      try Self.check(block, record)
      faces.append(Face(record, block: block))
    }
    guard !faces.isEmpty else { throw .noFaces }
    self.faces = faces
  }

  private static func check(_ block: [UInt8], _ record: FaceRecord) throws(FontError) {
    guard isAscending(block, at: 0, count: record.glyphCount) else { throw .badCodePoints }
    let glyphs = record.glyphCount * 4
    for index in 0..<record.glyphCount {
      let glyph = block.glyph(glyphs + index * FontFormat.glyphSize)
      let size = glyph.stride * Int(glyph.height) * Int(glyph.variants)
      guard glyph.variants > 0, glyph.start >= record.tables, glyph.start <= block.count, size <= block.count - glyph.start
      else { throw .badGlyph }
    }
    let keys = glyphs + record.glyphCount * FontFormat.glyphSize
    guard isAscending(block, at: keys, count: record.pairCount) else { throw .badKerning }
  }

  private static func isAscending(_ block: [UInt8], at table: Int, count: Int) -> Bool {
    for index in 1..<max(1, count) where block.number32(table + index * 4 - 4) >= block.number32(table + index * 4) {
      return false
    }
    return true
  }

  /// The face that comes closest to the name: the family counts most, then the size on the screen, then the weight.
  public func face(_ name: FaceName) -> Face {
    func distance(_ other: FaceName) -> Int {
      let size = abs(Int(other.size) * Int(other.scale) - Int(name.size) * Int(name.scale))
      return (other.family == name.family ? 0 : 10000) + size * 2 + (other.weight == name.weight ? 0 : 1)
    }
    var best = faces[0]
    for face in faces where distance(face.name) < distance(best.name) { best = face }
    return best
  }
}
