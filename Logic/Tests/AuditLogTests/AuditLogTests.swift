import Consent
import HID
import TestDisk
import Testing

@testable import AuditLog

@Suite struct AuditLogTests {
  private typealias Log = AuditLog<TestDisk>

  private static let blocks = Log.leastBlocks

  /// What the broker reports.
  private func report(
    _ numbers: ClosedRange<Int>, instance: Int = 500, event: String = "denied", reason: String = "the user's answer",
    label: String = "app", component: String = "app"
  ) -> Node {
    var top = Node("audit")
    top.set("instance", "\(instance)")
    for number in numbers {
      var node = Node("record")
      node.set("number", "\(number)")
      node.set("ms", "\(number * 1000)")
      node.set("event", event)
      node.set("reason", reason)
      node.set("service", "Camera")
      node.set("component", component)
      node.set("label", label)
      top.append(node)
    }
    // As it arrives.
    return Node.parse(top.text).node ?? top
  }

  private func log(_ bytes: [UInt8]? = nil) -> Log { Log(bytes.map { TestDisk($0) } ?? TestDisk(blocks: Self.blocks)) }

  private func decide(_ log: inout Log, _ event: String, _ label: String, number: Int, instance: Int = 500) {
    _ = log.take(report(number...number, instance: instance, event: event, label: label), at: 1 << 40, time: nil)
  }

  private func events(_ log: Log) -> [LogRecord.Event] { log.newest.map(\.event) }

