import Input
import TerminalEmulation
import Testing

@testable import TerminalView

/// Which keys the terminal keeps, and which the program gets.
@Suite struct KeyboardTests {
  private var keyboard = Keyboard()

  private mutating func press(_ key: Key, _ character: Unicode.Scalar? = nil, _ held: [Key] = []) -> Keyboard.Wish {
    for modifier in held { #expect(keyboard.press(modifier, nil, []) == .nothing) }
    defer { for modifier in held { keyboard.release(modifier) } }
    return keyboard.press(key, character, [])
  }

  @Test mutating func pagesAreTheTerminalsOnlyWithShift() {
    #expect(press(.pageUp, nil, [.leftShift]) == .scroll(1) && press(.pageDown, nil, [.rightShift]) == .scroll(-1))
    #expect(press(.pageUp) == .send(Array("\u{1b}[5~".utf8)))
    #expect(press(.pageUp, nil, [.leftShift, .leftControl]) == .send(Array("\u{1b}[5;6~".utf8)))
  }

  @Test mutating func copyingNeedsShiftSoThatControlCStaysTheProgramsOwn() {
    #expect(press(.c, "C", [.leftShift, .leftControl]) == .copy && press(.v, "V", [.leftShift, .leftControl]) == .paste)
    #expect(press(.c, "c", [.leftControl]) == .send([3]) && press(.v, "v", [.leftControl]) == .send([22]))
    #expect(press(.c, "C", [.leftShift, .leftControl, .leftAlt]) == .send([0x1b, 3]))
  }

  @Test mutating func aModifierCountsAsLongAsItIsHeld() {
    #expect(press(.a, "a", [.leftAlt]) == .send([0x1b, 0x61]) && keyboard.held == [])
    #expect(press(.a, "a") == .send([0x61]))
    // AltGr is in the character already.
    #expect(press(.q, "@", [.rightAlt]) == .send([0x40]))
  }

  @Test mutating func keysWithoutAMeaningAreNothing() {
    #expect(press(Key(rawValue: 0x2ff)) == .nothing && press(.capsLock) == .nothing)
    keyboard.release(.leftShift)
    #expect(keyboard.held == [])
  }
}
