import Testing

@testable import Core

@Suite struct LogLineTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: LogLine.text(bytes), as: UTF8.self) }

  @Test(arguments: ["", "plain", "Grüße, 50 €", "日本語", "😀", "~ }", "\u{a0}"])
  func textStaysAsItIs(_ line: String) { #expect(text(Array(line.utf8)) == line) }

  @Test func controlCharactersDoNot() {
    for byte in 0..<32 as Range<UInt8> { #expect(text([65, byte, 66]) == "A?B") }
    #expect(text([127]) == "?")
    #expect(text(Array("\u{85}\u{9b}2J".utf8)) == "????2J")
  }

  /// Three bytes of three question marks, or two of two: nothing is lost but the turn.
  @Test(arguments: ["\u{202e}", "\u{202a}", "\u{2066}", "\u{2069}", "\u{200f}", "\u{61c}"])
  func textIsNotTurnedAround(_ control: String) {
    #expect(text(Array("a\(control)b".utf8)) == "a" + String(repeating: "?", count: control.utf8.count) + "b")
  }

  @Test(arguments: [
    [0x80], [0xbf], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0xaf], [0xf0, 0x80, 0x80, 0xaf], [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98],
  ])
  func whatIsNoUTF8BecomesQuestionMarks(_ bytes: [Int]) {
    #expect(text(bytes.map { UInt8($0) }) == String(repeating: "?", count: bytes.count))
  }

  @Test func aBrokenScalarDoesNotSwallowWhatFollows() { #expect(text([0xe2, 0x82, 65, 66]) == "??AB") }

  @Test func theResultIsAlwaysTextAndNeverLonger() {
    var random = SplitMix(7)
    for _ in 0..<5000 {
      let bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let line = LogLine.text(bytes)
      #expect(line.count <= bytes.count)
      #expect(String(validating: line, as: UTF8.self) != nil)
      #expect(line.allSatisfy { $0 >= 32 && $0 != 127 })
    }
  }
}

@Suite struct LogAllowanceTests {
  @Test func aBurstIsAllowedAndThenOneLineAtATime() {
    var allowance = LogAllowance(ticksPerLine: 100)
    for _ in 0..<64 { #expect(allowance.take(at: 0).isAllowed) }
    for _ in 0..<10 { #expect(!allowance.take(at: 50).isAllowed) }
    let next = allowance.take(at: 100)
    #expect(next.isAllowed && next.omitted == 10)
    #expect(!allowance.take(at: 101).isAllowed)
    #expect(allowance.take(at: 200).omitted == 1)
  }

  @Test func whatWasNotSaidIsNotSavedUp() {
    var allowance = LogAllowance(ticksPerLine: 100)
    for _ in 0..<64 { _ = allowance.take(at: 0) }
    var allowed = 0
    for _ in 0..<1000 where allowance.take(at: 1 << 60).isAllowed { allowed += 1 }
    #expect(allowed == 64)
  }
}
