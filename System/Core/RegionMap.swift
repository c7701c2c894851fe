// Region maps: spaces of addresses to which dataspaces are attached. One is the address space of a domain; others are
// made by RM sessions and attached themselves, as managed dataspaces.
//
// Invariants: regions do not overlap, and lie within the map. A map never contains itself. There are at most
// `maximumLevels` managed dataspaces above each other. Each is attached at no more than `maximumPlaces` places, of which
// at most one is in another managed one, so that the number of address spaces to look at for one page is bounded.

import KernelABI
import RPC
import Sessions

final class RegionMapObject: ServedObject {
  /// The domain whose address space this is; nil: a map of an RM session.
  private(set) var domain: ProtectionDomain?
  /// The end of the addresses.
  let size: UInt64
  /// Who pays for the regions.
  private let payer: ObjectMemory
  private(set) var regions = RegionTree()
  private var managedCount = 0
  /// The map as a dataspace.
  private(set) var dataspace: DataspaceObject?
  var faultSignal = OwnedCapability<SignalTarget>(adopting: .none)
  /// Threads that wait for something to be attached, the oldest first.
  var waiting: [ThreadObject] = []
  /// The address space is gone already: nothing is mapped any more.
  private var isEnding = false
  /// Below this, nothing was freed since the last search for "anywhere".
  private var searchStart: UInt64

  static var maximumLevels: Int { 3 }
  static var maximumPlaces: Int { 16 }

  /// The address space of a domain.
  init(_ system: System, of domain: ProtectionDomain, payer: ObjectMemory) {
    self.domain = domain
    self.payer = payer
    size = AddressSpaceLayout.userEnd
    searchStart = Self.anywhere
    super.init(system)
  }

  /// A map that is attached to others as a dataspace.
  init(_ system: System, size: UInt64, payer: ObjectMemory) {
    self.size = size
    self.payer = payer
    searchStart = 0
    super.init(system)
  }

  /// Where "anywhere" starts in an address space. Page 0 is never mapped.
  private static var anywhere: UInt64 { 0x1000_0000 }

  private var lowest: UInt64 { domain == nil ? 0 : Frames.pageSize }

  override func serve(_ request: inout Request) {
    request.serve(RegionMap.attach) { attachment throws(RegionMapFailure) in try self.attach(attachment) }
    request.serve(RegionMap.detach) { (address) throws(RegionMapFailure) -> Void in
      guard let region = self.regions.containing(address) else { throw .notAttached }
      self.remove(region)
    }
    request.serve(
      RegionMap.setFaultSignal,
      keeping: { signal, received throws(RegionMapFailure) -> Nothing in
        self.setFaultSignal(received.keep(signal))
        return Nothing()
      })
    request.serve(RegionMap.fault) { () throws(RegionMapFailure) in self.oldestFault }
    request.serve(RegionMap.dataspace) { () throws(RegionMapFailure) in
      guard let dataspace = self.dataspace else { throw .notAllowed }
      return Capability(dataspace.capability)
    }
  }

  // MARK: - Attaching

  private func attach(_ attachment: Attachment) throws(RegionMapFailure) -> UInt64 {
    guard let dataspace = system.object(attachment.dataspace.index) as? DataspaceObject else { throw .invalidDataspace }
    return try attach(
      dataspace, offset: attachment.offset, size: attachment.size, at: attachment.address,
      isWritable: attachment.isWritable, isExecutable: attachment.isExecutable, isLasting: attachment.isLasting)
  }

