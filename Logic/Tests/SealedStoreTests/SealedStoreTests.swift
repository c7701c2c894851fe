import TestDisk
import Testing

@testable import SealedStore

@Suite struct SealedStoreTests {
  private typealias Store = SealedStore<TestDisk, TestSeal>

  private let identity = [UInt8](repeating: 7, count: 16)

  private func store(_ disk: TestDisk, key: UInt64 = 1) -> Store { Store(disk, seal: TestSeal(key: key), identity: identity) }

  private func content(_ seed: UInt8, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0) &* 5 &+ seed }
  }

  /// A disk to which these contents were written, one after the other.
  private func disk(_ contents: [[UInt8]], blockSize: Int = 512, blocks: Int = 8) throws -> TestDisk {
    var store = store(TestDisk(blockSize: blockSize, blocks: blocks))
    _ = try store.open()
    for content in contents { _ = try store.replace(with: content) }
    return TestDisk(blockSize: blockSize, store.storage.bytes)
  }

  private func state(_ bytes: [UInt8], key: UInt64 = 1, blockSize: Int = 512) throws(StoreError) -> StoredState? {
    var store = store(TestDisk(blockSize: blockSize, bytes), key: key)
    return try store.open()
  }

  // MARK: - Reading and writing

  @Test(arguments: [0, 1, 399, 400, 401, 1000, 1936]) func whatIsWrittenIsThere(_ count: Int) throws {
    let disk = try disk([content(1, 5), content(2, count)])
    let found = try #require(try state(disk.bytes))
    #expect(found.content == content(2, count))
    #expect(found.mark.generation == 2 && found.mark.identity == identity && !found.wasRepaired)
  }

  @Test func aFreshDiskHasNoState() throws {
    #expect(try state([UInt8](repeating: 0, count: 4096)) == nil)
  }

  @Test func nothingOfTheContentIsToBeSeen() throws {
    let text = Array("a secret that nobody reads".utf8)
    let bytes = try disk([text]).bytes
    let places = bytes.indices.dropLast(text.count).filter { Array(bytes[$0..<$0 + 8]) == Array(text[..<8]) }
    #expect(places.isEmpty)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    var store = store(TestDisk(blocks: 8))
    #expect(store.capacity == 4 * 512 - 112)
    #expect(throws: StoreError.tooLong) { try store.replace(with: content(0, store.capacity + 1)) }
    _ = try store.replace(with: content(0, store.capacity))
    #expect(throws: StoreError.tooSmall) { try state([UInt8](repeating: 0, count: 512)) }
    var tiny = self.store(TestDisk(blocks: 1))
    #expect(throws: StoreError.tooSmall) { try tiny.replace(with: []) }
  }

  @Test func anotherKeyOpensNothing() throws {
    let bytes = try disk([content(1, 100)]).bytes
    #expect(throws: StoreError.wrongKey) { try state(bytes, key: 2) }
  }

  @Test func sameContentLooksDifferentEachTime() throws {
    let one = try disk([content(1, 100)]).bytes
    let two = try disk([content(1, 100), content(1, 100)]).bytes
    let same = (112..<212).filter { one[$0] == two[$0] }
    #expect(same.count < 20)
  }

  // MARK: - The power fails

  /// The state after each possible cut is the old or the new one; once the writer went on, it is the new one.
  private func cut(_ old: [[UInt8]], _ new: [UInt8], blockSize: Int = 512, blocks: Int = 8) throws -> Int {
    let before = try disk(old, blockSize: blockSize, blocks: blocks)
    var store = store(before)
    _ = try store.open()
    _ = try store.replace(with: new)
    let events = store.storage.events
    var count = 0
    try PowerCuts(before: before.bytes, events: events).forAll { bytes, cut in
      count += 1
      var after = self.store(TestDisk(blockSize: blockSize, bytes))
      let found = try after.open()?.content
      #expect(found == new || cut < events.count && found == old.last, "cut \(cut) of \(events.count)")
      // What was mended stays so, and the store goes on.
      let again = try state(after.storage.bytes, blockSize: blockSize)
      #expect(again?.content == found && again?.wasRepaired != true)
      _ = try after.replace(with: [1, 2, 3])
      #expect(try state(after.storage.bytes, blockSize: blockSize)?.content == [1, 2, 3])
    }
    return count
  }

  @Test func everyCutLeavesTheOldOrTheNewState() throws {
    var count = 0
    for (old, new) in [(10, 20), (390, 1000), (1000, 390), (1900, 1900), (0, 1900)] {
      count += try cut([content(9, 30), content(1, old)], content(2, new))
    }
    #expect(count > 500)
  }

  @Test func everyCutOfTheFirstStateLeavesNoneOrIt() throws {
    _ = try cut([], content(2, 20))
    _ = try cut([], content(2, 1900))
  }

  @Test func largeBlocksAreTornInSectors() throws {
    _ = try cut([content(1, 3000)], content(2, 5000), blockSize: 4096, blocks: 4)
  }

  /// The power fails while the store is opened after the power failed.
  @Test func everyCutOfARepairLosesNothing() throws {
    let (old, new) = (content(1, 700), content(2, 800))
    let before = try disk([old])
    var store = store(before)
    _ = try store.open()
    _ = try store.replace(with: new)
    var repairs = 0
    try PowerCuts(before: before.bytes, events: store.storage.events).forAll { bytes, cut in
      guard cut % 2 == 1 else { return }
      var first = self.store(TestDisk(bytes))
      let found = try #require(try first.open())
      if !found.wasRepaired { return }
      repairs += 1
      try PowerCuts(before: bytes, events: first.storage.events).forAll { bytes, _ in
        let again = try state(bytes)
        #expect(again?.content == found.content)
      }
    }
    #expect(repairs > 10)
  }

  /// The disk fails, and works again: with the same store in memory, or after a restart.
  @Test func failuresLeaveTheOldOrTheNewState() throws {
    let (old, new) = (content(1, 700), content(2, 800))
    for lifetime in 1..<12 {
      var disk = try disk([old])
      disk.lifetime = lifetime
      var store = store(disk)
      _ = try store.open()
      let isDone = (try? store.replace(with: new)) != nil
      let found = try state(store.storage.bytes)?.content
      #expect(isDone ? found == new : found == old || found == new)
    }
  }

  @Test func generationsAreNotUsedAgain() throws {
    var disk = try disk([content(1, 10)])
    disk.lifetime = 2  // The sync of `open`, and one write.
    var store = store(disk)
    _ = try store.open()
    #expect(throws: StoreError.storage) { try store.replace(with: content(2, 10)) }
    #expect(throws: StoreError.storage) { try store.replace(with: content(3, 10)) }
    #expect(try store.makeImage([]).mark.generation == 4)
  }

  // MARK: - Damage

  @Test func everyBitOfOneCopyMayTurnOver() throws {
    let disk = try disk([content(1, 600), content(2, 300)])
    let used = 512 * 8
    for start in [0, 2048 * 8] {
      for bit in start..<start + used {
        var damaged = disk
        damaged.flip(bit)
        var store = store(damaged)
        let found = try store.open()
        let isMended = found?.content == content(2, 300) && found?.wasRepaired == true && store.storage.bytes == disk.bytes
        #expect(isMended, "bit \(bit)")
      }
    }
  }

  @Test func damageToBothCopiesIsTold() throws {
    let disk = try disk([content(1, 600), content(2, 700)])
    for bit in stride(from: 0, to: 1024 * 8, by: 17) {
      var damaged = disk
      damaged.flip(bit)
      damaged.flip(2048 * 8 + (bit &* 7919) % (1024 * 8))
      #expect(throws: StoreError.damaged, "bit \(bit)") { try state(damaged.bytes) }
    }
  }

  @Test func unreadableBlocksAreNoDamage() throws {
    var disk = try disk([content(1, 600)])
    disk.unreadable = [0]
    var store = store(disk)
    #expect(try store.open()?.content == content(1, 600))
    disk.unreadable = [0, 4]
    var none = self.store(disk)
    #expect(throws: StoreError.storage) { try none.open() }
    var blank = TestDisk(blocks: 8)
    blank.unreadable = [0]
    var unknown = self.store(blank)
    #expect(throws: StoreError.storage) { try unknown.open() }
  }

  @Test func whatIsNoStoreIsDamaged() throws {
    let noise = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 1) }
    #expect(throws: StoreError.damaged) { try state(noise) }
    var bytes = try disk([content(1, 10)]).bytes
    bytes[0] ^= 1
    bytes.replaceSubrange(2048..<4096, with: [UInt8](repeating: 0, count: 2048))
    // A first copy that is half written, and nothing else: the first state never was complete.
    #expect(try state(bytes) == nil)
    bytes.replaceSubrange(0..<2048, with: [UInt8](repeating: 0, count: 2048))
    bytes[2048] = 9
    #expect(throws: StoreError.damaged) { try state(bytes) }
  }

  /// One who has no key makes a copy that is newer, and whole as far as can be seen without a key.
  @Test func forgedCopiesAreNotBelieved() throws {
    let disk = try disk([content(1, 600)])
    var forger = SealedStore(disk, seal: TestSeal(key: 99), identity: identity)
    let image = try forger.makeImage(content(5, 600))
    var bytes = disk.bytes
    bytes.replaceSubrange(0..<image.bytes.count, with: image.bytes)
    let found = try state(bytes)
    #expect(found?.content == content(1, 600) && found?.wasRepaired == true)
    bytes.replaceSubrange(2048..<2048 + image.bytes.count, with: image.bytes)
    #expect(throws: StoreError.wrongKey) { try state(bytes) }
  }

  @Test func anOldCopyOfOneDoesNotWin() throws {
    let (old, new) = (try disk([content(1, 600)]), try disk([content(1, 600), content(2, 600)]))
    for start in [0, 2048] {
      var bytes = new.bytes
      bytes.replaceSubrange(start..<start + 2048, with: old.bytes[start..<start + 2048])
      #expect(try state(bytes)?.content == content(2, 600))
    }
  }

  @Test func twoStatesOfOneGenerationAreDamage() throws {
    let (one, two) = (try disk([content(1, 600)]), try disk([content(2, 600)]))
    let bytes = Array(one.bytes[..<2048] + two.bytes[2048...])
    #expect(throws: StoreError.damaged) { try state(bytes) }
  }

  /// Alone, a store cannot know. (This is why there are witnesses.)
  @Test func aWholeOldDiskIsTakenForReal() throws {
    #expect(try state(disk([content(1, 600)]).bytes)?.content == content(1, 600))
  }
}
