import Consent
import SealedStore
import TestDisk
import Testing

@testable import AuditLog

@Suite struct RecordRingTests {
  private func record(_ number: UInt64) -> LogRecord {
    var record = LogRecord(.happened(number % 2 == 0 ? .granted : .denied))
    (record.label, record.component, record.service) = ("applications -> viewer \(number)", "applications -> viewer", "Camera")
    (record.reason, record.milliseconds, record.instance, record.number) = (.remembered, number * 10, 77, number)
    record.duration = number % 3 == 0 ? number : nil
    record.time = number % 5 == 0 ? nil : 1_700_000_000 + number
    return record
  }

  /// What a disk has, oldest first.
  private func content(_ disk: TestDisk) throws -> (records: [LogRecord], ring: RecordRing<TestDisk>) {
    var (ring, records) = (RecordRing(disk), [LogRecord]())
    var numbers: [UInt64] = []
    try ring.open { number, record in
      numbers.append(number)
      records.append(record)
    }
    #expect(numbers == numbers.sorted())
    return (records, ring)
  }

  private func disk(_ count: UInt64, blocks: Int, blockSize: Int = 512) throws -> TestDisk {
    var ring = try content(TestDisk(blockSize: blockSize, blocks: blocks)).ring
    for number in stride(from: 1, through: count, by: 1) { #expect(try ring.append(record(number)) == number) }
    return TestDisk(blockSize: blockSize, ring.storage.bytes)
  }

  // MARK: Order

  @Test(arguments: [0, 1, 7, 8, 9, 16, 100] as [UInt64]) func theNewestAreThereInOrder(_ count: UInt64) throws {
    for blockSize in [512, 4096] {
      let found = try content(disk(count, blocks: 8, blockSize: blockSize))
      #expect(found.records == (0..<min(count, 8)).map { record(count - min(count, 8) + 1 + $0) })
      #expect(found.ring.overwritten == (count > 8 ? count - 8 : 0) && found.ring.damaged == 0)
    }
  }

  @Test func whatIsLongestFits() throws {
    var longest = LogRecord(.happened(.ended))
    (longest.label, longest.component) = (String(repeating: "l", count: 248), String(repeating: "c", count: 120))
    (longest.service, longest.reason) = (String(repeating: "s", count: 64), .focusLost)
    (longest.milliseconds, longest.duration, longest.number) = (.max, .max - 1, .max)
    var ring = try content(TestDisk(blocks: 8)).ring
    _ = try ring.append(longest)
    longest.label += "more"
    _ = try ring.append(longest)
    let found = try content(TestDisk(ring.storage.bytes)).records
    #expect(found.map { $0.label.utf8.count } == [248, 248] && found[0].component.utf8.count == 120)
  }

  // MARK: Power

  /// At whatever moment of whatever write: all but the very oldest record is there, and the new one is or is not.
  @Test(arguments: [3, 8, 21] as [UInt64]) func thePowerFails(_ count: UInt64) throws {
    let before = try disk(count, blocks: 8)
    var ring = try content(before).ring
    for number in count + 1...count + 3 { _ = try ring.append(record(number)) }
    try PowerCuts(before: before.bytes, events: ring.storage.events).forAll { bytes, _ in
      let found = try content(TestDisk(bytes))
      let last = found.records.last?.number ?? 0
      #expect((count...count + 3).contains(last))
      #expect(found.records.suffix(7) == (0..<min(last, 7)).map { record(last - min(last, 7) + 1 + $0) }[...])
      #expect(found.ring.damaged == 0)
      // And it goes on from there.
      var after = found.ring
      #expect(try after.append(record(last + 1)) == last + 1)
      #expect(try content(TestDisk(after.storage.bytes)).records.last == record(last + 1))
    }
  }

  @Test func whatIsWrittenIsThereWhenItIsSaidToBe() throws {
    var ring = try content(TestDisk(blocks: 8)).ring
    _ = try ring.append(record(1))
    #expect(ring.storage.events.last == .sync)
  }

  // MARK: Damage

  @Test func eachDamagedBlockCostsOneRecord() throws {
    for bit in stride(from: 3, to: 8 * 512 * 8, by: 997) {
      var disk = try disk(13, blocks: 8)
      disk.flip(bit)
      let found = try content(disk)
      // Behind a record, a block has nothing that could be damaged.
      #expect(found.records.count >= 7 && found.records.allSatisfy { $0 == record($0.number) })
    }
  }

  @Test func unreadableBlocksAreTold() throws {
    var disk = try disk(13, blocks: 8)
    disk.unreadable = [1, 2]
    let found = try content(disk)
    #expect(found.records.map(\.number) == [6, 7, 8, 11, 12, 13] && found.ring.damaged == 2)
    disk.unreadable = Set(0..<8)
    #expect(throws: StorageFault.self) { try content(disk) }
  }

  @Test func aDiskThatFailsIsTold() throws {
    var disk = try disk(3, blocks: 8)
    disk.lifetime = 1
    var ring = try content(disk).ring
    #expect(throws: StorageFault.failed) { _ = try ring.append(record(4)) }
    disk.lifetime = 0
    #expect(throws: StorageFault.failed) { try content(disk) }
  }

  // MARK: Hostility

  @Test func noiseIsNoRecord() throws {
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<512 * 300).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let found = try content(TestDisk(noise))
    #expect(found.records.isEmpty && found.ring.damaged == 299 && found.ring.next == 1)
  }

