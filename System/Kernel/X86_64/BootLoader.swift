// What the boot loader hands over: memory, the archive, the firmware's tables, a framebuffer.
//
// PVH: Xen docs/misc/pvh.pandoc, `hvm_start_info` version 1. Multiboot2: specification 2.0, section 3.6.

import Kernel
import KernelABI

/// A range of physical addresses.
struct MemoryRegion {
  var start: UInt64
  var end: UInt64
}

/// Ranges of RAM in whole pages.
struct MemoryRegions: ~Copyable {
  private(set) var count = 0
  private let regions: Table<MemoryRegion>

  /// Room for 64 ranges in the `number`th of four places that Entry.S reserves.
  init(place number: UInt64) {
    // Safety: each place is used once.
    regions = unsafe Table(
      at: Memory.pointer(Symbol.regionTables + number * 1024), count: 64, repeating: MemoryRegion(start: 0, end: 0))
  }

  subscript(index: Int) -> MemoryRegion { regions[index] }

  /// A second set with the same ranges, in another place.
  borrowing func duplicate(place number: UInt64) -> MemoryRegions {
    var result = MemoryRegions(place: number)
    for index in 0..<count { result.add(regions[index].start, size: regions[index].end - regions[index].start) }
    return result
  }

  /// Adds a range, cut to whole pages. Ranges beyond the 64th are left out.
  mutating func add(_ start: UInt64, size: UInt64) {
    let (sum, overflow) = start.addingReportingOverflow(size)
    guard !overflow, count < 64, start < MemoryMap.physicalEnd else { return }
    let first = (start + 4095) & ~4095
    let end = min(sum, MemoryMap.physicalEnd) & ~4095
    guard first < end else { return }
    regions[count] = MemoryRegion(start: first, end: end)
    count += 1
  }

  /// Removes a range from all regions.
  mutating func remove(_ start: UInt64, _ end: UInt64) {
    for index in 0..<count {
      let region = regions[index]
      guard region.start < end, start < region.end else { continue }
      let rest = min(region.end, max(start & ~4095, region.start))
      regions[index] = MemoryRegion(start: region.start, end: rest)
      if region.end > end { add(end, size: region.end - end) }
    }
  }

  func contains(_ start: UInt64, bytes: UInt64) -> Bool {
    for index in 0..<count where start >= regions[index].start && start < regions[index].end {
      return bytes <= regions[index].end - start
    }
    return false
  }

  var total: UInt64 {
    var sum: UInt64 = 0
    for index in 0..<count { sum += regions[index].end - regions[index].start }
    return sum
  }
}

struct BootLoader: ~Copyable {
  var memory = MemoryRegions(place: 0)
  var archive = MemoryRegion(start: 0, end: 0)
  var rootSystemDescription: UInt64 = 0
  var framebufferAddress: UInt64 = 0
  var framebufferExtent: UInt64 = 0
  var framebufferFormat: UInt64 = 0
  var framebufferColors: UInt64 = 0

  private static var multibootMagic: UInt64 { 0x36d7_6289 }
  private static var startInfoMagic: UInt32 { 0x336e_c578 }

  init(magic: UInt64, information: UInt64) {
    if magic == Self.multibootMagic {
      readMultiboot(information)
    } else if Physical.load(information, as: UInt32.self) == Self.startInfoMagic {
      readStartInfo(information)
    } else {
      Panic.refuse(ExitValue.badFirmware, "started by an unknown boot loader; use one that speaks Multiboot2 or PVH.")
    }
  }

  private mutating func readStartInfo(_ address: UInt64) {
    rootSystemDescription = Physical.load(address + 32, as: UInt64.self)
    if Physical.load(address + 12, as: UInt32.self) > 0 {
      let list = Physical.load(address + 16, as: UInt64.self)
      let start = Physical.load(list, as: UInt64.self)
      archive = MemoryRegion(start: start, end: start + Physical.load(list + 8, as: UInt64.self))
    }
    let map = Physical.load(address + 40, as: UInt64.self)
    for index in 0..<UInt64(min(Physical.load(address + 48, as: UInt32.self), 256)) {
      let entry = map + index * 24
      addMemory(
        Physical.load(entry, as: UInt64.self), size: Physical.load(entry + 8, as: UInt64.self),
        type: Physical.load(entry + 16, as: UInt32.self))
    }
  }

  private mutating func readMultiboot(_ address: UInt64) {
    let size = UInt64(Physical.load(address, as: UInt32.self))
    var offset: UInt64 = 8
    while offset + 8 <= size {
      let tag = address + offset
      let length = UInt64(Physical.load(tag + 4, as: UInt32.self))
      guard length >= 8, offset + length <= size else { return }
      readTag(tag, type: Physical.load(tag, as: UInt32.self), length: length)
      offset += (length + 7) & ~7
    }
  }

  private mutating func readTag(_ tag: UInt64, type: UInt32, length: UInt64) {
    switch type {
    case 3:
      let (start, end) = (Physical.load(tag + 8, as: UInt32.self), Physical.load(tag + 12, as: UInt32.self))
      if archive.end == 0 { archive = MemoryRegion(start: UInt64(start), end: UInt64(end)) }
    case 6: readMultibootMemory(tag, length: length)
    case 8: readFramebuffer(tag, length: length)
    case 14, 15: if rootSystemDescription == 0 || type == 15 { rootSystemDescription = tag + 8 }
    default: break
    }
  }

  /// Only those whose pixels are colors (type 1), not numbers of a palette, or of characters.
  private mutating func readFramebuffer(_ tag: UInt64, length: UInt64) {
    guard length >= 38, Physical.load(tag + 29, as: UInt8.self) == 1 else { return }
    framebufferAddress = Physical.load(tag + 8, as: UInt64.self)
    let (width, height) = (Physical.load(tag + 20, as: UInt32.self), Physical.load(tag + 24, as: UInt32.self))
    framebufferExtent = UInt64(width) | UInt64(height) << 32
    let pitch = Physical.load(tag + 16, as: UInt32.self)
    framebufferFormat = UInt64(pitch) | UInt64(Physical.load(tag + 28, as: UInt8.self)) << 32
    framebufferColors =
      UInt64(Physical.load(tag + 32, as: UInt32.self)) | UInt64(Physical.load(tag + 36, as: UInt16.self)) << 32
  }

  private mutating func readMultibootMemory(_ tag: UInt64, length: UInt64) {
    let entrySize = UInt64(Physical.load(tag + 8, as: UInt32.self))
    guard entrySize >= 24 else { return }
    var offset: UInt64 = 16
    while offset + entrySize <= length {
      addMemory(
        Physical.load(tag + offset, as: UInt64.self), size: Physical.load(tag + offset + 8, as: UInt64.self),
        type: Physical.load(tag + offset + 16, as: UInt32.self))
      offset += entrySize
    }
  }

  private mutating func addMemory(_ start: UInt64, size: UInt64, type: UInt32) {
    if type == 1 { memory.add(start, size: size) }
  }
}
