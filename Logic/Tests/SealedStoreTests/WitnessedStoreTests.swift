import TestDisk
import Testing

@testable import SealedStore

@Suite struct WitnessedStoreTests {
  private typealias Store = WitnessedStore<TestDisk, TestDisk, TestSeal>

  /// Both disks are one, here, so that what is written to them has one order: the store has the first blocks.
  private struct Part: BlockStorage {
    let box: Box
    let first: Int
    let blockCount: Int
    var blockSize: Int { box.disk.blockSize }

    func read(_ start: Int, _ count: Int) throws(StorageFault) -> [UInt8] { try box.disk.read(first + start, count) }
    func write(_ start: Int, _ bytes: [UInt8]) throws(StorageFault) { try box.disk.write(first + start, bytes) }
    func sync() throws(StorageFault) { try box.disk.sync() }
  }

  private final class Box {
    var disk: TestDisk
    init(_ disk: TestDisk) { self.disk = disk }
  }

  private static let (storeBlocks, blocks) = (4, 8)

  private func open(_ box: Box) -> WitnessedStore<Part, Part, TestSeal> {
    let identity = [UInt8](repeating: 7, count: 16)
    let store = SealedStore(Part(box: box, first: 0, blockCount: 4), seal: TestSeal(), identity: identity)
    let witness = SealedStore(Part(box: box, first: 4, blockCount: 4), seal: TestSeal(), identity: identity)
    return WitnessedStore(store, witness: witness)
  }

  private func box(_ contents: [[UInt8]]) throws -> Box {
    let box = Box(TestDisk(blocks: Self.blocks))
    var store = open(box)
    _ = try store.open()
    for content in contents { _ = try store.replace(with: content) }
    return box
  }

  private func found(_ bytes: [UInt8], adopts: Bool = false) throws(StoreError) -> [UInt8]? {
    var store = open(Box(TestDisk(bytes)))
    return try store.open(adopts: adopts)?.content
  }

  /// The store of one moment, the witness of another.
  private func mixed(_ store: Box, _ witness: Box) -> [UInt8] { Array(store.disk.bytes[..<2048] + witness.disk.bytes[2048...]) }

  @Test func theLastStateIsFound() throws {
    #expect(try found(box([]).disk.bytes) == nil)
    #expect(try found(box([[1], [2], [3]]).disk.bytes) == [3])
  }

  @Test func everyOlderStateIsNoticed() throws {
    let contents: [[UInt8]] = (0..<6).map { [UInt8($0)] }
    let boxes = try (0...6).map { try box(Array(contents[..<$0])) }
    for old in 0..<6 {
      for new in old + 1...6 {
        #expect(throws: StoreError.rolledBack(found: UInt64(old), expected: UInt64(new))) {
          try found(mixed(boxes[old], boxes[new]))
        }
      }
    }
  }

  @Test func anOlderWitnessIsNoticed() throws {
    let boxes = try (0...4).map { count in try box((0..<count).map { [UInt8($0)] }) }
    for old in 0..<4 { #expect(throws: StoreError.self) { try found(mixed(boxes[4], boxes[old])) } }
  }

  @Test func aLostWitnessIsToldAndCanBeReplaced() throws {
    let bytes = Array(try box([[1], [2]]).disk.bytes[..<2048]) + [UInt8](repeating: 0, count: 2048)
    #expect(throws: StoreError.witnessMissing) { try found(bytes) }
    #expect(try found(bytes, adopts: true) == [2])
    // Whose witness knows better is not adopted.
    let old = mixed(try box([[1]]), try box([[1], [2]]))
    #expect(throws: StoreError.rolledBack(found: 1, expected: 2)) { try found(old, adopts: true) }
  }

  /// What no software can notice: see WitnessedStore.swift.
  @Test func bothPutBackTogetherLookTrue() throws {
    #expect(try found(box([[1]]).disk.bytes) == [1])
  }

  @Test func anotherStoresStateIsNotTaken() throws {
    let (one, two) = (try box([[1], [2]]), try box([[1], [3]]))
    #expect(throws: StoreError.self) { try found(mixed(one, two)) }
  }

  /// No moment at which the power fails makes an honest disk look like an old one, and none loses a state.
  @Test func everyCutLeavesTheOldOrTheNewState() throws {
    for old in [[], [[UInt8](repeating: 1, count: 300)]] as [[[UInt8]]] {
      let new = [UInt8](repeating: 2, count: 600)
      let before = try box(old).disk.bytes
      let box = Box(TestDisk(before))
      var store = open(box)
      _ = try store.open()
      _ = try store.replace(with: new)
      let events = box.disk.events
      var count = 0
      try PowerCuts(before: before, events: events).forAll { bytes, cut in
        count += 1
        let after = Box(TestDisk(bytes))
        var store = open(after)
        let found = try store.open()?.content
        #expect(found == new || cut < events.count && found == old.last)
        // Afterwards all is as certain as before.
        #expect(try self.found(after.disk.bytes) == found)
        if found == new {
          #expect(throws: StoreError.self) { try self.found(Array(before[..<2048] + after.disk.bytes[2048...])) }
        }
      }
      #expect(count > 50)
    }
  }

  /// A disk that fails at any write, and then works again without a restart.
  @Test func goingOnAfterAFailureIsSafe() throws {
    for lifetime in 1..<30 {
      let box = try box([[1]])
      box.disk.lifetime = lifetime
      var store = open(box)
      var isDone = (try? store.open()) != nil
      isDone = (try? store.replace(with: [2])) != nil && isDone
      box.disk.lifetime = nil
      let between = try found(box.disk.bytes)
      #expect(isDone ? between == [2] : between == [1] || between == [2])
      let before = box.disk.bytes
      let count = box.disk.events.count
      _ = try store.replace(with: [3])
      try PowerCuts(before: before, events: Array(box.disk.events[count...])).forAll { bytes, _ in
        let content = try found(bytes)
        #expect(content == [1] || content == [2] || content == [3])
      }
      #expect(try found(box.disk.bytes) == [3])
    }
  }
}