  /// - Parameters:
  ///   - size: 0: to the dataspace's end.
  ///   - address: nil: anywhere from `lowest` on, or from where the map usually starts.
  func attach(
    _ dataspace: DataspaceObject, offset: UInt64 = 0, size: UInt64 = 0, at address: UInt64? = nil, from lowest: UInt64? = nil,
    isWritable: Bool = false, isExecutable: Bool = false, isLasting: Bool = false
  ) throws(RegionMapFailure) -> UInt64 {
    guard offset < dataspace.size, offset % Frames.pageSize == 0, size <= dataspace.size - offset else {
      throw .invalidDataspace
    }
    guard !(isWritable && isExecutable), !isExecutable || dataspace.canBeExecuted else { throw .notAllowed }
    if let inner = dataspace.managed { try checkNesting(inner) }
    if isLasting { try prepareLasting(isWritable: isWritable, isExecutable: isExecutable) }
    let length = Frames.pages(size == 0 ? dataspace.size - offset : size) * Frames.pageSize
    guard let start = address ?? gap(length, from: lowest), isFree(start, length) else { throw .conflict }
    let region = try makeRegion()
    (region.start, region.size, region.offset) = (start, length, offset)
    (region.dataspace, region.map) = (dataspace.badge, badge)
    region.isWritable = isWritable && dataspace.isWritable
    region.isExecutable = isExecutable
    region.isLasting = isLasting
    enter(region, dataspace)
    return start
  }

