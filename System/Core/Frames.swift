// Which physical pages are free: one bit per page, in memory taken from the first region.
//
// Core gives out what accounts pay for, so it cannot run out as long as the accounts add up (see Account.swift); an
// allocation of several pages can still fail when no stretch of that length is free. To keep stretches long, single pages
// are taken from the top, longer ones from the bottom.

import KernelABI

/// A range of physical memory.
struct MemoryExtent: Equatable {
  let start: UInt64
  let size: UInt64
  var end: UInt64 { start + size }
  func overlaps(_ other: MemoryExtent) -> Bool { start < other.end && other.start < end }
}

struct Frames {
  /// Bitmap: physical address; a set bit is a free page.
  private let bitmap: UInt64
  private let words: Int
  /// No word above this one has a free page; none below `low` has.
  private var high: Int
  private var low = 0
  private(set) var free: UInt64 = 0

  static var pageSize: UInt64 { 4096 }

  /// Whole pages for that many bytes.
  static func pages(_ bytes: UInt64) -> UInt64 { bytes / pageSize + (bytes % pageSize == 0 ? 0 : 1) }

  /// - Parameter regions: free RAM, sorted, in whole pages.
  init(_ regions: [MemoryExtent]) {
    let end = regions.last?.end ?? 0
    words = Int(end / Self.pageSize + 63) / 64
    high = words - 1
    let size = Self.pages(UInt64(words) * 8) * Self.pageSize
    bitmap = regions.first { $0.size >= size }?.start ?? 0
    Window.clear(bitmap, bytes: size)
    for region in regions { mark(region.start / Self.pageSize, region.size / Self.pageSize, isFree: true) }
    mark(bitmap / Self.pageSize, size / Self.pageSize, isFree: false)
  }

  private func load(_ index: Int) -> UInt64 { Window.load(bitmap + UInt64(index) * 8, as: UInt64.self) }

  private mutating func mark(_ first: UInt64, _ pages: UInt64, isFree: Bool) {
    var page = first
    while page < first + pages {
      let count = min(64 - page % 64, first + pages - page)
      let mask = (count == 64 ? UInt64.max : (1 << count) - 1) << (page % 64)
      let old = load(Int(page / 64))
      Window.store(isFree ? old | mask : old & ~mask, at: bitmap + page / 64 * 8)
      page += count
    }
    if isFree { free += pages } else { free -= pages }
  }

  /// A stretch of free pages, not cleared; nil if there is none that long. O(words of the bitmap).
  mutating func allocate(_ pages: UInt64) -> UInt64? {
    guard pages > 0, pages <= free else { return nil }
    return pages == 1 ? allocateOne() : allocateStretch(pages)
  }

  private mutating func allocateOne() -> UInt64? {
    while high > 0, load(high) == 0 { high -= 1 }
    let bits = load(high)
    return bits == 0 ? nil : take(UInt64(high * 64 + 63 - bits.leadingZeroBitCount), 1)
  }

  private mutating func allocateStretch(_ pages: UInt64) -> UInt64? {
    while low < words - 1, load(low) == 0 { low += 1 }
    var run: UInt64 = 0
    for index in low..<words {
      let bits = load(index)
      if bits == UInt64.max, run + 64 < pages {
        run += 64
        continue
      }
      if bits == 0 {
        run = 0
        continue
      }
      for bit in 0..<64 as Range<UInt64> {
        run = bits >> bit & 1 != 0 ? run + 1 : 0
        if run == pages { return take(UInt64(index) * 64 + bit + 1 - pages, pages) }
      }
    }
    return nil
  }

  private mutating func take(_ first: UInt64, _ pages: UInt64) -> UInt64 {
    mark(first, pages, isFree: false)
    return first * Self.pageSize
  }

  mutating func release(_ address: UInt64, pages: UInt64) {
    let first = address / Self.pageSize
    mark(first, pages, isFree: true)
    low = min(low, Int(first / 64))
    high = max(high, Int((first + pages - 1) / 64))
  }
}
