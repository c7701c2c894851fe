import Frames
import Geometry
import Testing

@Suite struct SlotTests {
  @Test func theNewestFrameIsLent() {
    var slots = FrameSlots()
    let before = slots.take()
    slots.complete()
    slots.complete()
    let (frame, again) = (slots.take(), slots.take())
    #expect(before == nil && frame?.number == 2 && again == nil)
  }

  @Test func whatIsLentIsNotWritten() {
    var slots = FrameSlots()
    var lent: Int?
    for step in 0..<1000 {
      let slot = slots.next
      #expect(slot != lent && (0..<FrameSlots.count).contains(slot))
      slots.complete()
      if step % 7 < 3 { lent = slots.take()?.slot ?? lent }
    }
    #expect(slots.completed == 1000)
  }
}

@Suite struct PatternTests {
  @Test func numbersAreReadAgain() {
    for size in [Size(32, 8), Size(160, 120), Size(320, 240), Size(640, 480)] {
      let pattern = TestPattern(size)
      for number in [0, 1, 2, 0x8000_0001, 0xffff_ffff, 123_456_789] as [UInt64] {
        let read = pattern.number { pattern.number(number, at: $0) }
        #expect(read == number)
      }
    }
  }

  @Test func barsAndLine() {
    let pattern = TestPattern(Size(320, 240))
    let bars = stride(from: 20, to: 320 as Int32, by: 40).map { pattern.bar(at: $0) }
    #expect(bars == [0xc0c0c0, 0xc0c000, 0x00c0c0, 0x00c000, 0xc000c0, 0xc00000, 0x0000c0, 0])
    #expect(pattern.line(of: 81) == 4)
  }

  @Test func modesAreNearest() {
    let modes = CameraModes(sizes: [Size(160, 120), Size(320, 240)], framesPerSecond: 1...30)
    #expect(modes.nearest(to: Size(319, 1000)) == Size(160, 120))
    #expect(modes.nearest(to: Size(1000, 1000)) == Size(320, 240))
    #expect(modes.nearest(to: Size(1, 1)) == Size(160, 120))
    #expect(modes.nearest(to: 0) == 1 && modes.nearest(to: 200) == 30 && modes.nearest(to: 25) == 25)
  }
}
