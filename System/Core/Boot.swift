// What the kernel told core at the start: memory, modules, time.

import Archive
import KernelABI
import RPC

/// A boot module: content that is offered as ROM under its name.
final class BootModule {
  let name: String
  let physical: UInt64
  let size: UInt64
  let dataspace: DataspaceObject

  init(_ system: System, _ entry: ArchiveEntry, archive: UInt64) {
    name = entry.name
    physical = archive + UInt64(entry.offset)
    size = UInt64(entry.size)
    let pages = max(1, (UInt64(entry.size) + 4095) / Frames.pageSize)
    dataspace = DataspaceObject(
      system, physical: physical, size: pages * Frames.pageSize, isWritable: false, owner: nil)
  }
}

/// The boot information, read once.
final class BootRecord {
  let ticksPerMillisecond: UInt64
  let cpuCount: UInt64
  let archive: (address: UInt64, size: UInt64)
  let regions: [(start: UInt64, size: UInt64)]
  let domain: CapabilityIndex
  let machine: Machine
  private(set) var modules: [BootModule] = []

  /// nil if the kernel and core were not made for each other.
  init?() {
    func word(_ word: BootInformation) -> UInt64 { MessageBuffer[word: word.rawValue] }
    func capability(_ which: BootInformation) -> CapabilityIndex {
      CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: word(which)))
    }
    machine = Machine(capability: capability(.machineCapability), thread: capability(.threadCapability))
    domain = capability(.domainCapability)
    ticksPerMillisecond = word(.ticksPerMillisecond)
    cpuCount = word(.cpuCount)
    archive = (word(.archiveAddress), word(.archiveSize))
    var regions: [(start: UInt64, size: UInt64)] = []
    for index in 0..<min(Int(word(.regionCount)), BootInformation.maximumRegions) {
      let first = BootInformation.regions.rawValue + index * 2
      regions.append((MessageBuffer[word: first], MessageBuffer[word: first + 1]))
    }
    self.regions = regions
    guard word(.magicWord) == BootInformation.magic else { return nil }
  }

  func readModules(_ system: System) throws(ArchiveError) {
    let base = archive.address
    let entries = try Archive.entries(count: Int(archive.size), verify: false) { Window.load(base + UInt64($0), as: UInt8.self) }
    for entry in entries.dropFirst() { modules.append(BootModule(system, entry, archive: base)) }
  }

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
