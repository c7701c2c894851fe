// What the kernel told core at the start: memory, modules, time, interrupts.

import Archive
import KernelABI
import RPC

/// A boot module: content that is offered as ROM under its name.
final class BootModule {
  let name: String
  let physical: UInt64
  let size: UInt64
  let dataspace: DataspaceObject

  init(_ system: System, name: String, physical: UInt64, size: UInt64) {
    self.name = name
    self.physical = physical
    self.size = size
    dataspace = DataspaceObject(
      system, .module, physical: physical, size: max(1, Frames.pages(size)) * Frames.pageSize, isWritable: false)
  }
}

/// The boot information, read once.
final class BootRecord {
  let isFromThisKernel: Bool
  let machine: Machine
  let domain: CapabilityIndex
  let ticksPerMillisecond: UInt64
  let cpuCount: UInt64
  let interruptCount: UInt64
  /// The ACPI tables, as RSDT or XSDT lists them: physical address (0: there is none), and bytes of each entry.
  let tableList: (address: UInt64, entrySize: UInt64)
  let framebuffer: Framebuffer?
  let archive: MemoryExtent
  let regions: [MemoryExtent]
  /// The start of the largest region below 4 GiB.
  let largestLowRegion: UInt64
  private let legacyWiring: [LegacyWiring]
  private(set) var modules: [BootModule] = []

  /// Must come before anything else that uses the message page.
  init() {
    isFromThisKernel = Self.word(.magicWord) == BootInformation.magic
    machine = Machine(capability: Self.capability(.machineCapability), thread: Self.capability(.threadCapability))
    domain = Self.capability(.domainCapability)
    ticksPerMillisecond = max(1, Self.word(.ticksPerMillisecond))
    cpuCount = Self.word(.cpuCount)
    interruptCount = Self.word(.interruptCount)
    tableList = (Self.word(.tableList), Self.word(.tableListEntrySize))
    archive = MemoryExtent(start: Self.word(.archiveAddress), size: Self.word(.archiveSize))
    framebuffer = Self.readFramebuffer()
    legacyWiring = (0..<16).map { Self.readWiring($0) }
    regions = (0..<min(Int(Self.word(.regionCount)), BootInformation.maximumRegions)).map { Self.readRegion($0) }
    let low = regions.filter { $0.start < 1 << 32 }
    largestLowRegion = low.max { $0.size < $1.size }?.start ?? 1 << 32
  }

  private static func word(_ word: BootInformation, _ offset: Int = 0) -> UInt64 { MessageBuffer[word: word.rawValue + offset] }

  private static func capability(_ which: BootInformation) -> CapabilityIndex {
    CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: word(which)))
  }

  private static func readRegion(_ index: Int) -> MemoryExtent {
    MemoryExtent(start: word(.regions, index * 2), size: word(.regions, index * 2 + 1))
  }

  private static func readWiring(_ index: Int) -> LegacyWiring {
    LegacyWiring(
      number: word(.legacyInterrupts, index / 8) >> UInt64(index % 8 * 8) & 0xff,
      trigger: InterruptTrigger(rawValue: word(.legacyTriggers) >> UInt64(index * 2) & 3))
  }

  private static func readFramebuffer() -> Framebuffer? {
    let (extent, format) = (word(.framebufferExtent), word(.framebufferFormat))
    guard word(.framebufferAddress) != 0 else { return nil }
    return Framebuffer(
      address: word(.framebufferAddress), width: extent & 0xffff_ffff, height: extent >> 32, pitch: format & 0xffff_ffff,
      depth: format >> 32, colors: word(.framebufferColors))
  }

  /// How a legacy interrupt (0...15), or else a global system interrupt, is wired.
  func wiring(_ number: UInt64) -> LegacyWiring {
    if number < 16 { return legacyWiring[Int(number)] }
    // Interrupts beyond the legacy ones are PCI's: level-triggered, active low (PCI 3.0, 2.2.6).
    return LegacyWiring(number: number, trigger: .level | .activeLow)
  }

  // MARK: - Modules

  func readModules(_ system: System) throws(ArchiveError) {
    let base = archive.start
    let entries = try Archive.entries(count: Int(archive.size), verify: false) {
      Window.load(base + UInt64($0), as: UInt8.self)
    }
    // The first one is core itself.
    for entry in entries.dropFirst() {
      add(BootModule(system, name: entry.name, physical: base + UInt64(entry.offset), size: UInt64(entry.size)))
    }
  }

  func add(_ module: BootModule) { modules.append(module) }

  func module(named name: String) -> BootModule? {
    modules.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The module that the last part of a label (`a -> b -> module`) names.
  func module(forLabel label: [UInt8]) -> BootModule? {
    var last = label[...]
    while let index = last.firstIndex(of: 62) { last = last[(index + 1)...] }
    let name = last.drop { $0 == 32 }
    return modules.first { $0.name.utf8.elementsEqual(name) }
  }
}

/// What is behind the number of an interrupt.
struct LegacyWiring {
  /// Global system interrupt.
  let number: UInt64
  let trigger: InterruptTrigger
}

/// What the boot loader left on the screen.
struct Framebuffer {
  let address: UInt64
  let width: UInt64
  let height: UInt64
  /// Bytes per line, bits per pixel.
  let pitch: UInt64
  let depth: UInt64
  /// For red, green and blue a byte each for the lowest bit, and for how many bits.
  let colors: UInt64
}

extension ArchiveError {
  /// Which rule the archive breaks.
  var reason: StaticString {
    switch self {
    case .tooShort: "it is too short"
    case .badMagic: "it does not start with \"BULKHEAD\""
    case .badVersion: "it has another version"
    case .truncated: "it is truncated"
    case .badChecksum: "its checksum is wrong"
    case .entryOutside: "the content of a module lies outside of it"
    case .badName: "the name of a module is empty, too long, or no text"
    case .duplicateName: "two modules have the same name"
    }
  }
}
