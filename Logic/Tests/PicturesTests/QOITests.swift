import Geometry
import Painting
import Testing

@testable import Pictures

@Suite struct QOITests {
  private static func encode(_ size: Size, _ pixels: [UInt32]) -> [UInt8] {
    var encoder = QOIEncoder(size)
    for pixel in pixels { encoder.append(pixel) }
    encoder.finish()
    return encoder.bytes
  }

  private static func decode(_ bytes: [UInt8], mostPixels: Int = 1 << 20) throws(QOIError) -> Picture {
    var decoder = try QOIDecoder(bytes.span, mostPixels: mostPixels)
    return try decoder.decode()
  }

  @Test func theFormatIsTheSpecifications() {
    // One pixel like the first "previous" one, one near it, one that was seen before, one far away.
    let bytes = Self.encode(Size(5, 1), [0, 0x010101, 0x203040, 0x010101, 0x203040])
    #expect(Array(bytes[0..<14]) == [0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 5, 0, 0, 0, 1, 3, 0])
    // A run of one, a small difference, three channels, and two that were seen, by their sums of 3, 5, 7 and 11 times.
    // 2820 and 3589 modulo 64.
    let expected: [UInt8] = [0xc0, 0x7f, 0xfe, 0x20, 0x30, 0x40, 4, 5, 0, 0, 0, 0, 0, 0, 0, 1]
    #expect(Array(bytes[14...]) == expected)
  }

  @Test func mediumDifferencesTakeTwoBytes() {
    // Green grows by 20, red by 23, blue by 18.
    let expected: [UInt8] = [0xb4, 0xb6]
    #expect(Array(Self.encode(Size(1, 1), [0x171412])[14..<16]) == expected)
  }

  @Test func whatIsEncodedIsDecoded() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let size = Size(Int32(generator.next() % 40 + 1), Int32(generator.next() % 40 + 1))
      var pixels: [UInt32] = []
      var last: UInt32 = 0
      for _ in 0..<size.area {
        switch generator.next() % 4 {
        case 0: break
        case 1: last = last &+ 0x010101
        case 2: last = UInt32(truncatingIfNeeded: generator.next()) & 0x1f3f1f
        default: last = UInt32(truncatingIfNeeded: generator.next())
        }
        pixels.append(last)
      }
      let picture = try Self.decode(Self.encode(size, pixels))
      #expect(picture.size == size)
      #expect(picture.pixels == pixels.map { $0 | 0xff00_0000 })
    }
  }

  @Test func longRunsAreSplit() throws {
    let bytes = Self.encode(Size(200, 1), [UInt32](repeating: 0x123456, count: 200))
    #expect(try Self.decode(bytes).pixels == [UInt32](repeating: 0xff12_3456, count: 200))
    // Operations 62 and 63 more would be those for whole pixels.
    #expect(bytes.count == 14 + 4 + 4 + 8)
  }

  @Test func alphaIsMultipliedIn() throws {
    let file: [UInt8] = [0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 1, 0, 0, 0, 1, 4, 0, 0xff, 255, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 1]
    #expect(try Self.decode(file).pixels == [0x8080_0000])
  }

  // MARK: What is wrong with it

  @Test func truncatedFilesAreTooShort() {
    let whole = Self.encode(Size(9, 9), (0..<81).map { UInt32($0 * 98_765) })
    for count in 0..<whole.count - 8 {
      #expect(throws: QOIError.self) { try Self.decode(Array(whole[0..<count])) }
    }
  }

  @Test func hugePicturesAreRefusedBeforeAnythingIsAllocated() {
    for size in [[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1], [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]] as [[UInt8]] {
      #expect(throws: QOIError.tooLarge) { try Self.decode([0x71, 0x6f, 0x69, 0x66] + size + [3, 0]) }
    }
    #expect(throws: QOIError.tooLarge) {
      try Self.decode(Self.encode(Size(11, 10), [UInt32](repeating: 0, count: 110)), mostPixels: 109)
    }
    #expect(throws: QOIError.notQOI) { try Self.decode([0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0]) }
    #expect(throws: QOIError.notQOI) { try Self.decode([]) }
  }

  @Test func nothingThatIsInAFileTraps() {
    var generator = SeededGenerator(seed: 20_261_121)
    for _ in 0..<2_000 {
      var file: [UInt8] = [0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 30, 0, 0, 0, 30, 4, 0]
      for _ in 0..<generator.next() % 900 { file.append(UInt8(truncatingIfNeeded: generator.next())) }
      _ = try? Self.decode(file)
    }
  }
}

/// SplitMix64.
struct SeededGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