  /// What a lasting region will show is there from the start, so that its loss cannot fail.
  private func prepareLasting(isWritable: Bool, isExecutable: Bool) throws(RegionMapFailure) {
    guard let domain, !isExecutable else { throw .notAllowed }
    guard isWritable else { return }
    do throws(QuotaError) { try domain.prepareSparePage() } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  private func makeRegion() throws(RegionMapFailure) -> Region {
    do throws(QuotaError) { return Region(at: try payer.allocate(Region.recordSize)) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  private func enter(_ region: Region, _ dataspace: DataspaceObject) {
    regions.insert(region)
    dataspace.add(region)
    if dataspace.managed != nil { managedCount += 1 }
    retryWaiting()
  }

  private func isFree(_ start: UInt64, _ length: UInt64) -> Bool {
    guard start % Frames.pageSize == 0, start >= lowest, start < size, length <= size - start else { return false }
    return regions.first(in: start..<start + length) == nil
  }

  /// The lowest gap that is long enough. In an address space a page stays free around it, so that running over the end of
  /// something is noticed.
  private func gap(_ length: UInt64, from lowest: UInt64?) -> UInt64? {
    let distance = domain == nil ? 0 : Frames.pageSize
    guard length <= size - distance else { return nil }
    var start = lowest ?? searchStart
    if let region = regions.last(startingAtOrBelow: start), region.end + distance > start { start = region.end + distance }
    while let region = regions.first(startingAtOrAbove: start), region.start < start + length + distance {
      start = region.end + distance
    }
    guard start < size, length <= size - start else { return nil }
    if lowest == nil { searchStart = start }
    return start
  }

  // MARK: - Detaching

  /// Detaches; when this returns, no CPU reaches the memory through this map.
  func remove(_ region: Region) {
    clear(region)
    regions.remove(region)
    if region.start >= lowestSearch { searchStart = min(searchStart, region.start) }
    payer.free(region.record.address, Region.recordSize)
  }

  /// The dataspace ends: a lasting region stays without it, others do not.
  func lose(_ region: Region) {
    guard region.isLasting else { return remove(region) }
    clear(region)
    region.dataspace = 0
  }

  /// Nothing shows through the region any more.
  private func clear(_ region: Region) {
    let range = region.start..<region.end
    guard let dataspace = system.object(badge: region.dataspace) as? DataspaceObject else {
      if !isEnding { disappear(range) }
      return
    }
    if !isEnding { forEachLeaf(of: region, dataspace, in: range) { self.disappear($0) } }
    if dataspace.managed != nil { managedCount -= 1 }
    dataspace.forget(region)
  }

  private var lowestSearch: UInt64 { domain == nil ? 0 : Self.anywhere }

  /// The parts of `range`, which lies in `region`, that memory is attached to. What a managed dataspace shows is only
  /// that: the region itself can be larger than all memory.
  private func forEachLeaf(
    of region: Region, _ dataspace: DataspaceObject, in range: Range<UInt64>, _ body: (Range<UInt64>) -> Void
  ) {
    guard let inner = dataspace.managed else { return body(range) }
    let offset = region.offset &- region.start
    var rest = range.lowerBound &+ offset..<range.upperBound &+ offset
    while let part = inner.regions.first(in: rest), let shown = system.object(badge: part.dataspace) as? DataspaceObject {
      let visible = (part.start..<part.end).clamped(to: rest)
      inner.forEachLeaf(of: part, shown, in: visible) { body($0.lowerBound &- offset..<$0.upperBound &- offset) }
      rest = visible.upperBound..<rest.upperBound
    }
  }

  /// Unmaps a range of this map in every address space that it is part of.
  private func disappear(_ range: Range<UInt64>) {
    guard !range.isEmpty else { return }
    if let domain {
      return system.machine.unmap(
        range.lowerBound, pages: UInt64(range.count) / Frames.pageSize, in: domain.kernelDomain)
    }
    forEachContainer { outer, place in
      let visible = range.clamped(to: place.offset..<place.offset + place.size)
      let offset = place.start &- place.offset
      outer.disappear(visible.lowerBound &+ offset..<visible.upperBound &+ offset)
    }
  }

  // MARK: - Nesting

  /// The maps that this one is attached to, and where.
  private func forEachContainer(_ body: (RegionMapObject, Region) -> Void) {
    var place = dataspace?.firstPlace
    while let region = place {
      if let outer = system.object(badge: region.map) as? RegionMapObject { body(outer, region) }
      place = region.nextPlace
    }
  }

  private func checkNesting(_ inner: RegionMapObject) throws(RegionMapFailure) {
    guard !isWithin(inner), levelsAbove + inner.levelsBelow <= Self.maximumLevels,
      (inner.dataspace?.placeCount ?? 0) < Self.maximumPlaces, domain != nil || !inner.isWithinManaged
    else { throw .invalidDataspace }
  }

  private var isWithinManaged: Bool {
    var found = false
    forEachContainer { outer, _ in found = found || outer.domain == nil }
    return found
  }

  /// Is this map `other`, or part of it?
  private func isWithin(_ other: RegionMapObject) -> Bool {
    if other === self { return true }
    var found = false
    forEachContainer { outer, _ in found = found || outer.isWithin(other) }
    return found
  }

  /// How many managed dataspaces lead from address spaces to here, this one included.
  private var levelsAbove: Int {
    var levels = 0
    forEachContainer { outer, _ in levels = max(levels, outer.levelsAbove) }
    return domain == nil ? levels + 1 : 0
  }

  /// How many managed dataspaces there are from here to memory, this one included.
  private var levelsBelow: Int {
    guard managedCount > 0 else { return 1 }
    var (levels, position): (Int, UInt64) = (0, 0)
    while let region = regions.first(in: position..<size) {
      if let inner = (system.object(badge: region.dataspace) as? DataspaceObject)?.managed {
        levels = max(levels, inner.levelsBelow)
      }
      position = region.end
    }
    return levels + 1
  }

  // MARK: - Life

  /// Makes the map usable as a dataspace.
  func publishDataspace() throws(QuotaError) {
    let dataspace = DataspaceObject(system, .managed(self), physical: 0, size: size, isWritable: true)
    try system.publish(dataspace, payer: payer)
    self.dataspace = dataspace
  }

  /// Detaches everything from the map, and the map from wherever it was attached; nobody can use it any more. Of an
  /// address space, the kernel's domain is gone before.
  override func close() {
    isEnding = domain != nil
    faultSignal = OwnedCapability(adopting: .none)
    while let region = regions.any { remove(region) }
    dataspace?.detachEverywhere()
    if let dataspace { system.retire(dataspace) }
    dataspace = nil
    abandonWaiting()
    system.retire(self)
    domain = nil
  }
}
