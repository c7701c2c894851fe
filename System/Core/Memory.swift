// Dataspaces and region maps: pieces of memory, and where they appear.
//
// A page is mapped when it is touched first (`RegionMapObject.resolve`, from the fault handler), and unmapped on every CPU
// before a detached, freed or destroyed dataspace's frames can be used for anything else.

import KernelABI
import RPC
import Sessions

/// A contiguous piece of physical memory.
final class DataspaceObject: ServedObject {
  let physical: UInt64
  let size: UInt64
  let isWritable: Bool
  /// The domain that pays for it and may free it; nil: a boot module.
  let owner: ProtectionDomain?
  private(set) var places: [(map: RegionMapObject, address: UInt64)] = []

  init(_ system: System, physical: UInt64, size: UInt64, isWritable: Bool, owner: ProtectionDomain?) {
    self.physical = physical
    self.size = size
    self.isWritable = isWritable
    self.owner = owner
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(Dataspace.size) { () throws(RegionMapFailure) in self.size }
    request.serve(Dataspace.isWritable) { () throws(RegionMapFailure) in self.isWritable }
  }

  func add(_ map: RegionMapObject, _ address: UInt64) { places.append((map, address)) }

  func forget(_ map: RegionMapObject, _ address: UInt64) {
    if let index = places.firstIndex(where: { $0.map === map && $0.address == address }) { places.remove(at: index) }
  }

  /// Makes it disappear everywhere.
  func detachEverywhere() {
    while let place = places.last { place.map.remove(at: place.address) }
  }
}

/// What is attached where.
struct Region {
  let start: UInt64
  let size: UInt64
  let dataspace: DataspaceObject
  let offset: UInt64
  let isWritable: Bool
  let isExecutable: Bool

  var end: UInt64 { start + size }
}

/// The address space of a domain.
final class RegionMapObject: ServedObject {
  private let domain: ProtectionDomain
  /// In order of their addresses.
  private var regions: [Region] = []

  /// Where "anywhere" starts, and where the map ends. Page 0 is never mapped.
  static var anywhere: UInt64 { 0x1000_0000 }
  static var end: UInt64 { AddressSpaceLayout.userEnd }

  init(_ system: System, of domain: ProtectionDomain) {
    self.domain = domain
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(RegionMap.attach) { attachment throws(RegionMapFailure) in
      guard let dataspace = self.system.object(attachment.dataspace.index) as? DataspaceObject else {
        throw .invalidDataspace
      }
      return try self.attach(
        dataspace, offset: attachment.offset, size: attachment.size, at: attachment.address,
        isWritable: attachment.isWritable, isExecutable: attachment.isExecutable)
    }
    request.serve(RegionMap.detach) { (address) throws(RegionMapFailure) -> Void in
      guard let region = self.region(at: address) else { throw .notAttached }
      self.remove(at: region.start)
    }
  }

  func attach(
    _ dataspace: DataspaceObject, offset: UInt64 = 0, size: UInt64 = 0, at address: UInt64? = nil, isWritable: Bool,
    isExecutable: Bool
  ) throws(RegionMapFailure) -> UInt64 {
    guard offset < dataspace.size, offset % Frames.pageSize == 0, size <= dataspace.size - offset else {
      throw .invalidDataspace
    }
    let length = size == 0 ? dataspace.size - offset : (size + 4095) & ~4095
    guard !(isWritable && isExecutable) else { throw .invalidDataspace }
    guard let start = address ?? gap(length), isFree(start, length) else { throw .conflict }
    let region = Region(
      start: start, size: length, dataspace: dataspace, offset: offset, isWritable: isWritable && dataspace.isWritable,
      isExecutable: isExecutable)
    regions.insert(region, at: regions.firstIndex { $0.start > start } ?? regions.count)
    dataspace.add(self, start)
    return start
  }

  private func isFree(_ start: UInt64, _ length: UInt64) -> Bool {
    guard start % Frames.pageSize == 0, start >= Frames.pageSize, start < Self.end, length <= Self.end - start else {
      return false
    }
    for region in regions where start < region.end && region.start < start + length { return false }
    return true
  }

  private func gap(_ length: UInt64) -> UInt64? {
    var start = Self.anywhere
    for region in regions where region.end > start {
      // A page stays free between regions, so that running over the end of one is noticed.
      if region.start >= start + length + Frames.pageSize { break }
      start = region.end + Frames.pageSize
    }
    return start < Self.end ? start : nil
  }

  private func region(at address: UInt64) -> Region? {
    for region in regions where address >= region.start && address < region.end { return region }
    return nil
  }

  func remove(at start: UInt64) {
    guard let index = regions.firstIndex(where: { $0.start == start }) else { return }
    let region = regions.remove(at: index)
    system.machine.unmap(region.start, pages: region.size / Frames.pageSize, in: domain.kernelDomain)
    region.dataspace.forget(self, start)
  }

  func removeAll() {
    while let region = regions.last { remove(at: region.start) }
  }

  /// Pages mapped at once when one of them is touched.
  private static var ahead: UInt64 { 16 }

  /// Maps what belongs at a faulting address. False if nothing there allows the access.
  func resolve(_ address: UInt64, _ fault: Fault) -> Bool {
    guard let region = region(at: address) else { return false }
    if fault == .write && !region.isWritable || fault == .execute && !region.isExecutable { return false }
    let page = address & ~4095
    let count = min((region.end - page) / Frames.pageSize, Self.ahead)
    let flags: MapFlags = (region.isWritable ? .write : .none) | (region.isExecutable ? .execute : .none)
    return domain.map(page, to: region.dataspace.physical + region.offset + page - region.start, pages: count, flags: flags)
  }
}
