// Four-level page tables (Intel SDM volume 3, 4.5).
//
// Entries 254 and 255 of every top table are the kernel's: the window on physical memory and the image. They are the same
// tables everywhere, present from the start, so that no address space ever has to be brought up to date.

import CX86
import Kernel
import KernelABI

enum PageEntry {
  static var present: UInt64 { 1 }
  static var write: UInt64 { 2 }
  static var user: UInt64 { 4 }
  static var writeThrough: UInt64 { 8 }
  static var uncached: UInt64 { 16 }
  static var large: UInt64 { 1 << 7 }
  static var noExecute: UInt64 { 1 << 63 }
  /// Selects entry 4 of the page attribute table (write-combining) in a 4 KiB entry.
  static var attribute: UInt64 { 1 << 7 }
  static var addressMask: UInt64 { 0x000f_ffff_ffff_f000 }

  static func user(_ physical: UInt64, _ flags: MapFlags) -> UInt64 {
    var entry = physical | present | user
    if flags.contains(.write) { entry |= write }
    if !flags.contains(.execute) { entry |= noExecute }
    if flags.contains(.uncached) { entry |= uncached | writeThrough }
    if flags.contains(.writeCombined) { entry |= attribute }
    return entry
  }
}

extension X86 {
  /// The entry's index in the table of a level (3: top ... 0).
  @inline(__always)
  private static func index(_ virtual: UInt64, level: Int) -> UInt64 {
    virtual &>> UInt64(truncatingIfNeeded: 12 &+ 9 &* level) & 511
  }

  /// The physical address of the lowest-level table for `virtual`; nil if there is none.
  private func table(for virtual: UInt64, in space: UInt64) -> UInt64? {
    var table = space
    var level = 3
    while level > 0 {
      let entry = Physical.load(table + Self.index(virtual, level: level) * 8, as: UInt64.self)
      guard entry & PageEntry.present != 0, entry & PageEntry.large == 0 else { return nil }
      table = entry & PageEntry.addressMask
      level -= 1
    }
    return table
  }

  /// The same, made from pages of the pool where it is missing.
  private func makeTable(for virtual: UInt64, down to: Int, in space: UInt64, pool: inout PagePool) throws(MapProblem)
    -> UInt64
  {
    var table = space
    var level = 3
    while level > to {
      let slot = table &+ Self.index(virtual, level: level) &* 8
      var entry = Physical.load(slot, as: UInt64.self)
      if entry & PageEntry.present == 0 {
        // Safety: the pool holds donated pages of RAM.
        guard let page = unsafe pool.pop({ unsafe pointer(toPhysical: $0) }) else { throw .needsPages }
        Physical.clearPage(page)
        entry = page | PageEntry.present | PageEntry.write | PageEntry.user
        Physical.store(entry, at: slot)
      }
      if entry & PageEntry.large != 0 { throw .invalid }
      table = entry & PageEntry.addressMask
      level -= 1
    }
    return table
  }

  func map(
    _ space: inout AddressSpace, virtual: UInt64, physical: UInt64, pages: UInt64, flags: MapFlags, pool: inout PagePool
  ) throws(MapProblem) -> UInt64 {
    let table = try makeTable(for: virtual, down: 0, in: space, pool: &pool)
    let first = Self.index(virtual, level: 0)
    let count = min(pages, 512 - first)
    var (slot, entry) = (table &+ first &* 8, PageEntry.user(physical, flags))
    let end = slot &+ count &* 8
    // Core maps 16 pages at a time.
    while slot &+ 32 <= end {
      Physical.store(entry, at: slot)
      Physical.store(entry &+ 4096, at: slot &+ 8)
      Physical.store(entry &+ 8192, at: slot &+ 16)
      Physical.store(entry &+ 12288, at: slot &+ 24)
      slot &+= 32
      entry &+= 16384
    }
    while slot < end {
      Physical.store(entry, at: slot)
      slot &+= 8
      entry &+= 4096
    }
    return count
  }

  func unmap(_ space: inout AddressSpace, virtual: UInt64, pages: UInt64) -> UInt64 {
    let first = Self.index(virtual, level: 0)
    let count = min(pages, 512 - first)
    guard let table = table(for: virtual, in: space) else { return count }
    for number in 0..<count {
      Physical.store(0 as UInt64, at: table + (first + number) * 8)
      x86_invlpg(virtual + number * 4096)
    }
    return count
  }

