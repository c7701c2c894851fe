// Memory for core's own data: a part of the largest region, set aside before anything else.
//
// Clients cannot exhaust it. What core remembers of them on this heap are objects that cost at least one capability each,
// and an object takes at most one block of each size up to 512 bytes, and a place in a few arrays. `bytesPerCapability`
// covers all of that even if every block of one size is left over from another use of the same capabilities. Everything
// that costs no capability (what is attached where, page tables) is kept in pages that its owner pays for.

import KernelABI
import RPC
import Runtime

enum CoreHeap {
  /// 32 + 64 + 128 + 256 + 512 bytes for blocks, and 288 for places in arrays, which grow by doubling.
  private static var bytesPerCapability: UInt64 { 1280 }
  /// The tables of `System`, what start-up needs, and slack.
  private static var fixed: UInt64 { 1536 << 10 }

  // Safety: core has one thread.
  nonisolated(unsafe) private static var next: UInt64 = 0
  nonisolated(unsafe) private static var end: UInt64 = 0
  nonisolated(unsafe) private static var taken: UInt64 = 0

  /// Takes the reserve from the end of the largest region. Must come before any allocation.
  static func prepare() {
    let count = min(Int(MessageBuffer[word: BootInformation.regionCount.rawValue]), BootInformation.maximumRegions)
    var (best, total): (Int, UInt64) = (-1, 0)
    for index in 0..<count {
      if best < 0 || size(index) > size(best) { best = index }
      total += size(index)
    }
    let reserve = (fixed + CoreLimits.capabilities(ram: total) * bytesPerCapability + 4095) & ~4095
    // Without a heap there is no text to print either: the kernel's message is the only one possible.
    guard best >= 0, size(best) > reserve * 2 else { return }
    unsafe taken = reserve
    unsafe end = start(best) + size(best)
    unsafe next = end - reserve
  }

  private static func start(_ index: Int) -> UInt64 { MessageBuffer[word: BootInformation.regions.rawValue + index * 2] }
  private static func size(_ index: Int) -> UInt64 { MessageBuffer[word: BootInformation.regions.rawValue + index * 2 + 1] }

  /// Bytes that were ever needed.
  static var used: UInt64 { unsafe next - (end - taken) }

  /// The regions without the reserve.
  static func remaining(_ regions: [MemoryExtent]) -> [MemoryExtent] {
    let (limit, reserve) = unsafe (end, taken)
    return regions.map { $0.end == limit ? MemoryExtent(start: $0.start, size: $0.size - reserve) : $0 }
  }

  /// Bytes of the reserve that nothing was ever stored in.
  static var untouched: UInt64 { unsafe end - next }

  static func grow(_ bytes: UInt64) -> UInt64 {
    guard unsafe next + bytes <= end else { return 0 }
    defer { unsafe next += bytes }
    return unsafe AddressSpaceLayout.corePhysicalWindow + next
  }
}

@c(heap_grow)
func coreHeapGrow(_ bytes: UInt, _ token: UnsafeMutablePointer<UInt64>) -> UInt { UInt(CoreHeap.grow(UInt64(bytes))) }

/// The reserve is core's for ever: the heap keeps what it has.
@c(heap_shrink)
func coreHeapShrink(_ address: UInt, _ bytes: UInt, _ token: UInt64) -> Int32 { 0 }

/// Nothing to prepare: the message page is where the kernel put it.
@c(runtimeStart)
func coreStart(_ messagePage: UInt) {}
