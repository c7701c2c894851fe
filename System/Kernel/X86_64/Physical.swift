// Loads and stores at addresses that the kernel computed: page tables, descriptor tables, firmware tables, devices.
//
// The unsafe corner of the x86 part. Every address passed in must be mapped in the kernel's window; addresses that came
// from outside (firmware, boot loader) are checked by their readers before.

import CX86
import Firmware
import KernelABI

/// Memory at virtual addresses of the kernel's window.
enum Memory {
  @inline(__always)
  static func load<T: BitwiseCopyable>(_ address: UInt64, as type: T.Type) -> T {
    // Safety: see the top of this file.
    unsafe UnsafeRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped.loadUnaligned(as: type)
  }

  @inline(__always)
  static func store<T: BitwiseCopyable>(_ value: T, at address: UInt64) {
    // Safety: see the top of this file.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped.storeBytes(of: value, as: T.self)
  }

  static func clear(_ address: UInt64, bytes: Int) {
    // Safety: see the top of this file.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped
      .initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  static func copy(from source: UInt64, to target: UInt64, bytes: Int) {
    // Safety: see the top of this file; the two do not overlap.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(target)).unsafelyUnwrapped
      .copyMemory(from: UnsafeRawPointer(bitPattern: UInt(source)).unsafelyUnwrapped, byteCount: bytes)
  }

  static func pointer(_ address: UInt64) -> UnsafeMutableRawPointer {
    // Safety: making a pointer is harmless; `address` is never 0.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped
  }
}

/// Memory at physical addresses.
struct Physical: FirmwareMemory {
  func byte(at address: UInt64) -> UInt8 { Self.load(address, as: UInt8.self) }

  @inline(__always)
  static func load<T: BitwiseCopyable>(_ address: UInt64, as type: T.Type) -> T {
    Memory.load(MemoryMap.window &+ address, as: type)
  }

  @inline(__always)
  static func store<T: BitwiseCopyable>(_ value: T, at address: UInt64) {
    Memory.store(value, at: MemoryMap.window &+ address)
  }

  static func clearPage(_ address: UInt64) { Memory.clear(MemoryMap.window + address, bytes: 4096) }
}

/// Addresses of the linker's and the assembly's symbols.
enum Symbol {
  static var bootStart: UInt64 { address_of_boot_start() }
  static var bootTables: UInt64 { address_of_boot_tables() }
  static var textStart: UInt64 { address_of_text_start() }
  static var textEnd: UInt64 { address_of_text_end() }
  static var rodataEnd: UInt64 { address_of_rodata_end() }
  static var imageEnd: UInt64 { address_of_image_end() }
  static var kernelStorage: UInt64 { address_of_kernel_storage() }
  static var machineTables: UInt64 { address_of_kernel_storage() + 0x4000 }
  static var vectorTable: UInt64 { address_of_kernel_storage() + 0x5000 }
  static var controllerTable: UInt64 { address_of_kernel_storage() + 0x5800 }
  static var regionTables: UInt64 { address_of_kernel_storage() + 0x6000 }
  static var kernelTables: UInt64 { address_of_kernel_tables() }
  static var cpuAreas: UInt64 { address_of_cpu_areas() }
  static var syscallEntry: UInt64 { address_of_syscall_entry() }
  static var interruptStubs: UInt64 { address_of_interrupt_stubs() }
  static var trampolineStart: UInt64 { address_of_trampoline_start() }
  static var trampolineEnd: UInt64 { address_of_trampoline_end() }
  /// Physical address of something in the image.
  static func physical(_ virtual: UInt64) -> UInt64 { virtual - MemoryMap.imageBase }
}