  private func bytes(_ log: Log) throws -> [UInt8] { try #require(log.bytes) }

  // MARK: Records

  @Test func eachRecordIsTakenOnce() throws {
    var log = log()
    #expect(log.take(report(1...3), at: 5000, time: 1_000_000) == true)
    #expect(log.take(report(1...3), at: 5000, time: 1_000_000) == false)
    #expect(log.take(report(2...5), at: 6000, time: 1_000_001) == true)
    #expect(log.newest.map(\.number) == [0, 1, 2, 3, 4, 5] && events(log)[0] == .began)
    // The moment is that of the event, not that of the reading.
    #expect(log.newest.map(\.time) == [999_996, 999_996, 999_997, 999_998, 999_999, 1_000_000])
  }

  @Test func aRestartOfTheLogNeitherLosesNorDoubles() throws {
    var first = log()
    _ = first.take(report(1...3), at: 5000, time: nil)
    var second = log(try bytes(first))
    #expect(second.newest == first.newest)
    #expect(second.take(report(1...3), at: 6000, time: nil) == false)
    #expect(second.take(report(1...4), at: 6000, time: nil) == true)
    #expect(second.newest.map(\.number) == [0, 1, 2, 3, 4])
  }

  @Test func aNewBrokerCountsAnew() throws {
    var log = log()
    _ = log.take(report(1...3), at: 5000, time: nil)
    #expect(log.take(report(1...1, instance: 9000), at: 9100, time: nil) == true)
    #expect(events(log) == [.began, .happened(.denied), .happened(.denied), .happened(.denied), .began, .happened(.denied)])
    // What an earlier one said is not read again.
    var restarted = self.log(try bytes(log))
    #expect(restarted.take(report(1...1, instance: 9000), at: 9200, time: nil) == false)
  }

  @Test func whatWasMissedIsWrittenDown() {
    var log = log()
    _ = log.take(report(1...2), at: 9000, time: nil)
    _ = log.take(report(7...8), at: 9000, time: nil)
    #expect(events(log)[3] == .missed && log.newest[3].count == 4)
    var late = self.log()
    _ = late.take(report(41...42), at: 50_000, time: nil)
    #expect(events(late) == [.began, .missed, .happened(.denied), .happened(.denied)] && late.newest[1].count == 40)
  }

  /// Two starts of the machine in which the broker began at the same microsecond.
  @Test func anotherLifeIsToldByTheClockOrByWhatHappened() throws {
    var first = log()
    _ = first.take(report(1...3), at: 5000, time: nil)
    var earlier = log(try bytes(first))
    #expect(earlier.take(report(1...1), at: 2000, time: nil) == true)
    #expect(earlier.newest.count == 6)
    var later = log(try bytes(first))
    #expect(later.take(report(1...3, label: "another"), at: 9000, time: nil) == true)
    #expect(later.newest.count == 8 && later.newest.last?.label == "another")
  }

  @Test func nonsenseIsNotTaken() {
    var log = log()
    for text in [
      "other | instance: 1\n-\n", "audit\n+ record | number: 1 | event: denied | label: a | service: s\n-\n",
      "audit | instance: x\n-\n", "audit | instance: 1\n-\n", "audit | instance: 1\n+ record | number: 1\n-\n",
      "audit | instance: 1\n+ record | number: 1 | event: invented | label: a | service: s\n-\n",
    ] { #expect(Node.parse(text).node.map { log.take($0, at: 0, time: nil) } == false) }
    #expect(log.newest.isEmpty && log.written == 0)
  }

  @Test func onlySoManyAreInMemory() throws {
    var log = log()
    for number in 1...300 { _ = log.take(report(number...number), at: 1 << 30, time: nil) }
    #expect(log.newest.count == 200 && log.newest.last?.number == 300)
    let again = self.log(try bytes(log))
    #expect(again.newest.count == 200 && again.overwritten == UInt64(301 - Self.blocks) && again.written == 301)
    #expect(again.report.nodes("record").count == 200 && again.report.attribute("overwritten") == "\(301 - Self.blocks)")
  }

  // MARK: Floods

  @Test func whoFloodsPushesNobodyOut() {
    var log = log()
    decide(&log, "refused from now on", "victim", number: 1)
    for number in 0..<100 {
      let range = number * 100 + 2...number * 100 + 101
      _ = log.take(report(range, reason: "as remembered", component: "flooder"), at: 1 << 40, time: nil)
    }
    // 60 at once, and one for each of 166 minutes, since the records come one a second; each of the latter says how many were not.
    #expect(log.written == 2 + 60 + 2 * 166)
    #expect(log.newest.last { $0.event == .more }?.count == 59)
    // Somebody else has a share of their own, and what a person answers is always written.
    let before = log.written
    _ = log.take(report(10_002...10_003, reason: "as remembered", component: "other"), at: 1 << 40, time: nil)
    _ = log.take(report(10_004...10_103, component: "flooder"), at: 1 << 40, time: nil)
    #expect(log.written == before + 102)
  }

  @Test func thoseBeyondTheTableShareOnePlace() {
    var floods = FloodGuard()
    var written = 0
    for number in 0..<10_000 where floods.admit("c\(number % 500)", at: 5) != nil { written += 1 }
    #expect(written == FloodGuard.limit * Int(FloodGuard.burst) - (Int(FloodGuard.burst) - 20) * (FloodGuard.limit - 1))
    // Later, who owes nothing any more makes room.
    #expect(floods.admit("late", at: 1 << 40) == 0)
  }

  // MARK: Refusals

  @Test func refusalsStandUntilSomethingElseIsDecided() throws {
    var log = log()
    decide(&log, "refused from now on", "a", number: 1)
    decide(&log, "refused from now on", "b", number: 2)
    decide(&log, "allowed from now on", "c", number: 3)
    #expect(log.refusals.map(\.label) == ["a", "b"])
    decide(&log, "allowed from now on", "a", number: 4)
    decide(&log, "asked about from now on", "b", number: 5)
    decide(&log, "refused from now on", "c", number: 6)
    #expect(log.refusals.map(\.label) == ["c"])
    #expect(self.log(try bytes(log)).refusals.map(\.label) == ["c"])
  }

  @Test func refusalsOutliveTheRing() throws {
    var log = log()
    for number in 1...30 { decide(&log, "refused from now on", "never \(number)", number: number) }
    decide(&log, "asked about from now on", "never 7", number: 31)
    for number in 32...2000 { _ = log.take(report(number...number), at: 1 << 30, time: nil) }
    #expect(log.overwritten > 1000 && log.problem == nil)
    let again = self.log(try bytes(log))
    #expect(Set(again.refusals.map(\.label)) == Set((1...30).map { "never \($0)" }).subtracting(["never 7"]))
    #expect(!again.newest.contains { $0.event == .stands })
  }

  /// While refusals move to newer places, the power fails at each moment.
  @Test func noPowerCutLosesARefusal() throws {
    var log = log()
    for number in 1...12 { decide(&log, "refused from now on", "never \(number)", number: number) }
    for number in 13...Self.blocks - 3 { _ = log.take(report(number...number), at: 1 << 30, time: nil) }
    let before = try bytes(log)
    var moving = self.log(before)
    for number in Self.blocks - 2...Self.blocks + 6 { _ = moving.take(report(number...number), at: 1 << 30, time: nil) }
    #expect(moving.overwritten > 10)
    let events = try #require(moving.events)
    PowerCuts(before: before, events: events).forAll { bytes, _ in
      let after = self.log(bytes)
      #expect(after.refusals.count == 12 && after.damaged == 0)
    }
  }

  @Test func onlySoManyRefusalsStand() throws {
    var log = log()
    for number in 1...500 { decide(&log, "refused from now on", "never \(number)", number: number) }
    #expect(log.refusals.map(\.label) == (437...500).map { "never \($0)" })
    #expect(Set(self.log(try bytes(log)).refusals.map(\.label)) == Set(log.refusals.map(\.label)))
  }

  // MARK: Without a disk

  @Test func withoutADiskAllGoesOnInMemory() {
    for (disk, problem) in [(nil, .noDisk), (TestDisk(blocks: 0), .tooSmall), (TestDisk(blocks: 9), .tooSmall)]
      as [(TestDisk?, Log.Problem)]
    {
      var log = Log(disk)
      decide(&log, "refused from now on", "a", number: 1)
      #expect(log.problem == problem && log.newest.count == 2 && log.refusals.map(\.label) == ["a"])
      #expect(log.report.attribute("disk") != nil && log.report.nodes("record").count == 2)
    }
  }

  @Test func aDiskThatFailsLaterIsTold() {
    var disk = TestDisk(blocks: Self.blocks)
    disk.lifetime = 7
    var log = Log(disk)
    for number in 1...9 { decide(&log, "refused from now on", "never \(number)", number: number) }
    #expect(log.problem == .failed && log.refusals.count == 9 && log.newest.count == 10)
    disk.lifetime = 0
    #expect(Log(disk).problem == .failed)
  }

  /// Whatever is on the disk: what follows from it is at most refusals.
  @Test func aGarbledDiskStopsNothing() throws {
    var log = log()
    for number in 1...20 { decide(&log, "refused from now on", "never \(number)", number: number) }
    var generator = SystemRandomNumberGenerator()
    var disk = TestDisk(try bytes(log))
    for _ in 0..<3000 { disk.flip(Int.random(in: 0..<8 * 512 * Self.blocks, using: &generator)) }
    var garbled = Log(disk)
    #expect(garbled.refusals.count <= 20)
    decide(&garbled, "refused from now on", "a", number: 1, instance: 9)
    #expect(garbled.refusals.last?.label == "a" && garbled.problem == nil)
  }
}

extension AuditLog<TestDisk> {
  fileprivate var bytes: [UInt8]? { storage?.bytes }
  fileprivate var events: [TestDisk.Event]? { storage?.events }
}
