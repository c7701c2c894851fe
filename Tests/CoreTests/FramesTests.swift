import Testing

@testable import Core

/// Tests run at the same time: each has its own part of the memory, from its own `base` on.
@Suite struct FramesTests {
  private func frames(from base: UInt64, _ pages: UInt64, holes: [UInt64] = []) -> Frames {
    #expect(PhysicalMemory.isThere)
    var regions: [MemoryExtent] = []
    var start = base
    for hole in holes.sorted() + [base / 4096 + pages] {
      if hole * 4096 > start { regions.append(MemoryExtent(start: start, size: hole * 4096 - start)) }
      start = (hole + 1) * 4096
    }
    return Frames(regions)
  }

  /// Against a list of what is taken: nothing overlaps, nothing gets lost, what does not fit is refused.
  @Test func whatIsTakenIsNobodyElses() {
    let base: UInt64 = 16 << 20
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      var frames = frames(from: base, 1024, holes: [base / 4096 + 100, base / 4096 + 500])
      let total = frames.free
      var taken: [MemoryExtent] = []
      for _ in 0..<2000 {
        if random.below(2) == 0 {
          let pages = random.below(3) == 0 ? UInt64(1 + random.below(60)) : 1
          guard let address = frames.allocate(pages) else { continue }
          let extent = MemoryExtent(start: address, size: pages * 4096)
          #expect(!taken.contains { $0.overlaps(extent) }, "seed \(seed)")
          #expect(address >= base && extent.end <= base + 1024 * 4096, "seed \(seed)")
          taken.append(extent)
        } else if !taken.isEmpty {
          let extent = taken.remove(at: random.below(taken.count))
          frames.release(extent.start, pages: extent.size / 4096)
        }
        #expect(frames.free == total - taken.reduce(0) { $0 + $1.size / 4096 }, "seed \(seed)")
      }
      for extent in taken { frames.release(extent.start, pages: extent.size / 4096) }
      #expect(frames.free == total)
    }
  }

  @Test func allPagesCanBeTaken() {
    var frames = frames(from: 24 << 20, 256)
    var count: UInt64 = 0
    let total = frames.free
    while frames.allocate(1) != nil { count += 1 }
    #expect(count == total && frames.free == 0)
  }

  @Test func whatDoesNotFitIsRefused() {
    var frames = frames(from: 28 << 20, 256)
    let total = frames.free
    #expect(frames.allocate(0) == nil)
    #expect(frames.allocate(total + 1) == nil)
    #expect(frames.allocate(UInt64.max) == nil)
    #expect(frames.free == total)
    #expect(frames.allocate(total) != nil)
  }

  @Test func wholePagesAreRoundedUpWithoutOverflow() {
    #expect(Frames.pages(0) == 0 && Frames.pages(1) == 1 && Frames.pages(4096) == 1 && Frames.pages(4097) == 2)
    #expect(Frames.pages(UInt64.max) == 1 << 52)
  }
}
