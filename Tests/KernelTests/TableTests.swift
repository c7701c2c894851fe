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
  /// What the queue is to do, in an array.
  private struct Model {
    var ready: [(priority: Int, used: Ticks, index: Int)] = []
    var progress: [Int: Ticks] = [:]

    /// What the first context of a priority used; it never goes back.
    mutating func note(_ priority: Int) {
      let least = ready.filter { $0.priority == priority }.map { $0.used }.min() ?? 0
      progress[priority] = max(progress[priority] ?? 0, least)
    }

    mutating func insert(_ index: Int, _ priority: Int, _ used: Ticks, turn: Ticks) -> Ticks {
      note(priority)
      let now = progress[priority] ?? 0
      let counted = min(max(used, now > turn ? now - turn : 0), now + turn)
      ready.append((priority, counted, index))
      return counted
    }

    mutating func remove(_ index: Int) {
      guard let place = ready.firstIndex(where: { $0.index == index }) else { return }
      note(ready[place].priority)
      ready.remove(at: place)
    }

    var top: (priority: Int, used: Ticks)? {
      ready.map { ($0.priority, $0.used) }.min { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 > $1.0 }
    }
  }

  /// The most urgent first; within one priority, who used the least.
  @Test func hasTheOrderOfAnArray() throws {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: ReadyQueue<SimulatedMachine>.bytes, alignment: 16)
    let contexts = UnsafeMutablePointer<SchedulingContext<SimulatedMachine>>.allocate(capacity: 40)
    defer {
      memory.deallocate()
      contexts.deallocate()
    }
    for index in 0..<40 { (contexts + index).initialize(to: SchedulingContext()) }
    var queue = ReadyQueue<SimulatedMachine>(memory: memory)
    var random = SplitMix(5)
    var model = Model()
    for _ in 0..<4_000 {
      let index = random.below(40)
      if model.ready.contains(where: { $0.index == index }) {
        queue.remove(Ref(contexts + index))
        model.remove(index)
      } else {
        let priority = random.chance(50) ? random.below(256) : [0, 63, 64, 255][random.below(4)]
        contexts[index].priority = UInt8(priority)
        contexts[index].budget = Budget(amount: 10_000, period: 10_000, now: 0)
        contexts[index].usedTime += random.next() % 30_000
        let counted = model.insert(index, priority, contexts[index].usedTime, turn: 10_000)
        queue.insert(Ref(contexts + index))
        #expect(contexts[index].usedTime == counted)
      }
      let top = queue.top
      #expect(top.map { Int($0.object.priority) } == model.top?.priority)
      #expect(top?.object.treeKey == model.top?.used)
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
