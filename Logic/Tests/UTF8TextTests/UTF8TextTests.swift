import Testing

@testable import UTF8Text

@Suite struct UTF8TextTests {
  /// Against Swift's own decoder: all sequences of up to three bytes out of those where something changes.
  @Test func readsWhatSwiftReads() {
    let bytes: [UInt8] = [
      0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1,
      0xf3, 0xf4, 0xf5, 0xff,
    ]
    for a in bytes {
      for b in bytes {
        for c in bytes {
          for d in [0x80, 0xbf, 0x41] as [UInt8] {
            let text = [a, b, c, d]
            #expect(UTF8Text.isValid(text.span, 0..<4) == (String(validating: text, as: UTF8.self) != nil), "\(text)")
          }
        }
      }
    }
  }

  @Test func charactersAreWhatTheyAre() {
    for scalar in ["a", "ä", "€", "😀", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10000}", "\u{10ffff}"] as [Unicode.Scalar] {
      let bytes = Array(String(scalar).utf8)
      let read = UTF8Text.scalar(bytes.span, at: 0, to: bytes.count)
      #expect(read?.scalar == scalar.value && read?.count == bytes.count)
      if bytes.count > 1 { #expect(UTF8Text.scalar(bytes.span, at: 0, to: bytes.count - 1) == nil) }
    }
  }
}
