import Testing

@testable import Runtime

@Suite(.serialized) struct HeapTests {
  @Test func blocksDoNotOverlapAndKeepTheirContent() {
    var part = HeapPart<Memory>()
    var (live, random) = ([UInt: (size: UInt, mark: UInt8)](), SystemRandomNumberGenerator())
    for step in 0..<3000 {
      if live.count > 200 || (step % 3 == 0 && !live.isEmpty) {
        let (address, block) = live.randomElement(using: &random)!
        #expect(block.mark == Memory.byte(address) && block.mark == Memory.byte(address + block.size - 1))
        part.free(address)
        live[address] = nil
      } else {
        let size = UInt.random(in: 1...(step % 10 == 0 ? 50_000 : 300), using: &random)
        let address = part.allocate(size)
        #expect(address != 0 && address % 16 == 0)
        for (other, block) in live { #expect(address + size <= other || other + block.size <= address) }
        let mark = UInt8(truncatingIfNeeded: step)
        Memory.fill(address, size, mark)
        live[address] = (size, mark)
      }
    }
    for address in live.keys { part.free(address) }
  }

  @Test func largeBlocksGoBack() {
    var part = HeapPart<Memory>()
    let before = Memory.live
    let blocks = (0..<10).map { _ in part.allocate(100_000) }
    #expect(Memory.live >= before + 1_000_000)
    for block in blocks { part.free(block) }
    #expect(Memory.live == before)
  }

  @Test func smallBlocksAreUsedAgain() {
    var part = HeapPart<Memory>()
    for _ in 0..<100 { part.free(part.allocate(100)) }
    let before = Memory.live
    for _ in 0..<10_000 { part.free(part.allocate(100)) }
    #expect(Memory.live == before)
  }

  @Test(arguments: [1, 16, 17, 100, 4000, 8176, 8177, 100_000] as [UInt]) func whatIsFreedIsOverwritten(size: UInt) {
    var part = HeapPart<SecretMemory>()
    var other = HeapPart<SecretMemory>()
    for isForeign in [false, true] {
      let address = part.allocate(size)
      Memory.fill(address, size, 0xa5)
      if isForeign { other.free(address) } else { part.free(address) }
      // The list of foreign blocks has its links in their first words.
      let left = (isForeign ? 8 : 0)..<max(size, 8)
      #expect(left.allSatisfy { $0 >= size || Memory.byte(address + $0) != 0xa5 })
    }
  }

  @Test func impossibleSizesAreRefused() {
    var part = HeapPart<Memory>()
    let addresses = [part.allocate(UInt.max), part.allocate(1 << 50), part.allocate(1)]
    #expect(addresses[0] == 0 && addresses[1] == 0 && addresses[2] != 0)
  }

  @Test func anEmptyAccountIsAnErrorNotACrash() {
    var part = HeapPart<Memory>()
    Memory.isExhausted = true
    let refused = [part.allocate(10), part.allocate(100_000)]
    Memory.isExhausted = false
    let granted = part.allocate(10)
    #expect(refused == [0, 0] && granted != 0)
  }

  @Test func blocksThatAnotherPartFreesComeBack() {
    let first = UnsafeMutablePointer<HeapPart<Memory>>.allocate(capacity: 1)
    let second = UnsafeMutablePointer<HeapPart<Memory>>.allocate(capacity: 1)
    first.initialize(to: HeapPart<Memory>())
    second.initialize(to: HeapPart<Memory>())
    let blocks = (0..<1000).map { _ in first.pointee.allocate(200) }
    let before = Memory.live
    for block in blocks { second.pointee.free(block) }
    let again = (0..<1000).map { _ in first.pointee.allocate(200) }
    #expect(Set(again) == Set(blocks))
    #expect(Memory.live == before)
  }
}