  /// Blocks that are whole, with right checksums, but in wrong places, from other rounds, or with impossible numbers.
  @Test func forgedNumbersDoNoHarm() throws {
    let blocks = try disk(8, blocks: 8).bytes
    for forged in [0, 1, 9, 1 << 61, 1 << 62, (1 << 62) + 1, UInt64.max] as [UInt64] {
      for place in 0..<8 {
        var bytes = blocks
        bytes.replaceSubrange(
          place * 512..<(place + 1) * 512, with: RecordBlock(record(1), number: forged).bytes(blockSize: 512))
        var found = try content(TestDisk(bytes))
        #expect(found.records.count <= 8)
        _ = try found.ring.append(record(9))
      }
    }
  }

  @Test func textsThatCouldForgeReportsAreDamage() throws {
    for text in ["a\n+ record | event: granted", "a | event: granted", "\u{7f}", "\t"] {
      var hostile = record(1)
      hostile.label = text
      var ring = try content(TestDisk(blocks: 8)).ring
      _ = try ring.append(hostile)
      let found = try content(TestDisk(ring.storage.bytes))
      #expect(found.records.isEmpty && found.ring.damaged == 1)
    }
  }

  /// Right checksums, wrong content.
  @Test func contentThatIsNoneIsDamage() throws {
    let whole = RecordBlock(record(1), number: 1).bytes(blockSize: 512)
    let count = Int(whole[24]) + Int(whole[25]) << 8
    for shorter in 0..<count {
      var block = Array(whole[..<(26 + shorter)])
      (block[24], block[25]) = (UInt8(shorter & 0xff), UInt8(shorter >> 8))
      block += [UInt8](repeating: 0, count: 512 - block.count)
      Self.seal(&block, count: shorter)
      #expect(RecordBlock.number(of: block) == 1 && RecordBlock(block) == nil)
    }
    for (place, value) in [(26, 200), (26, 68), (26 + 50, 255)] as [(Int, UInt8)] {
      var block = whole
      block[place] = value
      Self.seal(&block, count: count)
      #expect(RecordBlock(block) == nil)
    }
    // An unknown reason is none.
    var block = whole
    block[27] = 250
    Self.seal(&block, count: count)
    #expect(RecordBlock(block)?.record.reason == nil && RecordBlock(block) != nil)
  }

  private static func seal(_ block: inout [UInt8], count: Int) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in block[16..<26 + count] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for index in 0..<8 { block[8 + index] = UInt8(truncatingIfNeeded: hash >> UInt64(index * 8)) }
  }
}
