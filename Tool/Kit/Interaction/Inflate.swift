// DEFLATE, read. (RFC 1951.)

/// Decodes a compressed stream.
struct Inflate {
  private let input: [UInt8]
  private let limit: Int
  private var position = 0
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []

  /// - Parameter limit: more output than this is an error.
  static func decode(_ input: [UInt8], limit: Int) throws -> [UInt8] {
    var decoder = Inflate(input: input, limit: limit)
    while try !decoder.block() {}
    return decoder.output
  }

  private init(input: [UInt8], limit: Int) {
    self.input = input
    self.limit = limit
    output.reserveCapacity(min(limit, 1 << 24))
  }

  private static let broken = ToolError("the compressed data is damaged")

  private mutating func take(_ count: Int) throws -> Int {
    while bitCount < count {
      guard position < input.count else { throw Self.broken }
      bits |= UInt32(input[position]) << bitCount
      position += 1
      bitCount += 8
    }
    defer {
      bits >>= count
      bitCount -= count
    }
    return Int(bits & ((1 << count) - 1))
  }

  private mutating func put(_ byte: UInt8) throws {
    guard output.count < limit else { throw Self.broken }
    output.append(byte)
  }

  /// True if it was the last one.
  private mutating func block() throws -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try stored()
    case 1: try compressed(.fixedLiterals, .fixedDistances)
    case 2:
      let (literals, distances) = try dynamicCodes()
      try compressed(literals, distances)
    default: throw Self.broken
    }
    return isLast
  }

  private mutating func stored() throws {
    (bits, bitCount) = (0, 0)
    guard input.count - position >= 4 else { throw Self.broken }
    let length = Int(input[position]) | Int(input[position + 1]) << 8
    position += 4
    guard input.count - position >= length else { throw Self.broken }
    for byte in input[position..<position + length] { try put(byte) }
    position += length
  }

  private mutating func symbol(_ code: Huffman) throws -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      value |= try take(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw Self.broken
  }

  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
  private static let distanceBase = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
    12289, 16385, 24577,
  ]

  private mutating func compressed(_ literals: Huffman, _ distances: Huffman) throws {
    while true {
      let value = try symbol(literals)
      if value < 256 {
        try put(UInt8(value))
      } else if value == 256 {
        return
      } else {
        guard value - 257 < Self.lengthBase.count else { throw Self.broken }
        let length = Self.lengthBase[value - 257] + (try take(Self.lengthBits[value - 257]))
        try copy(length, try distance(distances))
      }
    }
  }

  private mutating func distance(_ code: Huffman) throws -> Int {
    let value = try symbol(code)
    guard value < Self.distanceBase.count else { throw Self.broken }
    return Self.distanceBase[value] + (try take(max(0, value / 2 - 1)))
  }

  private mutating func copy(_ length: Int, _ distance: Int) throws {
    guard distance <= output.count else { throw Self.broken }
    for _ in 0..<length { try put(output[output.count - distance]) }
  }

  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func dynamicCodes() throws -> (Huffman, Huffman) {
    let (literalCount, distanceCount, count) = (try take(5) + 257, try take(5) + 1, try take(4) + 4)
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<count { lengths[Self.order[index]] = try take(3) }
    let code = Huffman(lengths)
    lengths = []
    while lengths.count < literalCount + distanceCount { try appendLengths(&lengths, try symbol(code)) }
    guard lengths.count == literalCount + distanceCount else { throw Self.broken }
    return (Huffman(Array(lengths[..<literalCount])), Huffman(Array(lengths[literalCount...])))
  }

  private mutating func appendLengths(_ lengths: inout [Int], _ value: Int) throws {
    switch value {
    case 16:
      guard let last = lengths.last else { throw Self.broken }
      lengths += Array(repeating: last, count: 3 + (try take(2)))
    case 17: lengths += Array(repeating: 0, count: 3 + (try take(3)))
    case 18: lengths += Array(repeating: 0, count: 11 + (try take(7)))
    default: lengths.append(value)
    }
  }
}

/// A canonical code: how many symbols each length has, and the symbols in order.
private struct Huffman {
  var counts = [Int](repeating: 0, count: 16)
  var symbols: [Int] = []

  init(_ lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    for length in 1...15 { symbols += lengths.indices.filter { lengths[$0] == length } }
  }

  static let fixedLiterals = Huffman((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = Huffman(Array(repeating: 5, count: 30))
}
