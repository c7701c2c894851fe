import Foundation
import RPC
import Sessions
import Testing

/// What is read from a trace buffer, whatever is written at the same time, and by whom.
@Suite struct TraceTests {
  /// A page that ends with the test.
  private final class Page: @unchecked Sendable {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 512)
    var ring: TraceRing { TraceRing(at: UInt(bitPattern: words)) }
    init() { words.initialize(repeating: 0, count: 512) }
    deinit { words.deallocate() }
  }

  private func numbers(_ ring: TraceRing, after number: UInt64 = 0) -> [UInt64] {
    var found: [UInt64] = []
    ring.records(after: number) {
      found.append($0.number)
      return true
    }
    return found
  }

  @Test func whatIsWrittenIsRead() {
    let page = Page()
    #expect(numbers(page.ring) == [] && page.ring.record(1) == nil && page.ring.record(0) == nil)
    var record = TraceRecord(.dispatch, 7, 0xbad9e)
    record.ticks = 99
    record.text[0] = 0x6f_6f66
    page.ring.append(record)
    let read = page.ring.record(1)
    #expect(read?.kind == .dispatch && read?.detail == 7 && read?.argument == 0xbad9e && read?.ticks == 99)
    #expect(read?.name == Text("foo") && read?.number == 1)
    #expect(page.ring.record(2) == nil)
  }

  @Test(arguments: [(1, 1), (62, 1), (63, 1), (64, 2), (126, 64), (1000, 938)])
  func theNewestAreThere(count: UInt64, first: UInt64) {
    let page = Page()
    for number in 1...count { page.ring.append(TraceRecord(.checkpoint, 0, number * 3)) }
    #expect(numbers(page.ring) == Array(first...count))
    #expect(numbers(page.ring, after: count - 1) == [count] && numbers(page.ring, after: count).isEmpty)
    #expect(numbers(page.ring, after: UInt64.max).isEmpty)
    #expect(page.ring.record(count)?.argument == count * 3)
  }

  @Test func readingEndsWhenAsked() {
    let page = Page()
    for number in 1...10 as ClosedRange<UInt64> { page.ring.append(TraceRecord(.call, 0, number)) }
    var found = TraceRecords()
    page.ring.records(after: 2) { found.append($0) && found.count < 3 }
    #expect(found.count == 3 && found.records[0].number == 3)
  }

  @Test func whatIsWatchedIsKept() {
    let page = Page()
    page.ring.events = TraceEvents(.log) | TraceEvents(.signal)
    #expect(page.ring.events.contains(TraceEvents(.log)) && !page.ring.events.contains(TraceEvents(.call)))
  }

  /// The page belongs to whom nobody trusts.
  @Test func nonsenseHarmsNobody() {
    let page = Page()
    var state: UInt64 = 1
    for _ in 0..<200 {
      for word in 0..<512 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        page.words[word] = state >> (state % 3 * 30)
      }
      if state % 2 == 0 { page.words[1] = UInt64.max - state % 5 }
      #expect(numbers(page.ring).count <= 64)
      #expect(numbers(page.ring, after: UInt64.max - 3).count <= 64)
    }
  }

  /// One thread writes without end, another one reads: nothing that it sees is half-written.
  @Test func noRecordIsTorn() async {
    let page = Page()
    let count: UInt64 = 200_000
    let writer = Task.detached {
      for number in 1...count {
        var record = TraceRecord(.checkpoint, number & 0xffff, number)
        record.ticks = number
        for word in 0..<4 { record.text[word] = number }
        page.ring.append(record)
      }
    }
    var torn = 0
    var seen = 0
    while page.ring.newest < count {
      page.ring.records(after: 0) { record in
        seen += 1
        let number = record.number
        let isWhole = record.ticks == number && record.argument == number && record.detail == number & 0xffff
        if !isWhole || !(0..<4).allSatisfy({ record.text[$0] == number }) { torn += 1 }
        return true
      }
      await Task.yield()
    }
    await writer.value
    #expect(torn == 0)
    #expect(numbers(page.ring).count == 63)
  }

  @Test func recordsTravel() throws {
    var records = TraceRecords()
    for number in 1...16 as ClosedRange<UInt64> {
      var record = TraceRecord(.log, number, number * 2)
      record.number = number
      record.text[3] = number
      let fits = records.append(record)
      #expect(fits)
    }
    let fits = records.append(TraceRecord(.log, 0, 0))
    #expect(!fits && records.count == 16)
  }
}
