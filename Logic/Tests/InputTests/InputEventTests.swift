import Geometry
import Testing

@testable import Input

@Suite struct InputEventTests {
  static let all: [InputEvent] = [
    .press(.a, character: "a"), .press(.a, character: nil), .press(.leftButton, character: nil), .release(.escape),
    .pointer(Point(65535, 0)), .movement(Point(-3, .min)), .wheel(Point(0, -1)), .touch(9, Point(1, 2)), .touchRelease(9),
    .focusEnter, .focusLeave, .hoverLeave, .closeRequest,
  ]

  @Test(arguments: all) func survivesItsWords(event: InputEvent) {
    #expect(InputEvent(words: event.words) == event)
  }

  @Test func whatIsNoEventIsRefused() {
    #expect(InputEvent(words: (0, 0)) == nil)
    #expect(InputEvent(words: (12, 0)) == nil)
    #expect(InputEvent(words: (UInt64.max, UInt64.max)) == nil)
    // A surrogate is no character; a release types nothing; a press has no place.
    #expect(InputEvent(words: (1 | 0xd800 << 32, 0)) == nil)
    #expect(InputEvent(words: (2 | 0x61 << 32, 0)) == nil)
    #expect(InputEvent(words: (1 | 30 << 16, 1)) == nil)
    #expect(InputEvent(words: (8 | 1 << 8, 0)) == nil)
  }

  @Test func keysHaveNames() {
    #expect(Key.a.name == "KEY_A" && Key(name: "KEY_A") == .a)
    #expect(Key.leftButton.name == "BTN_LEFT" && Key(name: "BTN_LEFT") == .leftButton)
    #expect(Key(name: "KEY_NONSENSE") == nil && Key(rawValue: 700).name == nil)
    for code in 0..<0x300 as Range<UInt16> {
      if let name = Key(rawValue: code).name { #expect(Key(name: name)?.rawValue == code, "\(name)") }
    }
  }
}
