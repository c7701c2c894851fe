import HDA
import Testing

@Suite struct VerbTests {
  @Test func wordsAreAsTheSpecificationSays() {
    #expect(Verb(0, 0, 0xf00, 0).word == 0x000f_0000)
    #expect(Verb(2, 0x14, 0x707, 0x40).word == 0x2147_0740)
    #expect(Verb(0, 2, short: 3, 0xb04a).word == 0x0023_b04a)
  }

  @Test func whatIsTooLargeTouchesNothingElse() {
    #expect(Verb(0xff, 1, 0xffff, 1).word >> 28 == 0xf)
    #expect(Verb(1, 0, 0xffff, 0).word == 0x100f_ff00)
  }
}

@Suite struct BufferListTests {
  @Test func listDescribesEachPeriod() {
    let list = BufferList(address: 0x1_2345_6780, period: 1920, count: 3)
    #expect(list.length == 5760 && list.size == 48)
    #expect(list.words == [0x2345_6780, 1, 1920, 1, 0x2345_6f00, 1, 1920, 1, 0x2345_7680, 1, 1920, 1])
  }
}

@Suite struct ProgressTests {
  @Test func goesRound() {
    var progress = RingProgress(size: 100)
    #expect(progress.advance(to: 30) == 30)
    #expect(progress.advance(to: 30) == 0)
    #expect(progress.advance(to: 10) == 80)
    #expect(progress.position == 10)
  }

  @Test func nonsenseIsNoProgress() {
    var progress = RingProgress(size: 100)
    #expect(progress.advance(to: 100) == 0)
    #expect(progress.advance(to: -1) == 0)
    #expect(progress.position == 0)
  }
}

@Suite struct CapabilityTests {
  @Test func streams() {
    let capabilities = HDACapabilities(0x4401)
    #expect(capabilities.inputs == 4 && capabilities.outputs == 4 && capabilities.isWide && capabilities.firstOutput == 4)
    #expect(HDACapabilities.registers(ofStream: 4) == 0x100)
  }

  @Test func ringsAreAsLargeAsPossible() {
    #expect(CommandRing(0x42)?.entries == 256)
    #expect(CommandRing(0x30)?.entries == 16)
    #expect(CommandRing(0x10)?.code == 0)
    #expect(CommandRing(0x02) == nil)
  }
}
