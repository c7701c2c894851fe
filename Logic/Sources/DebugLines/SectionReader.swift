// Reading values from a section, from front to back; every value is checked to be there. All of it is little-endian.

struct SectionReader {
  let section: String
  let bytes: [UInt8]
  /// Where in the section the next value is.
  var offset: Int
  /// Nothing at or behind this is read.
  let end: Int

  init(_ section: String, _ bytes: [UInt8]) { self.init(section: section, bytes: bytes, offset: 0, end: bytes.count) }

  private init(section: String, bytes: [UInt8], offset: Int, end: Int) {
    (self.section, self.bytes, self.offset, self.end) = (section, bytes, offset, end)
  }

  var isAtEnd: Bool { offset == end }

  /// A reader of the next bytes alone, which this one goes past.
  mutating func part(_ count: UInt64) throws(DebugLinesError) -> SectionReader {
    let start = offset
    try skip(count)
    return SectionReader(section: section, bytes: bytes, offset: start, end: offset)
  }

  mutating func skip(_ count: UInt64) throws(DebugLinesError) {
    guard count <= UInt64(end - offset) else { throw .truncated(section: section, offset: offset) }
    offset += Int(count)
  }

  mutating func byte() throws(DebugLinesError) -> UInt8 {
    guard offset < end else { throw .truncated(section: section, offset: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// A number of up to 8 bytes.
  mutating func number(_ size: Int) throws(DebugLinesError) -> UInt64 {
    guard size <= end - offset else { throw .truncated(section: section, offset: offset) }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[offset + index]) << UInt64(index * 8) }
    offset += size
    return value
  }

  /// An unsigned LEB128 number (DWARF 5, section 7.6).
  mutating func unsigned() throws(DebugLinesError) -> UInt64 {
    let start = offset
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let next = try byte()
      let bits = UInt64(next & 0x7f)
      guard bits == 0 || (shift < 64 && (bits << shift) >> shift == bits) else {
        throw .numberTooLarge(section: section, offset: start)
      }
      if shift < 64 { value |= bits << shift }
      if next < 0x80 { return value }
      shift += 7
    }
  }

  /// A signed LEB128 number (DWARF 5, section 7.6).
  mutating func signed() throws(DebugLinesError) -> Int64 {
    let start = offset
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let next = try byte()
      guard shift < 64 else { throw .numberTooLarge(section: section, offset: start) }
      value |= UInt64(next & 0x7f) << shift
      shift += 7
      guard next < 0x80 else { continue }
      if next & 0x40 != 0, shift < 64 { value |= ~0 << shift }
      return Int64(bitPattern: value)
    }
  }

  /// A text that ends with a zero byte.
  mutating func text() throws(DebugLinesError) -> String {
    guard let length = bytes[offset..<end].firstIndex(of: 0) else { throw .badText(section: section, offset: offset) }
    defer { offset = length + 1 }
    return String(decoding: bytes[offset..<length], as: UTF8.self)
  }

  /// The text that starts at an offset of the section.
  func text(at place: UInt64) throws(DebugLinesError) -> String {
    guard place < UInt64(end) else { throw .badText(section: section, offset: Int(clamping: place)) }
    var reader = self
    reader.offset = Int(place)
    return try reader.text()
  }

  /// The length of a unit, and the size of offsets in it: 4 bytes, or 8 behind an escape (DWARF 5, section 7.4).
  mutating func unitLength() throws(DebugLinesError) -> (length: UInt64, offsetSize: Int) {
    let length = try number(4)
    return length == 0xffff_ffff ? (try number(8), 8) : (length, 4)
  }
}
