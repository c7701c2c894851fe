// Finding core in the boot archive (KernelABI/BootArchive.swift has the format).
//
// The kernel checks everything that it uses itself, and the checksum over the whole; the entries are core's business.

import Kernel
import KernelABI

enum CoreArchive {
  private static func require(_ condition: Bool, _ complaint: StaticString) {
    if !condition { Panic.refuse(ExitValue.badArchive, complaint) }
  }

  private static func matches(_ address: UInt64, _ text: StaticString) -> Bool {
    // Safety: both magics are 8 bytes long, and a static string's bytes are constant memory.
    let expected = unsafe UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt64.self)
    return Physical.load(address, as: UInt64.self) == expected
  }

  /// Checks the archive and returns core's image in it.
  static func findCore(_ archive: MemoryRegion) -> CoreImage {
    require(
      archive.end > archive.start,
      "the boot loader passed no boot archive; give it as initrd (QEMU: -initrd FILE) or as Multiboot2 module.")
    let base = archive.start
    let size = archive.end - archive.start
    require(base & 4095 == 0, "the boot archive is not at a page boundary; have the boot loader align modules.")
    require(
      size >= UInt64(BootArchive.headerSize + BootArchive.entrySize) && matches(base, BootArchive.magic),
      "the boot archive does not start with \"BULKHEAD\"; pass the file that the build made.")
    require(
      Physical.load(base + 8, as: UInt32.self) == BootArchive.version,
      "the boot archive has another version than this kernel; build both from the same sources.")
    let length = Physical.load(base + 16, as: UInt64.self)
    require(length <= size, "the boot archive is truncated; build it anew.")
    require(length > UInt64(BootArchive.headerSize), "the boot archive is empty; build it anew.")
    require(
      Checksum.crc32(base + 32, count: length - 32) == Physical.load(base + 24, as: UInt32.self),
      "the boot archive's checksum is wrong: the file was damaged; build it anew.")
    require(Physical.load(base + 12, as: UInt32.self) > 0, "the boot archive has no entries; build it anew.")
    let entry = base + UInt64(BootArchive.headerSize)
    let (offset, bytes) = (Physical.load(entry, as: UInt64.self), Physical.load(entry + 8, as: UInt64.self))
    require(
      offset & 4095 == 0 && offset < length && bytes <= length - offset && bytes >= 4096,
      "the boot archive's first entry lies outside of it; build it anew.")
    return readImage(base + offset, bytes: bytes)
  }

  private static func readImage(_ base: UInt64, bytes: UInt64) -> CoreImage {
    require(matches(base, BootArchive.coreMagic), "the first entry of the boot archive is not a core image; build it anew.")
    let count = Int(Physical.load(base + 24, as: UInt32.self))
    require(count > 0 && count <= BootArchive.maximumCoreSegments, "the core image has no or too many segments; build it anew.")
    var image = CoreImage(entry: Physical.load(base + 8, as: UInt64.self))
    for index in 0..<count {
      let entry = base + 32 + UInt64(index) * 32
      let (virtual, offset) = (Physical.load(entry, as: UInt64.self), Physical.load(entry + 8, as: UInt64.self))
      let (pages, flags) = (Physical.load(entry + 16, as: UInt64.self), Physical.load(entry + 24, as: UInt64.self))
      require(
        virtual & 4095 == 0 && offset & 4095 == 0 && offset < bytes && pages <= (bytes - offset + 4095) / 4096
          && virtual < AddressSpaceLayout.corePhysicalWindow && pages < 1 << 20,
        "a segment of the core image lies outside of it; build it anew.")
      require(
        flags & ~3 == 0 && flags != 3, "a segment of the core image is both writable and executable; build it anew.")
      image.append(
        CoreImage.Segment(virtual: virtual, physical: base + offset, pages: pages, flags: MapFlags(rawValue: flags)))
    }
    return image
  }
}

/// CRC-32 as in IEEE 802.3 (reflected polynomial 0xedb88320).
enum Checksum {
  static func crc32(_ address: UInt64, count: UInt64) -> UInt32 {
    let table = InlineArray<256, UInt32> { index in
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
      return value
    }
    // Without the span, the compiler copies the table for each byte (Swift 6.3.1): half a second for a megabyte.
    let entries = table.span
    var sum = UInt32.max
    for offset in 0..<count {
      let byte = Physical.load(address &+ offset, as: UInt8.self)
      sum = entries[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
    }
    return ~sum
  }
}
