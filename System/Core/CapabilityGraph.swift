// The capability graph as it is: which domain holds capabilities to what of whose, and shares whose memory. The tool compares
// it with what the security report says of the same scenario; printed only if the boot archive has a module
// "capability-graph", which the tool adds.
//
// Core's books say who owns an object, but not who holds it: components hand capabilities to each other without core. So core
// looks into every domain's table through the kernel (`MachineOperation.held`). It looks now and then, when a domain ends
// (the first one of each name) and when init exits. An edge is printed once: "graph: HOLDER | WHAT | OWNER".

import KernelABI
import RPC

final class CapabilityGraph {
  private let system: System
  /// Hashes of what was printed, ascending.
  private var known: [UInt64] = []
  private var nextLook: UInt64
  private var interval: UInt64

  static var longestInterval: UInt64 { 500 }

  /// Nil if nobody wants to know.
  init?(_ system: System) {
    guard system.boot.module(named: "capability-graph") != nil else { return nil }
    self.system = system
    interval = 10 * system.boot.ticksPerMillisecond
    nextLook = KernelCall.ticks
  }

  /// Looks at everything if it is time again: at first often, then twice a second if there is not too much of it.
  func lookIfDue() {
    let start = KernelCall.ticks
    guard start >= nextLook else { return }
    look()
    interval = min(interval * 2, Self.longestInterval * system.boot.ticksPerMillisecond)
    let end = KernelCall.ticks
    // However much there is to look at, it takes a twentieth of the time at most.
    nextLook = end + max(interval, 20 * (end - start))
  }

  func look() {
    let before = known.count
    for domain in system.domains { look(at: domain) }
    if known.count > before { system.machine.log("graph: looked at \(system.domains.count) domains") }
  }

  /// The domain is about to be destroyed. Of many with the same name, the first one is looked at.
  func lookLast(at domain: ProtectionDomain) {
    if isNew(domain.label, "ends", "") { look(at: domain) }
  }

  private func look(at domain: ProtectionDomain) {
    var number = 0
    while let capability = system.machine.held(number, in: domain.kernelDomain) {
      number += 1
      if let object = system.object(capability) { note(domain.label, object) }
    }
    var position: UInt64 = 0
    while let region = domain.addressSpace?.regions.first(in: position..<AddressSpaceLayout.userEnd) {
      position = region.end
      if let dataspace = system.object(badge: region.dataspace) { note(domain.label, dataspace) }
    }
  }

  private func note(_ holder: String, _ object: CoreObject) {
    let (what, owner) = object.nature
    guard let owner, !isSame(owner, holder), isNew(holder, what, owner) else { return }
    system.machine.log("graph: \(Self.field(holder)) | \(what) | \(Self.field(owner))")
  }

  /// Clients choose parts of labels: nothing in them may look like the end of a field or of a line.
  private static func field(_ label: String) -> String {
    let bytes = LogLine.text(Array(label.utf8)).map { $0 == UInt8(ascii: "|") ? UInt8(ascii: "/") : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Byte by byte: comparing strings would take Unicode's tables.
  private func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  /// Remembers an edge, by its hash (FNV-1a). Of two with the same hash one is not printed.
  private func isNew(_ holder: String, _ what: String, _ owner: String) -> Bool {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    hash = Self.hash(holder, hash)
    hash = Self.hash(what, hash)
    hash = Self.hash(owner, hash)
    var (low, high) = (0, known.count)
    while low < high {
      let middle = (low + high) / 2
      if known[middle] < hash { low = middle + 1 } else { high = middle }
    }
    if low < known.count, known[low] == hash { return false }
    known.insert(hash, at: low)
    return true
  }

  /// Goes on with a hash; 0xff, which no text contains, ends the text.
  private static func hash(_ text: String, _ start: UInt64) -> UInt64 {
    var hash = start
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (hash ^ 0xff) &* 0x100_0000_01b3
  }
}

extension CoreObject {
  /// What a capability to it is good for, and whose it is: a component's, or core's; nil: that is of no interest.
  fileprivate var nature: (what: String, owner: String?) {
    switch self {
    case let object as ComponentObject: (object.size == KernelObjectSize.rpcObject ? "object" : "signal", object.owner.label)
    case let domain as ProtectionDomain: ("PD", domain.label)
    case let thread as ThreadObject: ("thread", thread.domain.label)
    case let map as RegionMapObject: map.domain.map { ("address space", $0.label) } ?? ("RM", "core")
    case let dataspace as DataspaceObject: dataspace.kindAndOwner
    case is CPUSession: ("CPU", "core")
    case is ROMSession, is OwnLogSession: ("ROM", "core")
    case is LogSession: ("LOG", "core")
    case is RMSession: ("RM", "core")
    case is TraceSession: ("TRACE", "core")
    case is AuditSession: ("AUDIT", "core")
    case is InitParent: ("parent", "core")
    default: deviceNature
    }
  }

  private var deviceNature: (what: String, owner: String?) {
    switch self {
    case is IOMemorySession: ("IO_MEM", "core")
    case is IOPortSession: ("IO_PORT", "core")
    case is InterruptSession: ("IRQ", "core")
    default: ("unknown", "core")
    }
  }
}

extension DataspaceObject {
  fileprivate var kindAndOwner: (what: String, owner: String?) {
    switch kind {
    // Message pages, which every thread has for itself, are nobody's.
    case .ram: ("memory", owner?.label)
    case .module: ("ROM", "core")
    case .device: ("IO_MEM", "core")
    case .managed: ("RM", "core")
    }
  }
}
