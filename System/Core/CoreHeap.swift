// Memory for core's own data: a part of the first large region, set aside before anything else.
//
// What core remembers of a client's objects is bounded by the flat and per-capability costs that the client pays; the
// reserve below covers all capabilities that core gives out.

import KernelABI
import RPC
import Runtime

enum CoreHeap {
  /// Bytes set aside: enough for `capabilities` objects of about 300 bytes each, core's tables, and slack.
  static var reserve: UInt64 { 8 << 20 }
  /// Capabilities that init gets.
  static var capabilities: UInt64 { 15_000 }

  // Safety: core has one thread.
  nonisolated(unsafe) private static var next: UInt64 = 0
  nonisolated(unsafe) private static var end: UInt64 = 0

  /// Takes the reserve from the end of the largest region. Must come before any allocation.
  static func prepare() {
    let count = Int(MessageBuffer[word: BootInformation.regionCount.rawValue])
    var best = -1
    for index in 0..<count where best < 0 || size(index) > size(best) { best = index }
    guard best >= 0, size(best) > reserve * 2 else {
      // Without a heap there is no text to print either: the kernel's message is the only one possible.
      return
    }
    unsafe end = start(best) + size(best)
    unsafe next = end - reserve
  }

  private static func start(_ index: Int) -> UInt64 { MessageBuffer[word: BootInformation.regions.rawValue + index * 2] }
  private static func size(_ index: Int) -> UInt64 { MessageBuffer[word: BootInformation.regions.rawValue + index * 2 + 1] }

  /// The regions without the reserve.
  static func remaining(_ regions: [(start: UInt64, size: UInt64)]) -> [(start: UInt64, size: UInt64)] {
    let limit = unsafe end
    return regions.map { $0.start + $0.size == limit ? ($0.start, $0.size - reserve) : $0 }
  }

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
