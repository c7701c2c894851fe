import Geometry
import Input
import Testing

@testable import Windowing

@Suite struct EventQueueTests {
  var queue = EventQueue()

  @Test mutating func movementsAreMergedUpToTheLastPress() {
    for x in 0..<5 as Range<Int32> { queue.append(.pointer(Point(x, 0))) }
    queue.append(pressed(.leftButton))
    for x in 5..<9 as Range<Int32> { queue.append(.pointer(Point(x, 0))) }
    queue.append(.wheel(Point(0, 1)))
    queue.append(.wheel(Point(0, 2)))
    expect(queue.take(9), [.pointer(Point(4, 0)), pressed(.leftButton), .pointer(Point(8, 0)), .wheel(Point(0, 3))])
  }

  @Test mutating func newPressesAreDroppedWithTheirReleases() {
    for number in 0..<1000 as Range<UInt16> {
      queue.append(pressed(Key(rawValue: number)))
      queue.append(.release(Key(rawValue: number)))
    }
    #expect(queue.count == EventQueue.crowded)
    expect(queue.take(1), [pressed(Key(rawValue: 0))])
  }

  @Test mutating func releasesWithoutPressesDoNotArrive() {
    queue.append(.release(.a))
    queue.append(.touchRelease(1))
    #expect(queue.isEmpty)
  }

  @Test mutating func aTouchKeepsWhereItBegan() {
    queue.append(.touch(0, Point(1, 1)))
    for x in 2..<500 as Range<Int32> { queue.append(.touch(0, Point(x, 1))) }
    queue.append(.touchRelease(0))
    let events = queue.take(1000)
    #expect(events.first == .touch(0, Point(1, 1)) && events.last == .touchRelease(0))
    #expect(events[events.count - 2] == .touch(0, Point(499, 1)))
  }

  /// Never too many, and each press that came in comes out with its release.
  @Test(arguments: 1...12 as ClosedRange<UInt64>) mutating func randomStreams(seed: UInt64) {
    var random = SplitMix(state: seed)
    var down = Set<Key>()
    var balance: [Key: Int] = [:]
    for _ in 0..<3000 {
      let key = Key(rawValue: UInt16(random.number(1...30)))
      let point = Point(random.number(0...99), 0)
      switch random.number(0...9) {
      case 0...2:
        if down.insert(key).inserted { queue.append(pressed(key)) }
      case 3...5:
        if down.remove(key) != nil { queue.append(.release(key)) }
      case 6: queue.append(.pointer(point))
      case 7: queue.append([.focusEnter, .focusLeave, .hoverLeave].randomElement(using: &random)!)
      case 8: queue.append(.touch(key.rawValue, point))
      default: queue.append(.touchRelease(key.rawValue))
      }
      if queue.count > EventQueue.capacity { Issue.record("too many events") }
      if random.number(0...300) == 0 { count(queue.take(Int(random.number(1...64))), &balance) }
    }
    for key in down { queue.append(.release(key)) }
    count(queue.take(1000), &balance)
    #expect(balance.values.allSatisfy { $0 == 0 })
  }

  private func count(_ events: [InputEvent], _ balance: inout [Key: Int]) {
    for event in events {
      if case .press(let key, _) = event { balance[key, default: 0] += 1 }
      if case .release(let key) = event {
        balance[key, default: 0] -= 1
        #expect(balance[key] == 0)
      }
    }
  }

  /// It believed to the end of its days that the key is down, otherwise.
  @Test func whoLosesItsEventsHearsThatNothingIsDown() {
    var queue = EventQueue()
    for event in [pressed(.a), .touch(1, .zero), pressed(.b), .release(.b)] { queue.append(event) }
    _ = queue.take(10)
    for event in [pressed(.c), .release(.a), .pointer(.zero), pressed(.d)] { queue.append(event) }
    queue.abandon()
    for event in [InputEvent.release(.d), .release(.a), .touchRelease(1)] { queue.append(event) }
    expect(queue.take(10), [.release(.a), .touchRelease(1)])
    queue.append(pressed(.a))
    expect(queue.take(10), [pressed(.a)])
  }
}
