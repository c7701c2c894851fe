// The boot archive: everything a system consists of, in one file that the boot loader puts into memory.
//
// All numbers are little-endian. Offsets count from the start of the archive.
//
//     0   8 bytes  "BULKHEAD"
//     8   u32      version (1)
//     12  u32      number of entries
//     16  u64      size of the whole archive in bytes
//     24  u32      CRC-32 (IEEE 802.3) of bytes 32..<size
//     28  u32      0
//     32           entries, 128 bytes each:
//       0   u64    offset of the content, a multiple of 4096
//       8   u64    size of the content in bytes
//       16  112 B  name, UTF-8, padded with zeros (at least one)
//
// The content of entry 0, named "core", is core's program as the kernel maps it, made from core's ELF file by the
// build: a *flat image* whose first page is this header:
//
//     0   8 bytes  "BULKCORE"
//     8   u64      entry (virtual address)
//     16  u64      virtual address of the first segment's page
//     24  u32      number of segments (at most 8)
//     28  u32      0
//     32           segments, 32 bytes each: u64 virtual address, u64 offset of the bytes in the flat image
//                  (both multiples of 4096), u64 pages, u64 MapFlags
//
// Zero-initialised data is contained, so that the kernel maps core in place and copies nothing.

public enum BootArchive {
  public static var magic: StaticString { "BULKHEAD" }
  public static var coreMagic: StaticString { "BULKCORE" }
  public static var version: UInt32 { 1 }
  public static var headerSize: Int { 32 }
  public static var entrySize: Int { 128 }
  public static var nameSize: Int { 112 }
  public static var maximumCoreSegments: Int { 8 }
}

/// Where things lie in every address space.
public enum AddressSpaceLayout {
  /// The first address that no component can use; all below belongs to the component (page 0 is never mapped by core).
  public static var userEnd: UInt64 { 0x7f00_0000_0000 }
  /// Physical memory in the kernel's half (PML4 slot 254).
  public static var kernelPhysicalWindow: UInt64 { 0x7f00_0000_0000 }
  /// The kernel's image, CPU areas and devices (PML4 slot 255).
  public static var kernelBase: UInt64 { 0x7f80_0000_0000 }
  /// Physical memory as core sees it.
  public static var corePhysicalWindow: UInt64 { 0x2000_0000_0000 }
  /// Components are linked here.
  public static var imageBase: UInt64 { 0x100_0000 }
}
