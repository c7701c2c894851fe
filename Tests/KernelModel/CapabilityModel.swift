// Who may hold a capability to what: a model of delegation that knows nothing of how the kernel keeps slots.
//
// A holding is a capability that somebody has. It hangs below the lease it was copied from, or below the object. The kernel
// may know exactly the holdings of the model; while a long operation is under way, the holdings that it will end
// (`isDoomed`) may be gone already.

import KernelABI

/// Who holds: a domain in its table, or an object in a place of its own (the fault handler of a thread, ...).
enum Holder: Hashable {
  case table(domain: Int)
  case embedded(in: Int)
}

final class Holding {
  let object: Int
  let holder: Holder
  let index: UInt32
  let lease: Holding?
  let isLease: Bool
  /// Of a lease: those who receive copies cannot hand them on.
  let copiesEndThere: Bool
  /// May the holder hand out copies?
  let isDelegable: Bool
  var references = 1
  var copies: [Holding] = []
  var isDoomed = false

  init(
    _ object: Int, _ holder: Holder, index: UInt32 = 0, lease: Holding? = nil, isLease: Bool = false, ends: Bool = false,
    delegable: Bool = true
  ) {
    (self.object, self.holder, self.index, self.lease) = (object, holder, index, lease)
    (self.isLease, copiesEndThere, isDelegable) = (isLease, ends, delegable)
  }

  /// All that was handed out from here, at any distance.
  var descendants: [Holding] { copies.flatMap { [$0] + $0.descendants } }

  /// How many leases this is or hangs below.
  var depth: Int { (lease?.depth ?? 0) + (isLease ? 1 : 0) }

  /// Above this holding: leases, the nearest first.
  var ancestors: [Holding] { lease.map { [$0] + $0.ancestors } ?? [] }

  /// What a copy of this hangs below.
  var leaseOfCopies: Holding? { isLease ? self : lease }
}

/// What became of a capability that was handed on.
enum Passed {
  /// The table had no room.
  case refused
  /// The receiver could do as much already.
  case known
  case fresh
}

final class CapabilityModel {
  private(set) var tables: [Int: [UInt32: Holding]] = [:]
  private(set) var embedded: [Int: Holding] = [:]
  /// Slots that each domain's table has room for.
  var capacity: [Int: Int] = [:]
  /// The generation that each slot of a table had last.
  private var generations: [Int: [UInt32: UInt32]] = [:]

  func holding(_ index: UInt64, in domain: Int) -> Holding? { tables[domain]?[UInt32(truncatingIfNeeded: index)] }
  func free(in domain: Int) -> Int { (capacity[domain] ?? 0) - (tables[domain]?.count ?? 0) }

  // MARK: - Change

  func addTable(_ domain: Int, capacity slots: Int) {
    tables[domain] = [:]
    capacity[domain] = slots
    generations[domain] = [:]
  }

  func add(_ holding: Holding) throws {
    holding.lease?.copies.append(holding)
    switch holding.holder {
    case .embedded(let container):
      try require(embedded[container] == nil, "object \(container) holds two capabilities")
      embedded[container] = holding
    case .table(let domain):
      try checkFresh(holding.index, in: domain)
      tables[domain]?[holding.index] = holding
    }
  }

  /// A new capability has a name that did not name anything just before.
  private func checkFresh(_ index: UInt32, in domain: Int) throws {
    let (slot, generation) = (index & 0xffff, index >> 16)
    try require(index != 0 && slot & 63 != 0, "capability \(index) of domain \(domain) cannot exist")
    try require(generations[domain]?[slot] != generation, "domain \(domain) gets the name \(index) of what it gave up")
    try require(tables[domain]?[index] == nil, "domain \(domain) has two capabilities of the name \(index)")
    generations[domain]?[slot] = generation
  }

  /// Ends a holding and everything handed out from it.
  func remove(_ holding: Holding) {
    for copy in holding.copies { remove(copy) }
    holding.copies = []
    holding.lease?.copies.removeAll { $0 === holding }
    forget(holding)
  }

  private func forget(_ holding: Holding) {
    switch holding.holder {
    case .embedded(let container): if embedded[container] === holding { embedded[container] = nil }
    case .table(let domain): if tables[domain]?[holding.index] === holding { tables[domain]?[holding.index] = nil }
    }
  }

  func removeCopies(of holding: Holding) {
    for copy in holding.copies { remove(copy) }
  }

  /// All holdings of an object.
  func holdings(of object: Int) -> [Holding] {
    tables.values.flatMap { $0.values }.filter { $0.object == object } + embedded.values.filter { $0.object == object }
  }

  /// An object is no more: nobody names it, and its table or place is gone.
  func end(_ object: Int) {
    for holding in holdings(of: object) { remove(holding) }
    for holding in tables[object]?.values.map({ $0 }) ?? [] { remove(holding) }
    if let held = embedded[object] { remove(held) }
    tables[object] = nil
    capacity[object] = nil
    generations[object] = nil
  }

  /// The end of an object was begun.
  func doom(_ object: Int) {
    for holding in holdings(of: object) { doom(holding) }
    for holding in tables[object]?.values.map({ $0 }) ?? [] { doom(holding) }
    if let held = embedded[object] { held.isDoomed = true }
  }

  private func doom(_ holding: Holding) {
    holding.isDoomed = true
    for copy in holding.copies { doom(copy) }
  }

  func doomCopies(of holding: Holding) {
    for copy in holding.copies { doom(copy) }
  }

  // MARK: - Delegation

  /// Has a place of an object hold what an index names; nothing if it names nothing.
  func embed(_ index: UInt64, of domain: Int, in container: Int) throws {
    if let old = embedded[container] { remove(old) }
    guard index != 0, let source = holding(index, in: domain) else { return }
    try add(Holding(source.object, .embedded(in: container), lease: source.leaseOfCopies))
  }

  /// Hands a capability on to a domain, which then knows it as `received` (0: not at all).
  func copy(_ source: Holding, to domain: Int, as received: UInt32) throws -> Passed {
    let lease = source.leaseOfCopies
    let delegable = !source.copiesEndThere
    let covering = coverings(of: source.object, under: lease, delegable: delegable, in: domain)
    if !covering.isEmpty {
      guard let held = covering.first(where: { $0.index == received }) else {
        throw Failure("domain \(domain) already holds object \(source.object), but receives \(received)")
      }
      held.references = min(held.references + 1, 65_535)
      return .known
    }
    guard free(in: domain) > 0 else {
      try require(received == 0, "a full table took a capability")
      return .refused
    }
    try require(received != 0, "domain \(domain) did not get a capability although its table has room")
    try add(Holding(source.object, .table(domain: domain), index: received, lease: lease, delegable: delegable))
    return .fresh
  }

  /// With which capabilities a domain can do already what a copy would allow, for at least as long.
  private func coverings(of object: Int, under lease: Holding?, delegable: Bool, in domain: Int) -> [Holding] {
    let above = lease.map { [$0] + $0.ancestors } ?? []
    return (tables[domain] ?? [:]).values.filter { held in
      held.object == object && !held.isLease && (held.isDelegable || !delegable)
        && (held.lease == nil || above.contains { $0 === held.lease })
    }
  }

  /// A slot that the kernel does not know any more.
  func vanished(_ holding: Holding) throws {
    try require(holding.isDoomed, "\(holding.holder) lost its capability \(holding.index) to object \(holding.object)")
    try require(holding.copies.isEmpty || holding.copies.allSatisfy(\.isDoomed), "a lease ended before its copies")
    holding.lease?.copies.removeAll { $0 === holding }
    forget(holding)
  }
}
