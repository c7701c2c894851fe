import Testing

@testable import Input

@Suite struct FirstFingerTests {
  @Test func theFirstCountsUntilItIsLifted() {
    var finger = FirstFinger()
    #expect(finger.touch(3) == .down && finger.touch(3) == .moved)
    #expect(finger.touch(0) == .other && finger.touch(3) == .moved && finger.touch(0) == .other)
    #expect(finger.lift(0) == false, "lifting another one is no release")
    #expect(finger.touch(3) == .moved)
    #expect(finger.lift(3) == true && finger.lift(3) == false)
    #expect(finger.touch(0) == .down, "whoever comes down next")
  }

  @Test func whatWasNeverDownReleasesNothing() {
    var finger = FirstFinger()
    #expect(finger.lift(0) == false && finger.lift(.max) == false)
  }

  /// Whatever happens: each release follows a press of the same finger, and there is never more than one of them.
  @Test func pressesAndReleasesAlternate() {
    var random = SystemRandomNumberGenerator()
    var finger = FirstFinger()
    var down: UInt16?
    for _ in 0..<10_000 {
      let number = UInt16.random(in: 0..<4, using: &random)
      if Bool.random(using: &random) {
        let touch = finger.touch(number)
        #expect(touch == (down == nil ? .down : down == number ? .moved : .other))
        if touch == .down { down = number }
      } else {
        let isRelease = finger.lift(number)
        #expect(isRelease == (down == number))
        if isRelease { down = nil }
      }
    }
  }
}
