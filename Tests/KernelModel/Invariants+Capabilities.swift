// Capability tables and the forests of copies: complete, linked both ways, and about living objects only.

import KernelABI

@testable import Kernel

extension Invariants {
  /// The slots of a domain's table that name something.
  static func usedSlots(_ domain: SimDomain) -> [SimSlot] {
    var used: [SimSlot] = []
    for page in 0..<domain.object.tablePages {
      for position in 1...63 {
        let slot = CapabilitySlot<SimulatedMachine>.at(page: domain.object.directory[page], position: position)
        if slot.object.object != nil { used.append(slot) }
      }
    }
    return used
  }

  /// Free and used slots add up, and the tree that finds slots has exactly the used ones.
  func checkTables() throws {
    for (id, domain) in system.domains {
      let used = Self.usedSlots(domain)
      var free = 0
      var cursor = domain.object.freeSlots
      while let slot = cursor {
        free += 1
        try require(slot.object.object == nil && slot.object.generation > 0, "domain \(id): a free slot names something")
        cursor = slot.object.left
        if free > domain.object.tablePages * 63 { break }
      }
      try require(free == domain.object.freeCount, "domain \(id) counts \(domain.object.freeCount) free slots, not \(free)")
      try require(free + used.count == domain.object.tablePages * 63, "domain \(id): slots do not add up")
      let searched = used.count { !$0.object.rights.contains(.origin) }
      try require(members(domain.object.tree.root).count == searched, "domain \(id): the tree of slots is not complete")
      for slot in used {
        try require(slot.object.object.map { system.ids[$0.key] != nil } ?? false, "domain \(id) names a dead object")
        let isOrigin = slot.object.object?.object.origin == slot
        try require(isOrigin == slot.object.rights.contains(.origin), "domain \(id): an object's first capability is lost")
      }
    }
  }

  /// Every capability hangs in the forest of its object, once.
  func checkForests() throws {
    var inForests = 0
    for object in system.objects { inForests += try count(object.header.object.copies, of: object.header, lease: nil) }
    let inTables = system.domains.reduce(0) { $0 + $1.domain.object.tablePages * 63 - $1.domain.object.freeCount }
    let embedded = system.shadow.capabilities.embedded.count
    try require(
      inTables + embedded >= inForests && inTables <= inForests,
      "\(inTables) capabilities in tables and \(embedded) in objects, but \(inForests) in forests")
  }

  private func count(_ first: SimSlot?, of object: SimHeader, lease: SimSlot?) throws -> Int {
    var count = 0
    var previous: SimSlot?
    var cursor = first
    while let slot = cursor {
      try require(slot.object.object == object && slot.object.lease == lease, "a capability hangs in a foreign forest")
      try require(slot.object.previous == previous, "the links of a forest are broken")
      try require(slot.object.references > 0, "a capability without references")
      try require(slot.object.copies == nil || slot.object.rights.contains(.lease), "copies of what is no lease")
      count += 1 + (try self.count(slot.object.copies, of: object, lease: slot))
      previous = slot
      cursor = slot.object.next
    }
    return count
  }
}
