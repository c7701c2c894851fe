// What the firmware says about CPUs and interrupts: the ACPI tables RSDP, RSDT or XSDT, and MADT
// (ACPI specification 6.4, 5.2.5 to 5.2.8 and 5.2.12).
//
// Firmware is not trusted to be consistent: every length is checked before use, every table is bounded by what it says of
// itself and by 64 KiB, and what does not fit is ignored.

import KernelABI

/// A view of bytes at physical addresses; reads outside of it are nil.
struct FirmwareBytes {
  let address: UInt64
  let count: UInt64

  func load<T: BitwiseCopyable>(_ offset: UInt64, as type: T.Type) -> T? {
    guard offset <= count, UInt64(MemoryLayout<T>.size) <= count - offset else { return nil }
    return Physical.load(address + offset, as: type)
  }

  /// Do all bytes add up to 0? (Every ACPI table's check.)
  var isIntact: Bool {
    var sum: UInt8 = 0
    for offset in 0..<count { sum &+= Physical.load(address + offset, as: UInt8.self) }
    return sum == 0
  }
}

/// CPUs and interrupt controllers, as the firmware lists them.
struct InterruptTopology {
  private(set) var cpuCount = 0
  private(set) var cpuIDs: InlineArray<8, UInt32>
  private(set) var controllerCount = 0
  private(set) var controllers: InlineArray<4, (address: UInt64, firstInterrupt: UInt32)>
  /// Where the 16 legacy interrupts really arrive, and how they are wired.
  private(set) var legacy: InlineArray<16, (interrupt: UInt32, trigger: InterruptTrigger)>

  /// No CPU and no controller known; legacy interrupts where they always were.
  init() {
    cpuIDs = InlineArray(repeating: 0)
    controllers = InlineArray(repeating: (0, 0))
    legacy = InlineArray { (UInt32($0), .none) }
  }

  /// - Parameter root: physical address of the RSDP.
  /// - Parameter limit: tables must lie below this physical address.
  init(root: UInt64, limit: UInt64) {
    self.init()
    guard root != 0, root + 36 <= limit else { return }
    let pointer = FirmwareBytes(address: root, count: 36)
    guard pointer.load(0, as: UInt64.self) == 0x2052_5450_2044_5352, let revision = pointer.load(15, as: UInt8.self) else {
      return  // not "RSD PTR "
    }
    let extended = pointer.load(24, as: UInt64.self) ?? 0
    if revision >= 2, extended != 0 {
      readList(Self.table(extended, limit: limit), entrySize: 8, limit: limit)
    } else {
      readList(Self.table(UInt64(pointer.load(16, as: UInt32.self) ?? 0), limit: limit), entrySize: 4, limit: limit)
    }
  }

  private static func table(_ address: UInt64, limit: UInt64) -> FirmwareBytes? {
    guard address != 0, address < limit, limit - address >= 36 else { return nil }
    let length = UInt64(Physical.load(address + 4, as: UInt32.self))
    guard length >= 36, length <= 0x1_0000, length <= limit - address else { return nil }
    let bytes = FirmwareBytes(address: address, count: length)
    return bytes.isIntact ? bytes : nil
  }

  private mutating func readList(_ list: FirmwareBytes?, entrySize: UInt64, limit: UInt64) {
    guard let list else { return }
    var offset: UInt64 = 36
    while offset + entrySize <= list.count {
      let short = list.load(offset, as: UInt32.self) ?? 0
      let address = entrySize == 8 ? list.load(offset, as: UInt64.self) ?? 0 : UInt64(short)
      if let table = Self.table(address, limit: limit), table.load(0, as: UInt32.self) == 0x4349_5041 {  // "APIC"
        readInterruptTable(table)
      }
      offset += entrySize
    }
  }

  private mutating func readInterruptTable(_ table: FirmwareBytes) {
    var offset: UInt64 = 44
    while let type = table.load(offset, as: UInt8.self), let length = table.load(offset + 1, as: UInt8.self), length >= 2 {
      readEntry(table, offset, type: type)
      offset += UInt64(length)
    }
  }

  private mutating func readEntry(_ table: FirmwareBytes, _ offset: UInt64, type: UInt8) {
    switch type {
    case 0:
      guard let id = table.load(offset + 3, as: UInt8.self), let flags = table.load(offset + 4, as: UInt32.self) else { return }
      addCPU(UInt32(id), isEnabled: flags & 1 != 0)
    case 1:
      guard let address = table.load(offset + 4, as: UInt32.self), let first = table.load(offset + 8, as: UInt32.self),
        controllerCount < 4
      else { return }
      controllers[controllerCount] = (UInt64(address), first)
      controllerCount += 1
    case 2:
      guard let source = table.load(offset + 3, as: UInt8.self), let target = table.load(offset + 4, as: UInt32.self),
        let flags = table.load(offset + 8, as: UInt16.self), source < 16
      else { return }
      legacy[Int(source)] = (target, Self.trigger(flags))
    default: break
    }
  }

  private mutating func addCPU(_ id: UInt32, isEnabled: Bool) {
    guard isEnabled, cpuCount < 8 else { return }
    cpuIDs[cpuCount] = id
    cpuCount += 1
  }

  /// Bits 0...1: polarity (3: low), bits 2...3: trigger (3: level); else as the ISA bus has it.
  private static func trigger(_ flags: UInt16) -> InterruptTrigger {
    (flags & 3 == 3 ? .activeLow : .none) | (flags >> 2 & 3 == 3 ? .level : .none)
  }
}
