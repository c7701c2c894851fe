// Page faults: from an address in a domain to memory, through nested maps; and what happens where nothing is attached.
//
// A page is mapped when it is touched first. A thread that touches nothing waits, if the map in which nothing was found
// has a fault signal, until something is attached there.

import KernelABI
import RPC
import Sessions

/// What an address of an address space shows.
private enum Finding {
  case memory(physical: UInt64, bytes: UInt64, flags: MapFlags)
  /// Nothing, or nothing that allows the access: in this map, at this address of its own.
  case nothing(RegionMapObject, UInt64, FaultCause)
}

/// Why an access failed.
enum FaultCause {
  case notAttached
  case notAllowed
  /// The domain's account cannot pay for page tables.
  case outOfRAM
}

/// What came of a page fault.
enum Resolution {
  case mapped
  case failed(FaultCause)
  /// The thread has to wait until something is attached to a map, at an address of that.
  case waits(RegionMapObject, UInt64)
}

extension RegionFault.Access {
  fileprivate var right: MapFlags {
    switch self {
    case .none, .read: .none
    case .write: .write
    case .execute: .execute
    }
  }
}

extension ProtectionDomain {
  /// Maps what belongs at a faulting address.
  func resolve(_ address: UInt64, _ access: RegionFault.Access) -> Resolution {
    guard let addressSpace else { return .failed(.notAttached) }
    let page = address & ~(Frames.pageSize - 1)
    switch addressSpace.find(page, access, upTo: RegionMapObject.ahead) {
    case .memory(let physical, let bytes, let flags):
      return map(page, to: physical, pages: bytes / Frames.pageSize, flags: flags) ? .mapped : .failed(.outOfRAM)
    case .nothing(let map, let position, let cause):
      return map.faultSignal.exists ? .waits(map, position + address % Frames.pageSize) : .failed(cause)
    }
  }
}

extension RegionMapObject {
  /// Bytes mapped at once when a page is touched.
  fileprivate static var ahead: UInt64 { 16 * Frames.pageSize }

  /// - Parameters:
  ///   - position: an address of this map.
  ///   - limit: how many bytes from there on are of interest.
  ///   - flags: what the maps above allow.
  fileprivate func find(
    _ position: UInt64, _ access: RegionFault.Access, upTo limit: UInt64, within flags: MapFlags = .write | .execute
  ) -> Finding {
    guard let region = regions.containing(position) else { return .nothing(self, position, .notAttached) }
    guard let dataspace = system.object(badge: region.dataspace) as? DataspaceObject else {
      return findLost(region, position, access)
    }
    let allowed = flags & region.rights & (dataspace.isWritable ? MapFlags.write | .execute : .execute)
    guard allowed.contains(access.right) else { return .nothing(self, position, .notAllowed) }
    let bytes = min(limit, region.end - position)
    let offset = position - region.start + region.offset
    if let inner = dataspace.managed { return inner.find(offset, access, upTo: bytes, within: allowed) }
    let right = allowed.contains(.write) ? .write : allowed
    return .memory(physical: dataspace.physical + offset, bytes: bytes, flags: right | dataspace.mapFlags)
  }

  /// In a lasting region whose dataspace ended: for readers zeros that all share, for writers a page of the domain's own.
  private func findLost(_ region: Region, _ position: UInt64, _ access: RegionFault.Access) -> Finding {
    guard region.rights.contains(access.right) else { return .nothing(self, position, .notAllowed) }
    let page = region.isWritable ? domain?.sparePage ?? 0 : system.zeroPage
    return .memory(physical: page, bytes: Frames.pageSize, flags: region.rights)
  }

  /// Maps a range of this address space now. What is not attached is left out.
  func populate(_ range: Range<UInt64>) throws(PDFailure) {
    var position = range.lowerBound & ~(Frames.pageSize - 1)
    while let region = regions.first(in: position..<range.upperBound) {
      position = max(position, region.start)
      let end = min(region.end, Frames.pages(range.upperBound) * Frames.pageSize)
      while position < end { position += try populate(position, upTo: end - position) }
    }
  }

  /// - Returns: how many bytes are done.
  private func populate(_ address: UInt64, upTo limit: UInt64) throws(PDFailure) -> UInt64 {
    switch find(address, .read, upTo: limit) {
    case .memory(let physical, let bytes, let flags):
      guard domain?.map(address, to: physical, pages: bytes / Frames.pageSize, flags: flags) == true else { throw .outOfRAM }
      return bytes
    case .nothing(let map, let position, _):
      guard let next = map.regions.first(in: position..<map.size) else { return limit }
      return min(limit, next.start - position)
    }
  }

  // MARK: - Waiting threads

  /// Adds a thread, which waits from now on, and tells the map's owner.
  func wait(_ thread: ThreadObject) {
    waiting.append(thread)
    if KernelCall.submit(faultSignal.capability.index).kind != .done { setFaultSignal(OwnedCapability(adopting: .none)) }
  }

  func forget(waiting thread: ThreadObject) { waiting.removeAll { $0 === thread } }

  var oldestFault: RegionFault { waiting.first?.regionFault ?? RegionFault(.none, at: 0) }

  func setFaultSignal(_ signal: consuming OwnedCapability<SignalTarget>) {
    faultSignal = signal
    if !faultSignal.exists { abandonWaiting() }
  }

  /// Something was attached: those whose fault it resolves go on.
  func retryWaiting() {
    guard !waiting.isEmpty else { return }
    let threads = waiting
    waiting = []
    for thread in threads { thread.retry() }
  }

  /// Nobody will attach anything any more: the faults are what they would have been without the map's signal.
  func abandonWaiting() {
    let threads = waiting
    waiting = []
    for thread in threads { thread.abandon() }
  }
}
