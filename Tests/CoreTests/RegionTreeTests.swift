import Testing

@testable import Core

@Suite struct RegionTreeTests {
  private let base: UInt64 = 32 << 20

  /// Against a sorted list, with regions that come and go in every order.
  @Test func findsWhatAListFinds() {
    #expect(PhysicalMemory.isThere)
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      var tree = RegionTree()
      var list: [Region] = []
      for step in 0..<400 {
        let start = UInt64(random.below(1000)) * 0x1000
        let size = UInt64(1 + random.below(8)) * 0x1000
        if random.below(3) > 0, !list.contains(where: { $0.start < start + size && start < $0.end }) {
          let region = Region(at: base + UInt64(step) * 128)
          (region.start, region.size) = (start, size)
          tree.insert(region)
          list.append(region)
        } else if !list.isEmpty {
          tree.remove(list.remove(at: random.below(list.count)))
        }
        compare(tree, list, at: UInt64(random.below(1010 * 0x1000)), seed)
      }
    }
  }

  private func compare(_ tree: RegionTree, _ list: [Region], at address: UInt64, _ seed: UInt64) {
    let sorted = list.sorted { $0.start < $1.start }
    #expect(tree.count == list.count)
    #expect(tree.containing(address) == sorted.first { $0.start <= address && address < $0.end }, "seed \(seed)")
    #expect(tree.last(startingAtOrBelow: address) == sorted.last { $0.start <= address }, "seed \(seed)")
    #expect(tree.first(startingAtOrAbove: address) == sorted.first { $0.start >= address }, "seed \(seed)")
    let range = address..<address + 0x4000
    #expect(tree.first(in: range) == sorted.first { $0.end > range.lowerBound && $0.start < range.upperBound }, "seed \(seed)")
  }
}
