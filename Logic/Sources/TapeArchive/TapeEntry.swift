// What stands before each file of a tape archive ("tar"): a block of 512 bytes with its name and size (POSIX.1-2024, pax,
// "ustar Interchange Format").
//
// Archives come from anybody. Nothing in one is believed before the block's sum is right.

public struct TapeEntry: Equatable, Sendable {
  /// As it is in the archive: no more is known of these bytes than that none is 0.
  public let name: [UInt8]
  /// Bytes of the file.
  public let size: Int
  /// Nothing else: no folder, no link, no description of other entries.
  public let isFile: Bool

  public static var blockSize: Int { 512 }
  /// Bytes of a name that `block` can write.
  public static var longestName: Int { 100 }
  /// Bytes of a file that `block` can write.
  public static var largest: Int { 1 << 33 - 1 }

  /// - Precondition: the name has 1 to `longestName` bytes, none of them 0; the size is at most `largest`.
  public init(name: [UInt8], size: Int) {
    precondition(!name.isEmpty && name.count <= Self.longestName && !name.contains(0), "a name that no archive can have")
    precondition(size >= 0 && size <= Self.largest, "a size that no archive can have")
    (self.name, self.size, isFile) = (name, size, true)
  }

  /// Blocks that the file's bytes take.
  public var blockCount: Int { (size + Self.blockSize - 1) / Self.blockSize }

  /// Reads such a block.
  /// - Returns: nil if it is none, or one of an archive that is too new or too large.
  public init?(_ block: Span<UInt8>) {
    guard block.count == Self.blockSize, Self.number(block, 148..<156) == Self.sum(of: block) else { return nil }
    guard let size = Self.number(block, 124..<136) else { return nil }
    let (first, rest) = (Self.text(block, 345..<500), Self.text(block, 0..<100))
    let isStandard = Self.text(block, 257..<262).elementsEqual("ustar".utf8)
    name = isStandard && !first.isEmpty ? first + [UInt8(ascii: "/")] + rest : rest
    guard !name.isEmpty else { return nil }
    self.size = size
    isFile = block[156] == UInt8(ascii: "0") || block[156] == 0
  }

  /// The block, as every tar reads it.
  public var block: [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    Self.write(name, &block, at: 0)
    Self.write(octal: 0o644, digits: 7, &block, at: 100)
    Self.write(octal: 0, digits: 7, &block, at: 108)
    Self.write(octal: 0, digits: 7, &block, at: 116)
    Self.write(octal: size, digits: 11, &block, at: 124)
    Self.write(octal: 0, digits: 11, &block, at: 136)
    block[156] = UInt8(ascii: "0")
    Self.write(Array("ustar".utf8), &block, at: 257)
    Self.write(Array("00".utf8), &block, at: 263)
    Self.write(octal: Self.sum(of: block.span), digits: 6, &block, at: 148)
    block[155] = UInt8(ascii: " ")
    return block
  }

  // MARK: - Fields

  /// The sum of all bytes, as if those of the sum itself were spaces.
  private static func sum(of block: Span<UInt8>) -> Int {
    var sum = 0
    for index in 0..<block.count { sum += 148..<156 ~= index ? 32 : Int(block[index]) }
    return sum
  }

  private static func text(_ block: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    for index in range {
      if block[index] == 0 { break }
      text.append(block[index])
    }
    return text
  }

  /// Octal digits, with blanks or zeros around them; nil if there is anything else, or too much.
  private static func number(_ block: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var position = range.lowerBound
    while position < range.upperBound, block[position] == 32 { position += 1 }
    let start = position
    var value = 0
    while position < range.upperBound, case let digit = block[position], digit >= 48, digit < 56 {
      value = value << 3 | Int(digit - 48)
      position += 1
    }
    guard position > start else { return nil }
    for index in position..<range.upperBound where block[index] != 0 && block[index] != 32 { return nil }
    return value
  }

  private static func write(_ bytes: [UInt8], _ block: inout [UInt8], at offset: Int) {
    for index in bytes.indices { block[offset + index] = bytes[index] }
  }

  private static func write(octal number: Int, digits: Int, _ block: inout [UInt8], at offset: Int) {
    for index in 0..<digits { block[offset + index] = UInt8(48 + number >> (3 * (digits - 1 - index)) & 7) }
  }
}
