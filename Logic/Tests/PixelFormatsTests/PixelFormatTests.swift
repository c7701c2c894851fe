import Testing

@testable import PixelFormats

@Suite struct PixelFormatTests {
  /// Stores a row of which the pixel in column n is `picture[n]`, over bytes that are 0xee, and checks every store's place.
  private func row(
    _ format: PixelFormat, _ picture: [UInt32], _ columns: Range<Int>, isAligned: Bool
  ) -> (bytes: [UInt8], stores: Int) {
    var bytes = [UInt8](repeating: 0xee, count: picture.count * format.bytes)
    var stores = 0
    format.storeRow(columns, isAligned: isAligned) {
      picture[$0]
    } store: { value, count, offset in
      #expect(count == 1 || count == 4 && isAligned && offset % 4 == 0)
      for byte in 0..<count { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(byte * 8)) }
      stores += 1
    }
    return (bytes, stores)
  }

  private let picture = (0..<11).map { UInt32($0 * 0x10203 + 0xff00_0000 + 0x40_2010) }

  private func expected(_ format: PixelFormat, _ columns: Range<Int>, order: [UInt32]) -> [UInt8] {
    picture.indices.flatMap { column in
      (0..<format.bytes).map { byte -> UInt8 in
        guard columns.contains(column) else { return 0xee }
        return byte < order.count ? UInt8(truncatingIfNeeded: picture[column] >> order[byte]) : 0
      }
    }
  }

  /// Blue first, as VBE and most of UEFI have it, and red first.
  @Test(arguments: [24, 32], [[0, 8, 16], [16, 8, 0]] as [[UInt32]])
  func storesEveryPartOfARow(bits: Int, order: [UInt32]) throws {
    let format = try #require(PixelFormat(bits: bits, red: order[0] == 0 ? 16 : 0, green: 8, blue: order[0] == 0 ? 0 : 16))
    for first in 0...picture.count {
      for end in first...picture.count {
        for isAligned in [false, true] {
          #expect(row(format, picture, first..<end, isAligned: isAligned).bytes == expected(format, first..<end, order: order))
        }
      }
    }
  }

  @Test func storesWordsWhereItCan() throws {
    let format = try #require(PixelFormat(bits: 24, red: 16, green: 8, blue: 0))
    #expect(row(format, picture, 0..<8, isAligned: true).stores == 6)
    #expect(row(format, picture, 0..<8, isAligned: false).stores == 24)
    #expect(row(format, picture, 1..<11, isAligned: true).stores == 9 + 3 + 9)
  }

  @Test func knowsWhatCanBeCopied() {
    #expect(PixelFormat(bits: 32, red: 16, green: 8, blue: 0)?.isPicture == true)
    #expect(PixelFormat(bits: 24, red: 16, green: 8, blue: 0)?.isPicture == false)
    #expect(PixelFormat(bits: 32, red: 0, green: 8, blue: 16)?.isPicture == false)
    #expect(PixelFormat(bits: 32, red: 24, green: 16, blue: 8)?.word(0x11_2233) == 0x1122_3300)
  }

  @Test(arguments: [
    (16, 11, 5, 0), (8, 0, 0, 0), (15, 10, 5, 0), (64, 16, 8, 0), (0, 16, 8, 0), (-24, 16, 8, 0), (32, 16, 16, 0),
    (32, 16, 8, 8), (32, 0, 8, 0), (24, 24, 8, 0), (32, 32, 8, 0), (32, 20, 10, 0), (32, 16, 8, -8), (24, 16, 8, 24),
  ])
  func refusesWhatItDoesNotUnderstand(bits: Int, red: Int, green: Int, blue: Int) {
    #expect(PixelFormat(bits: bits, red: red, green: green, blue: blue) == nil)
  }
}
