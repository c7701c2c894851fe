// Damaging boot archives on purpose, for tests. (System/KernelABI/BootArchive.swift has the format.)

import Archive

/// Bytes that are changed in place.
struct Damage {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func number(_ offset: Int, _ size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64($1 * 8) }
  }

  mutating func set(_ offset: Int, _ value: UInt64, size: Int = 1) {
    for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
  }

  mutating func flip(_ offset: Int, mask: UInt8 = 0xff) { bytes[offset] ^= mask }

  mutating func cut(to count: Int) { bytes = Array(bytes.prefix(count)) }

  /// Makes the checksum of an archive right again.
  mutating func repair() {
    let copy = bytes
    set(24, UInt64(Archive.crc32(32..<copy.count) { copy[$0] }), size: 4)
  }

  /// Where a module's entry in the table is, and where its content.
  func module(_ name: String) throws -> (entry: Int, content: Range<Int>) {
    let copy = bytes
    let entries = try Archive.entries(count: copy.count) { copy[$0] }
    guard let index = entries.firstIndex(where: { $0.name == name }) else { throw ToolError("there is no module \(name)") }
    return (32 + index * 128, entries[index].offset..<entries[index].offset + entries[index].size)
  }
}

/// Numbers that are the same in every run: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
