import Testing

@testable import WindowManagement

@Suite struct NewsPacingTests {
  /// How often news were told when something changed each millisecond.
  private func tellings(_ pacing: inout NewsPacing, from start: UInt64, to end: UInt64, every step: UInt64 = 1) -> [UInt64] {
    var told: [UInt64] = []
    for now in start..<end {
      if now % step == 0 { pacing.change(at: now) }
      if pacing.tell(at: now) { told.append(now) }
    }
    return told
  }

  @Test func whatChangesOnceIsToldAtOnce() {
    var pacing = NewsPacing()
    #expect(pacing.due == nil)
    #expect(tellings(&pacing, from: 1000, to: 1100, every: 1000).allSatisfy { $0 <= 1008 })
    #expect(pacing.due == nil)
  }

  @Test func whoeverFloodsIsHeardSeldom() {
    var pacing = NewsPacing()
    let told = tellings(&pacing, from: 0, to: 10_000)
    #expect(told.count <= 10_000 / 128 + 6)
    #expect(told.count >= 10_000 / 128 - 6)
    // After a pause it is as any other.
    pacing.change(at: 20_000)
    #expect(pacing.due.map { $0 <= 20_008 } == true)
  }

  /// The newest of many changes is told, however soon after it the flood ends.
  @Test func theLastChangeIsToldInAnyCase() {
    for end in 1..<400 as Range<UInt64> {
      var pacing = NewsPacing()
      var (changed, told): (UInt64, UInt64) = (0, 0)
      for now in 0..<(end + 130) {
        if now < end {
          pacing.change(at: now)
          changed = now
        }
        if pacing.tell(at: now) { told = now }
      }
      #expect(told >= changed && pacing.due == nil)
    }
  }

  @Test func manyThatFloodAreToldTogether() {
    var pacings = [NewsPacing](repeating: NewsPacing(), count: 10)
    var reports = 0
    for now in 0..<10_000 as Range<UInt64> {
      var isTold = false
      for index in pacings.indices {
        pacings[index].change(at: now + UInt64(index) * 3 % 7)
        if pacings[index].tell(at: now) { isTold = true }
      }
      if isTold { reports += 1 }
    }
    #expect(reports <= 2 * 10_000 / 128)
  }

  /// Who changes something once is not kept waiting by those who flood; with one pacing for all it would be.
  @Test func othersAreToldAsSoonAsEver() {
    var (flooder, other, shared) = (NewsPacing(), NewsPacing(), NewsPacing())
    for now in 0..<1_000 as Range<UInt64> {
      flooder.change(at: now)
      shared.change(at: now)
      _ = flooder.tell(at: now)
      _ = shared.tell(at: now)
    }
    other.change(at: 1_000)
    shared.change(at: 1_000)
    #expect(other.due == 1_008)
    #expect(shared.due.map { $0 > 1_008 } == true)
  }
}

@Suite struct RedrawQueueTests {
  /// Draws for some milliseconds, each thing taking its time; says which were drawn, and how long that took.
  private func run(
    _ queue: inout RedrawQueue, _ span: UInt64, cost: (Int) -> UInt64, before each: (inout RedrawQueue) -> Void
  ) -> (drawn: [Int], time: UInt64) {
    var (now, time): (UInt64, UInt64) = (0, 0)
    var drawn: [Int] = []
    while now < span {
      each(&queue)
      guard let number = queue.next(at: now) else {
        now += max(queue.delay(at: now), 100)
        continue
      }
      drawn.append(number)
      queue.drew(from: now, to: now + cost(number))
      time += cost(number)
      now += cost(number)
    }
    return (drawn, time)
  }

  @Test func whatChangesNowAndThenIsDrawnAtOnce() {
    var queue = RedrawQueue(burst: 4_000, share: 4)
    for number in 1...3 { queue.add(number) }
    queue.add(2)
    #expect(queue.next(at: 10) == 1)
    queue.drew(from: 10, to: 1_000)
    #expect(queue.next(at: 1_000) == 2)
    queue.drew(from: 1_000, to: 2_000)
    #expect(queue.next(at: 2_000) == 3 && queue.isEmpty)
    #expect(queue.next(at: 2_000) == nil)
  }

  @Test func allTogetherTakeNoMoreThanTheirShare() {
    var queue = RedrawQueue(burst: 4_000, share: 4)
    let result = run(&queue, 1_000_000, cost: { _ in 3_000 }, before: { queue in for number in 1...9 { queue.add(number) } })
    #expect(result.time <= 250_000 + 8_000)
    #expect(result.time >= 230_000)
  }

  /// A thing of which all looks different all the time has one turn for each of the others; it pays with all for what is large.
  @Test func everyOneHasItsTurn() {
    var queue = RedrawQueue(burst: 4_000, share: 4)
    let result = run(
      &queue, 1_000_000, cost: { $0 == 1 ? 9_000 : 500 }, before: { queue in for number in 1...4 { queue.add(number) } })
    for number in 1...4 { #expect(abs(result.drawn.count { $0 == number } * 4 - result.drawn.count) <= 4) }
    #expect(result.time <= 250_000 + 26_000)
  }

  @Test func whatIsGoneIsNotDrawn() {
    var queue = RedrawQueue(burst: 4_000, share: 4)
    for number in 1...3 { queue.add(number) }
    queue.remove(1)
    queue.remove(7)
    #expect(queue.next(at: 0) == 2)
    #expect(!queue.isEmpty)
  }

  /// Without a share, one that changes all the time would take all of the time.
  @Test func aShareOfAllIsAll() {
    var queue = RedrawQueue(burst: 4_000, share: 1)
    let result = run(&queue, 100_000, cost: { _ in 1_000 }, before: { queue in queue.add(1) })
    #expect(result.time >= 100_000)
  }
}
