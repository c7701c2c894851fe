// Fixed arrays, ready queues and capability slots: the small structures of which everything else consists.

import KernelABI
import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct TableTests {
  @Test func keepsWhatIsStoredAndNothingElse() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * 10, alignment: 8)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt64.self, repeating: UInt64.max, count: 10)
    let table = Table<UInt64>(at: memory + 8, count: 8, repeating: 7)
    #expect((0..<8).allSatisfy { table[$0] == 7 })
    for index in 0..<8 { table[index] = UInt64(index) }
    #expect((0..<8).allSatisfy { table[$0] == UInt64($0) })
    #expect(memory.load(as: UInt64.self) == UInt64.max && memory.load(fromByteOffset: 72, as: UInt64.self) == UInt64.max)
  }

  @Test func aCopyOfATableIsTheSameTable() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
    defer { memory.deallocate() }
    let table = Table<UInt64>(at: memory, count: 4, repeating: 0)
    let view = table
    view[3] = 9
    #expect(table[3] == 9)
  }

  @Test func nothingLiesBeyondTheEnd() async {
    await #expect(processExitsWith: .failure) {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
      _ = Table<UInt64>(at: memory, count: 4, repeating: 0)[4]
    }
    await #expect(processExitsWith: .failure) {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
      Table<UInt64>(at: memory, count: 4, repeating: 0)[-1] = 1
    }
  }
}

@Suite struct ReadyQueueTests {
  /// The most urgent first, and in the order of arrival within one priority.
  @Test func hasTheOrderOfASortedArray() throws {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: ReadyQueue<SimulatedMachine>.bytes, alignment: 16)
    let contexts = UnsafeMutablePointer<SchedulingContext<SimulatedMachine>>.allocate(capacity: 40)
    defer {
      memory.deallocate()
      contexts.deallocate()
    }
    for index in 0..<40 { (contexts + index).initialize(to: SchedulingContext()) }
    var queue = ReadyQueue<SimulatedMachine>(memory: memory)
    var random = SplitMix(5)
    var expected: [(priority: Int, index: Int)] = []
    for _ in 0..<2_000 {
      let index = random.below(40)
      if let position = expected.firstIndex(where: { $0.index == index }) {
        queue.remove(Ref(contexts + index))
        expected.remove(at: position)
      } else {
        let priority = random.chance(50) ? random.below(256) : [0, 63, 64, 255][random.below(4)]
        contexts[index].priority = UInt8(priority)
        queue.append(Ref(contexts + index))
        let place = expected.firstIndex { $0.priority < priority } ?? expected.count
        expected.insert((priority, index), at: place)
      }
      #expect(queue.top == expected.first.map { Ref(contexts + $0.index) })
    }
  }
}

@Suite struct CapabilityIndexTests {
  /// Names of slots that were given up do not name what takes their place.
  @Test func aNameIsNotUsedAgainSoon() throws {
    let lab = try Laboratory()
    let subject = try lab.thread(in: try lab.domain())
    let object = try lab.object(of: subject, for: subject)
    var seen: Set<UInt64> = [object.index]
    var index = object.index
    for _ in 0..<300 {
      #expect(try lab.operate(subject, .drop, index) == .done)
      #expect(try lab.operate(subject, .check, index) == .invalidCapability)
      index = try lab.grant(object.owned, to: subject.domain)
      #expect(seen.insert(index).inserted)
    }
  }

  @Test func whoHasACapabilityGetsTheSameAgain() throws {
    let lab = try Laboratory()
    let subject = try lab.thread(in: try lab.domain())
    let object = try lab.object(of: subject, for: subject)
    #expect(try lab.grant(object.owned, to: subject.domain) == object.index)
    // It was received twice, so that it is gone with the second drop.
    #expect(try lab.operate(subject, .drop, object.index) == .done)
    #expect(try lab.operate(subject, .check, object.index) == .done)
    #expect(try lab.operate(subject, .drop, object.index) == .done)
    #expect(try lab.operate(subject, .check, object.index) == .invalidCapability)
  }

  @Test(arguments: [0, 1, 0x40, 0xffff, 0x1_0000, 0xffff_ffff, UInt64.max])
  func aNameThatNamesNothing(_ index: UInt64) throws {
    let lab = try Laboratory()
    let subject = try lab.thread(in: try lab.domain())
    for operation in [CapabilityOperation.drop, .derive, .revoke, .same, .check] {
      #expect(try lab.operate(subject, operation, index) == .invalidCapability)
    }
    try lab.call(subject, index)
    #expect(subject.outcome == .invalidCapability)
    try lab.submit(subject, index)
    #expect(subject.outcome == .invalidCapability)
  }
}
