// What the firmware says about CPUs and interrupts: the ACPI tables RSDP, RSDT or XSDT, and MADT
// (ACPI specification 6.4, 5.2.5 to 5.2.8 and 5.2.12).
//
// Every table is bounded by what it says of itself, by 64 KiB and by the limit; what does not fit or does not add up to 0 is
// ignored. So are entries shorter than their kind.

import KernelABI

/// CPUs and interrupt controllers, as the firmware lists them.
public struct InterruptTopology {
  /// The list of all tables: physical address (0: there is none), and bytes of each entry.
  public private(set) var list: (address: UInt64, entrySize: UInt64) = (0, 0)
  public private(set) var cpuCount = 0
  /// Their local APICs; the first is the CPU that boots.
  public private(set) var cpuIDs: InlineArray<8, UInt32>
  public private(set) var controllerCount = 0
  public private(set) var controllers: InlineArray<4, (address: UInt64, firstInterrupt: UInt32)>
  /// Where the 16 legacy interrupts really arrive, and how they are wired.
  public private(set) var legacy: InlineArray<16, (interrupt: UInt32, trigger: InterruptTrigger)>

  /// No CPU and no controller known; legacy interrupts where they always were.
  public init() {
    cpuIDs = InlineArray(repeating: 0)
    controllers = InlineArray(repeating: (0, 0))
    legacy = InlineArray { (UInt32($0), .none) }
  }

  /// - Parameters:
  ///   - root: physical address of the RSDP.
  ///   - limit: tables must lie below this physical address.
  ///   - bootCPU: the local APIC of the CPU that executes this: it comes first, wherever the firmware lists it.
  public init<Memory: FirmwareMemory>(root: UInt64, limit: UInt64, bootCPU: UInt32, memory: Memory) {
    self.init()
    guard root != 0, root < limit, limit - root >= 36 else { return }
    let pointer = FirmwareBytes(memory: memory, address: root, count: 36)
    guard pointer.number(0, bytes: 8) == Signature.root, let revision = pointer.number(15, bytes: 1),
      pointer.part(0, bytes: 20)?.isIntact == true
    else { return }
    if revision >= 2, pointer.isIntact, let address = pointer.number(24, bytes: 8), address != 0 {
      list = (address, 8)
    } else if let address = pointer.number(16, bytes: 4) {
      list = (address, 4)
    }
    readList(Self.table(list.address, limit: limit, memory), entrySize: list.entrySize, limit: limit)
    putFirst(bootCPU)
  }

  private enum Signature {
    /// "RSD PTR "
    static var root: UInt64 { 0x2052_5450_2044_5352 }
    /// "APIC"
    static var interrupts: UInt64 { 0x4349_5041 }
  }

  private static func table<Memory: FirmwareMemory>(_ address: UInt64, limit: UInt64, _ memory: Memory)
    -> FirmwareBytes<Memory>?
  {
    guard address != 0, address < limit, limit - address >= 36 else { return nil }
    let head = FirmwareBytes(memory: memory, address: address, count: 36)
    guard let length = head.number(4, bytes: 4), length >= 36, length <= 0x1_0000, length <= limit - address else { return nil }
    let bytes = FirmwareBytes(memory: memory, address: address, count: length)
    return bytes.isIntact ? bytes : nil
  }

  private mutating func readList<Memory: FirmwareMemory>(_ list: FirmwareBytes<Memory>?, entrySize: UInt64, limit: UInt64) {
    guard let list else { return }
    var offset: UInt64 = 36
    while let address = list.number(offset, bytes: entrySize) {
      if let table = Self.table(address, limit: limit, list.memory), table.number(0, bytes: 4) == Signature.interrupts {
        readInterruptTable(table)
        return
      }
      offset += entrySize
    }
  }

  private mutating func readInterruptTable<Memory: FirmwareMemory>(_ table: FirmwareBytes<Memory>) {
    var offset: UInt64 = 44
    while let type = table.number(offset, bytes: 1), let length = table.number(offset + 1, bytes: 1), length >= 2,
      let entry = table.part(offset, bytes: length)
    {
      readEntry(entry, type: type)
      offset += length
    }
  }

  private mutating func readEntry<Memory: FirmwareMemory>(_ entry: FirmwareBytes<Memory>, type: UInt64) {
    switch type {
    case 0:
      guard let id = entry.number(3, bytes: 1), let flags = entry.number(4, bytes: 4) else { return }
      addCPU(id, flags)
    case 1:
      guard let address = entry.number(4, bytes: 4), let first = entry.number(8, bytes: 4) else { return }
      addController(address, UInt32(truncatingIfNeeded: first))
    case 2:
      guard let source = entry.number(3, bytes: 1), let target = entry.number(4, bytes: 4),
        let flags = entry.number(8, bytes: 2), source < 16
      else { return }
      legacy[Int(source)] = (UInt32(truncatingIfNeeded: target), Self.trigger(flags))
    case 9:
      guard let id = entry.number(4, bytes: 4), let flags = entry.number(8, bytes: 4) else { return }
      addCPU(id, flags)
    default: break
    }
  }

  /// Bit 0 of the flags: enabled. Numbers from 255 on cannot be reached without x2APIC.
  private mutating func addCPU(_ id: UInt64, _ flags: UInt64) {
    guard flags & 1 != 0, id < 255, cpuCount < 8, !contains(UInt32(truncatingIfNeeded: id)) else { return }
    cpuIDs[cpuCount] = UInt32(truncatingIfNeeded: id)
    cpuCount += 1
  }

  private func contains(_ id: UInt32) -> Bool {
    for index in 0..<cpuCount where cpuIDs[index] == id { return true }
    return false
  }

  private mutating func addController(_ address: UInt64, _ first: UInt32) {
    guard controllerCount < 4, address != 0 else { return }
    controllers[controllerCount] = (address, first)
    controllerCount += 1
  }

  /// The kernel starts all CPUs but the first.
  private mutating func putFirst(_ id: UInt32) {
    guard cpuCount > 0 else { return }
    for index in 0..<cpuCount where cpuIDs[index] == id {
      cpuIDs[index] = cpuIDs[0]
      cpuIDs[0] = id
      return
    }
    // Among more CPUs than there is room for, it was not listed: it takes the place of one that was.
    cpuIDs[0] = id
  }

  /// Bits 0...1: polarity (3: low), bits 2...3: trigger (3: level); else as the ISA bus has it.
  private static func trigger(_ flags: UInt64) -> InterruptTrigger {
    (flags & 3 == 3 ? .activeLow : .none) | (flags >> 2 & 3 == 3 ? .level : .none)
  }
}
