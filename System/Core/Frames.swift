// Which physical pages are free: one bit per page, in memory taken from the first region.
//
// Core gives out what accounts pay for, so it cannot run out as long as the accounts add up (see Account.swift); an
// allocation can still fail when no stretch of that length is free.

import KernelABI

struct Frames {
  /// Bitmap: physical address; a set bit is a free page.
  private let bitmap: UInt64
  private let words: Int
  private var hint = 0
  private(set) var free: UInt64 = 0

  static var pageSize: UInt64 { 4096 }

  /// - Parameter regions: free RAM, sorted, in whole pages.
  init(_ regions: [(start: UInt64, size: UInt64)]) {
    let end = regions.last.map { $0.start + $0.size } ?? 0
    words = Int(end / Self.pageSize + 63) / 64
    let size = (UInt64(words) * 8 + 4095) & ~4095
    bitmap = regions.first { $0.size >= size }?.start ?? 0
    Window.clear(bitmap, bytes: size)
    for region in regions {
      for page in 0..<region.size / Self.pageSize { mark(region.start / Self.pageSize + page, isFree: true) }
    }
    for page in 0..<size / Self.pageSize { mark(bitmap / Self.pageSize + page, isFree: false) }
  }

  private func load(_ index: Int) -> UInt64 { Window.load(bitmap + UInt64(index) * 8, as: UInt64.self) }

  private func isFree(_ page: UInt64) -> Bool { load(Int(page / 64)) >> (page % 64) & 1 != 0 }

  private mutating func mark(_ page: UInt64, isFree: Bool) {
    let bit = 1 << (page % 64) as UInt64
    let old = load(Int(page / 64))
    Window.store(isFree ? old | bit : old & ~bit, at: bitmap + page / 64 * 8)
    if isFree { free += 1 } else { free -= 1 }
  }

  /// A stretch of free pages, not cleared; nil if there is none that long.
  mutating func allocate(_ pages: UInt64) -> UInt64? {
    if pages == 1 { return allocateOne() }
    var run: UInt64 = 0
    for page in 0..<UInt64(words * 64) {
      run = isFree(page) ? run + 1 : 0
      if run == pages { return take(page + 1 - pages, pages) }
    }
    return nil
  }

  private mutating func allocateOne() -> UInt64? {
    for step in 0..<words {
      let index = hint + step < words ? hint + step : hint + step - words
      let bits = load(index)
      if bits != 0 {
        hint = index
        return take(UInt64(index * 64 + bits.trailingZeroBitCount), 1)
      }
    }
    return nil
  }

  private mutating func take(_ first: UInt64, _ pages: UInt64) -> UInt64 {
    for page in first..<first + pages { mark(page, isFree: false) }
    return first * Self.pageSize
  }

  mutating func release(_ address: UInt64, pages: UInt64) {
    for page in 0..<pages { mark(address / Self.pageSize + page, isFree: true) }
    hint = min(hint, Int(address / Self.pageSize / 64))
  }
}
