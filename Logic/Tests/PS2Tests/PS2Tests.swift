import Geometry
import Input
import Testing

@testable import PS2

private func press(_ name: String) -> InputEvent { .press(Key(name: name)!, character: nil) }
private func release(_ name: String) -> InputEvent { .release(Key(name: name)!) }

@Suite struct KeyboardTests {
  private func decode(_ bytes: [UInt8]) -> [InputEvent] {
    var decoder = KeyboardDecoder()
    return bytes.flatMap { decoder.decode($0) }
  }

  @Test(
    arguments: [
      ([0x1e, 0x9e], ["A"]), ([0xe0, 0x48, 0xe0, 0xc8], ["UP"]), ([0x48, 0xc8], ["KP8"]), ([0x56, 0xd6], ["102ND"]),
      ([0x57, 0xd7], ["F11"]), ([0xe0, 0x1d, 0xe0, 0x9d], ["RIGHTCTRL"]), ([0xe0, 0x38, 0xe0, 0xb8], ["RIGHTALT"]),
      ([0x7d, 0xfd], ["YEN"]), ([0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5], ["PAUSE"]), ([0x2a, 0xaa], ["LEFTSHIFT"]),
      ([0xe0, 0x5b, 0xe0, 0xdb], ["LEFTMETA"]), ([0xe0, 0x53, 0xe0, 0xd3], ["DELETE"]),
    ] as [([UInt8], [String])])
  func keysGoDownAndUp(bytes: [UInt8], names: [String]) {
    #expect(decode(bytes) == names.flatMap { [press("KEY_\($0)"), release("KEY_\($0)")] })
  }

  @Test func repetitionsAreLeftOut() { #expect(decode([0x1e, 0x1e, 0x1e, 0x9e, 0x9e]) == [press("KEY_A"), release("KEY_A")]) }

  @Test func keysOfBothPagesAreDifferent() {
    #expect(decode([0x1d, 0xe0, 0x1d, 0x9d]) == [press("KEY_LEFTCTRL"), press("KEY_RIGHTCTRL"), release("KEY_LEFTCTRL")])
  }

  /// Shift keys that keyboards make up around the arrow keys.
  @Test func inventedShiftsAreIgnored() {
    #expect(decode([0xe0, 0x2a, 0xe0, 0x48, 0xe0, 0xc8, 0xe0, 0xaa]) == [press("KEY_UP"), release("KEY_UP")])
  }

  @Test func anOverrunReleasesEverything() {
    #expect(decode([0x1e, 0xe0, 0x48, 0xff, 0x9e]) == [press("KEY_A"), press("KEY_UP"), release("KEY_A"), release("KEY_UP")])
    #expect(decode([0x1e, 0x00]) == [press("KEY_A"), release("KEY_A")])
  }

  @Test func releasesOfWhatWasNotPressedAreIgnored() { #expect(decode([0x9e, 0xe0, 0xc8, 0xaa]).isEmpty) }

  @Test func unknownNumbersAreIgnored() { #expect(decode([0x55, 0x5a, 0x7f, 0xe0, 0x00, 0xe0, 0x7f, 0xe0, 0xe0]).isEmpty) }

  /// Pause comes with one number of its own and, with Control, with another; print likewise with Alt.
  @Test func aKeyWithTwoNumbersIsDownOnce() {
    #expect(
      decode([0xe0, 0x46, 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5, 0xe0, 0xc6]) == [
        .press(Key(rawValue: 119), character: nil), .release(Key(rawValue: 119)),
      ])
    #expect(
      decode([0xe0, 0x37, 0x54, 0xd4, 0xe0, 0xb7]) == [.press(Key(rawValue: 99), character: nil), .release(Key(rawValue: 99))])
  }

  /// Whatever comes, what goes up was down, and everything can be released.
  @Test func staysConsistentWithNoise() {
    var generator = SystemRandomNumberGenerator()
    var (decoder, held) = (KeyboardDecoder(), Set<UInt16>())
    func check(_ event: InputEvent) {
      switch event {
      case .press(let key, _): #expect(held.insert(key.rawValue).inserted)
      case .release(let key): #expect(held.remove(key.rawValue) != nil)
      default: Issue.record("no key")
      }
    }
    for _ in 0..<20_000 { decoder.decode(UInt8.random(in: 0...255, using: &generator)).forEach(check) }
    decoder.releaseAll().forEach(check)
    #expect(decoder.releaseAll().isEmpty)
  }
}

@Suite struct MouseTests {
  private func decode(_ kind: MouseDecoder.Kind, _ bytes: [UInt8]) -> [InputEvent] {
    var decoder = MouseDecoder(kind)
    return bytes.flatMap { decoder.decode($0) }
  }

  @Test func moves() {
    #expect(decode(.plain, [0x08, 5, 3]) == [.movement(Point(5, -3))])
    #expect(decode(.plain, [0x38, 0xfb, 0xfd]) == [.movement(Point(-5, 3))])
    #expect(decode(.plain, [0x18, 0x00, 0]) == [.movement(Point(-256, 0))])
    #expect(decode(.plain, [0x08, 0, 0]).isEmpty)
  }

  @Test func clicks() {
    #expect(
      decode(.plain, [0x09, 0, 0, 0x0b, 0, 0, 0x0c, 0, 0]) == [
        press("BTN_LEFT"), press("BTN_RIGHT"), release("BTN_LEFT"), release("BTN_RIGHT"), press("BTN_MIDDLE"),
      ])
  }

  @Test func turnsTheWheel() {
    #expect(decode(.wheel, [0x08, 0, 0, 0xff]) == [.wheel(Point(0, 1))])
    #expect(decode(.wheel, [0x08, 1, 0, 2]) == [.movement(Point(1, 0)), .wheel(Point(0, -2))])
    #expect(decode(.fiveButtons, [0x08, 0, 0, 0x0f]) == [.wheel(Point(0, 1))])
    #expect(decode(.fiveButtons, [0x08, 0, 0, 0x31]) == [press("BTN_SIDE"), press("BTN_EXTRA"), .wheel(Point(0, -1))])
  }

  @Test func overflowIsNoMovement() { #expect(decode(.plain, [0x48, 5, 3, 0x88, 5, 3]).isEmpty) }

  /// Bytes that got lost: the decoder finds the next packet.
  @Test func findsTheBeginningAgain() {
    #expect(decode(.plain, [0x00, 0x03, 0x08, 1, 1]) == [.movement(Point(1, -1))])
    #expect(decode(.plain, [5]).isEmpty)
  }

  @Test func resetReleases() {
    var decoder = MouseDecoder(.plain)
    for byte in [0x09, 0, 0] as [UInt8] { _ = decoder.decode(byte) }
    _ = decoder.decode(0x08)
    #expect(decoder.releaseAll() == [release("BTN_LEFT")])
    #expect(decoder.decode(0x08).isEmpty)
    #expect([2, 0].flatMap { decoder.decode($0) } == [.movement(Point(2, 0))])
  }

  @Test func staysConsistentWithNoise() {
    var generator = SystemRandomNumberGenerator()
    for kind in [MouseDecoder.Kind.plain, .wheel, .fiveButtons] {
      var (decoder, held) = (MouseDecoder(kind), Set<UInt16>())
      for _ in 0..<10_000 {
        for event in decoder.decode(UInt8.random(in: 0...255, using: &generator)) {
          if case .press(let key, character: _) = event { #expect(held.insert(key.rawValue).inserted) }
          if case .release(let key) = event { #expect(held.remove(key.rawValue) != nil) }
        }
      }
    }
  }
}