  func makeAddressSpace(topTable: UInt64) -> AddressSpace {
    Physical.clearPage(topTable)
    for entry in 254...255 as ClosedRange<UInt64> {
      Physical.store(Physical.load(tables.object.kernelTable + entry * 8, as: UInt64.self), at: topTable + entry * 8)
    }
    return topTable
  }

  func mapPhysicalWindow(_ space: inout AddressSpace, pool: inout PagePool) {
    for index in 0..<tables.object.memory.count {
      var address = tables.object.memory[index].start & ~(MemoryMap.largePage - 1)
      while address < tables.object.memory[index].end {
        let virtual = AddressSpaceLayout.corePhysicalWindow + address
        guard let table = try? makeTable(for: virtual, down: 1, in: space, pool: &pool) else { return }
        let entry = address | PageEntry.present | PageEntry.user | PageEntry.write | PageEntry.large | PageEntry.noExecute
        Physical.store(entry, at: table + Self.index(virtual, level: 1) * 8)
        address += MemoryMap.largePage
      }
    }
  }
}

/// Builds the kernel's own tables, once, out of pages set aside for that.
struct KernelTables {
  let top: UInt64
  private var pages: BootPages

  init(pages: consuming BootPages) throws(BootProblem) {
    self.pages = pages
    top = try self.pages.take()
    Physical.clearPage(top)
  }

  var next: UInt64 { pages.next }

  private mutating func slot(_ virtual: UInt64, level: Int) throws(BootProblem) -> UInt64 {
    var table = top
    var depth = 3
    while depth > level {
      let slot = table + (virtual >> UInt64(12 + 9 * depth) & 511) * 8
      var entry = Physical.load(slot, as: UInt64.self)
      if entry == 0 {
        let page = try pages.take()
        Physical.clearPage(page)
        entry = page | PageEntry.present | PageEntry.write
        Physical.store(entry, at: slot)
      }
      table = entry & PageEntry.addressMask
      depth -= 1
    }
    return table + (virtual >> UInt64(12 + 9 * level) & 511) * 8
  }

  mutating func map(_ virtual: UInt64, to physical: UInt64, flags: UInt64) throws(BootProblem) {
    Physical.store(physical | flags | PageEntry.present, at: try slot(virtual, level: 0))
  }

  mutating func mapLarge(_ virtual: UInt64, to physical: UInt64) throws(BootProblem) {
    let flags = PageEntry.present | PageEntry.write | PageEntry.large | PageEntry.noExecute
    Physical.store(physical | flags, at: try slot(virtual, level: 1))
  }

  mutating func mapRange(_ start: UInt64, _ end: UInt64, flags: UInt64) throws(BootProblem) {
    var address = start
    while address < end {
      try map(address, to: Symbol.physical(address), flags: flags)
      address += 4096
    }
  }

  /// Text executable, constants readable, the rest writable; the pages below the stacks not at all.
  mutating func mapImage() throws(BootProblem) {
    try mapRange(Symbol.textStart, Symbol.textEnd, flags: 0)
    try mapRange(Symbol.textEnd, Symbol.rodataEnd, flags: PageEntry.noExecute)
    try mapRange(Symbol.rodataEnd, Symbol.imageEnd, flags: PageEntry.write | PageEntry.noExecute)
    for cpu in 0..<8 {
      for index in 0..<2 {
        let guardPage = CPUArea(cpu).base + CPUArea.guardOffsets[index]
        Physical.store(0 as UInt64, at: try slot(guardPage, level: 0))
      }
    }
  }

  mutating func mapMemory(_ memory: borrowing MemoryRegions) throws(BootProblem) {
    for index in 0..<memory.count {
      var address = memory[index].start & ~(MemoryMap.largePage - 1)
      while address < memory[index].end {
        try mapLarge(MemoryMap.window + address, to: address)
        address += MemoryMap.largePage
      }
    }
  }

  mutating func mapDevice(_ virtual: UInt64, to physical: UInt64) throws(BootProblem) {
    let flags = PageEntry.write | PageEntry.noExecute | PageEntry.uncached | PageEntry.writeThrough
    try map(virtual, to: physical & ~4095, flags: flags)
  }
}
