// Numbers of packets are written with the highest byte first (RFC 4880, 3.1).

extension [UInt8] {
  mutating func append(number: UInt16) {
    append(UInt8(number >> 8))
    append(UInt8(truncatingIfNeeded: number))
  }

  mutating func append(number: UInt32) {
    append(number: UInt16(number >> 16))
    append(number: UInt16(truncatingIfNeeded: number))
  }

  mutating func append(literal: StaticString) {
    // Safety: the bytes of a literal exist for ever; none here is a single character.
    unsafe append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// A multiprecision integer: how many bits, then as few bytes as hold them (RFC 4880, 3.2).
  mutating func append(integer bytes: borrowing Span<UInt8>) {
    var start = 0
    while start < bytes.count, bytes[start] == 0 { start += 1 }
    guard start < bytes.count else { return append(number: UInt16(0)) }
    append(number: UInt16((bytes.count - start) * 8 - bytes[start].leadingZeroBitCount))
    for index in start..<bytes.count { append(bytes[index]) }
  }
}

/// Reads numbers of a packet's body, one after the other. Throws where there is nothing more.
struct ByteReader: ~Copyable {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  mutating func byte() throws(OpenPGPError) -> UInt8 {
    guard position < end else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number16() throws(OpenPGPError) -> UInt16 {
    let high = try byte()
    return UInt16(high) << 8 | UInt16(try byte())
  }

  mutating func number32() throws(OpenPGPError) -> UInt32 {
    let high = try number16()
    return UInt32(high) << 16 | UInt32(try number16())
  }

  mutating func take(_ count: Int) throws(OpenPGPError) -> [UInt8] {
    guard count <= remaining else { throw .truncated }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Bytes that are no number, but are written like one. Programs differ in whether they leave leading zeros in.
  mutating func octets(_ count: Int) throws(OpenPGPError) -> [UInt8] {
    let bits = Int(try number16())
    guard bits <= count * 8 else { throw .malformed }
    let digits = try take((bits + 7) / 8)
    return [UInt8](repeating: 0, count: count - digits.count) + digits
  }

  /// A multiprecision integer that fits into so many bytes, with leading zeros.
  mutating func integer(bytes count: Int) throws(OpenPGPError) -> [UInt8] {
    let bits = Int(try number16())
    guard bits <= count * 8 else { throw .malformed }
    let digits = try take((bits + 7) / 8)
    guard bits == 0 || digits[0].leadingZeroBitCount == (8 - bits % 8) % 8 else { throw .malformed }
    return [UInt8](repeating: 0, count: count - digits.count) + digits
  }
}
