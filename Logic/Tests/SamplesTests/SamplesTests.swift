import Samples
import Testing

@Suite struct FrameTests {
  @Test func earsAreKeptApart() {
    let frame = SoundFrame(-2, 300)
    #expect(frame.left == -2 && frame.right == 300 && frame.word == 0x012c_fffe && frame.mono == 149)
    #expect(SoundFrame(mono: -7) == SoundFrame(-7, -7))
  }

  @Test func sumsAreCutOffAtTheLoudest() {
    #expect(SoundFrame(30000, -30000) + SoundFrame(30000, -30000) == SoundFrame(.max, .min))
    #expect(SoundFrame(1, 2) + SoundFrame(-3, 4) == SoundFrame(-2, 6))
    #expect(SoundFrame(.min, .max).mono == -1)
  }

  @Test func tonesHaveTheirFrequency() {
    var tone = Tone(frequency: 1000, amplitude: 20000)
    var samples: [Int16] = []
    for _ in 0..<48_000 { samples.append(tone.next()) }
    let crossings = zip(samples, samples.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
    #expect((999...1000).contains(crossings))
    #expect(samples.max().map { (19_900...20_000).contains($0) } == true)
    #expect(samples.min().map { (-20_000 ... -19_900).contains($0) } == true)
  }
}

@Suite struct LedgerTests {
  @Test func playingTakesWhatIsThere() {
    var ledger = PlayLedger(capacity: 10)
    let isFilled = ledger.fill(to: 7)
    let first = ledger.play(5)
    #expect(isFilled && first.start == 0 && first.count == 5)
    let isFilledAgain = ledger.fill(to: 15)
    let second = ledger.play(20)
    #expect(isFilledAgain && (0..<second.count).map { second.place($0) } == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4])
    #expect(ledger.played == 15 && ledger.missing == 10)
  }

  @Test func clientsCannotLieAboutPlaying() {
    var ledger = PlayLedger(capacity: 10)
    let answers = [11, 10, 9, .max].map { ledger.fill(to: $0) }
    #expect(answers == [false, true, false, false])
    #expect(ledger.filled == 10)
  }

  @Test func recordingStopsWhenTheRingIsFull() {
    var ledger = RecordLedger(capacity: 10)
    let counts = [ledger.record(8).count, ledger.record(8).count]
    #expect(counts == [8, 2] && ledger.lost == 6 && ledger.filled == 10)
    let isReleased = ledger.release(to: 4)
    let next = ledger.record(9)
    #expect(isReleased && (0..<next.count).map { next.place($0) } == [0, 1, 2, 3])
  }

  @Test func clientsCannotLieAboutReading() {
    var ledger = RecordLedger(capacity: 10)
    _ = ledger.record(5)
    let answers = [6, 5, 4, .max].map { ledger.release(to: $0) }
    #expect(answers == [false, true, false, false])
  }

  @Test func positionsGoRoundForEver() {
    var (play, record) = (PlayLedger(capacity: 7), RecordLedger(capacity: 7))
    for step in 1...1000 as ClosedRange<UInt64> {
      let (isFilled, played) = (play.fill(to: step * 5), play.play(5).count)
      let (start, isReleased) = (record.record(5).start, record.release(to: step * 5))
      #expect(isFilled && played == 5 && isReleased && start == Int((step - 1) * 5 % 7))
    }
  }
}
