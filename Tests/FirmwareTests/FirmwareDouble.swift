// Firmware tables in an array, with the means to damage them.

import Firmware

/// Memory from address 0 on; anything else is a mistake of the reader's.
struct ArrayMemory: FirmwareMemory {
  let bytes: [UInt8]
  func byte(at address: UInt64) -> UInt8 { bytes[Int(address)] }
}

/// An RSDP at 64, and tables behind it.
struct FirmwareImage {
  static let root: UInt64 = 64
  var bytes = [UInt8](repeating: 0, count: 4096)

  /// - Parameter entries: of the MADT, each with its type and length in front.
  init(isExtended: Bool = true, entries: [[UInt8]]) {
    put(Array("RSD PTR ".utf8) + [0] + Array("BOCHS ".utf8) + [isExtended ? 2 : 0], at: 64)
    put(Self.number(256, 4) + Self.number(36, 4) + Self.number(512, 8), at: 64 + 16)
    putTable("RSDT", Self.number(1024, 4), at: 256)
    putTable("XSDT", Self.number(1024, 8), at: 512)
    putTable("APIC", Self.number(0xfee0_0000, 4) + Self.number(1, 4) + entries.flatMap { $0 }, at: 1024)
    repairRoot()
  }

  mutating func put(_ content: [UInt8], at place: Int) { bytes.replaceSubrange(place..<place + content.count, with: content) }

  mutating func putTable(_ signature: String, _ content: [UInt8], at place: Int) {
    put(
      Array(signature.utf8) + Self.number(UInt64(36 + content.count), 4) + [UInt8](repeating: 0, count: 28) + content, at: place
    )
    repairTable(at: place)
  }

  /// Makes a table's sum 0 again.
  mutating func repairTable(at place: Int) {
    let length = min(bytes.count - place, (0..<4).reduce(0) { $0 | Int(bytes[place + 4 + $1]) << ($1 * 8) })
    bytes[place + 9] = 0
    bytes[place + 9] = 0 &- bytes[place..<place + max(10, length)].reduce(0, &+)
  }

  mutating func repairRoot() {
    bytes[64 + 8] = 0
    bytes[64 + 8] = 0 &- bytes[64..<84].reduce(0, &+)
    bytes[64 + 32] = 0
    bytes[64 + 32] = 0 &- bytes[64..<100].reduce(0, &+)
  }

  static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }

  static func cpu(_ id: UInt8, isEnabled: Bool = true) -> [UInt8] { [0, 8, 0, id] + number(isEnabled ? 1 : 0, 4) }
  static func controller(_ address: UInt64, first: UInt64) -> [UInt8] {
    [1, 12, 0, 0] + number(address, 4) + number(first, 4)
  }
  static func override(_ source: UInt8, to target: UInt64, flags: UInt64) -> [UInt8] {
    [2, 10, 0, source] + number(target, 4) + number(flags, 2)
  }
  static func extendedCPU(_ id: UInt64) -> [UInt8] { [9, 16, 0, 0] + number(id, 4) + number(1, 4) + number(0, 4) }

  func read(root: UInt64 = FirmwareImage.root, bootCPU: UInt32 = 0) -> InterruptTopology {
    InterruptTopology(root: root, limit: UInt64(bytes.count), bootCPU: bootCPU, memory: ArrayMemory(bytes: bytes))
  }
}
