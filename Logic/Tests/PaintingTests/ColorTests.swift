import Testing

@testable import Painting

@Suite struct ColorTests {
  /// Two channels at a time come to what one at a time, rounded to the nearest, does.
  @Test func scalingIsExact() {
    for value in 0..<256 as Range<UInt32> {
      for amount in 0..<256 as Range<UInt32> {
        let channel = (value * amount * 2 + 255) / 510
        let word = value << 24 | value << 16 | value << 8 | value
        #expect(Pixel.scaled(word, by: amount) == channel << 24 | channel << 16 | channel << 8 | channel)
      }
    }
  }

  /// Nothing ever carries from one channel into another.
  @Test func layingOverNeverOverflows() {
    for alpha in 0..<256 as Range<UInt32> {
      let top = Color(0xff_ffff, alpha: UInt8(alpha))
      #expect(Pixel.over(top.word, 0xffff_ffff) == 0xffff_ffff)
      #expect(Pixel.over(top.word, 0) == top.word)
    }
  }

  @Test func mixingKeepsTheInvariant() {
    for amount in 0...255 as ClosedRange<UInt8> {
      let mixed = Color(0xff_80_01, alpha: 77).mixed(with: Color(0x10_ff_fe, alpha: 200), amount).word
      let alpha = mixed >> 24
      #expect([mixed >> 16 & 255, mixed >> 8 & 255, mixed & 255].allSatisfy { $0 <= alpha })
    }
    #expect(Color.black.mixed(with: .white, 255) == .white)
    #expect(Color.black.mixed(with: .white, 0) == .black)
  }

  @Test func brightness() {
    #expect(Color.white.brightness == 255)
    #expect(Color.black.brightness == 0)
    #expect(Color(0x00_ff00).brightness > Color(0xff_0000).brightness)
  }
}
