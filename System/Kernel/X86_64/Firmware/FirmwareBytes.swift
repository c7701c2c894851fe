// Reading tables that the firmware left in memory.
//
// Firmware is not trusted to be consistent: every length is checked before use, and what does not fit reads as nil.

/// Physical memory, byte by byte: the kernel's window on the machine, an array in tests.
public protocol FirmwareMemory {
  /// - Precondition: `address` is below the limit that the reader was given.
  func byte(at address: UInt64) -> UInt8
}

/// A view of bytes at physical addresses; reads outside of it are nil.
struct FirmwareBytes<Memory: FirmwareMemory> {
  let memory: Memory
  let address: UInt64
  let count: UInt64

  /// A little-endian number of at most 8 bytes.
  func number(_ offset: UInt64, bytes: UInt64) -> UInt64? {
    guard offset <= count, bytes <= count - offset else { return nil }
    var value: UInt64 = 0
    for index in 0..<bytes { value |= UInt64(memory.byte(at: address + offset + index)) << (index * 8) }
    return value
  }

  /// Do all bytes add up to 0? (Every ACPI table's check.)
  var isIntact: Bool {
    var sum: UInt8 = 0
    for offset in 0..<count { sum &+= memory.byte(at: address + offset) }
    return sum == 0
  }

  /// A part of these bytes, as far as there are any.
  func part(_ offset: UInt64, bytes: UInt64) -> FirmwareBytes? {
    guard offset <= count, bytes <= count - offset else { return nil }
    return FirmwareBytes(memory: memory, address: address + offset, count: bytes)
  }
}
