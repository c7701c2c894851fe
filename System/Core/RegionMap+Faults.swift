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
  /// The map's owner was told; the thread has to wait.
  case waits
}

extension RegionMapObject {
  /// Bytes mapped at once when a page is touched.
  private static var ahead: UInt64 { 16 * Frames.pageSize }

  private func find(_ address: UInt64, _ access: RegionFault.Access, upTo limit: UInt64) -> Finding {
    var (map, position, bytes) = (self, address, limit)
    var (isWritable, isExecutable) = (true, true)
    while let region = map.regions.containing(position),
      let dataspace = system.object(badge: region.dataspace) as? DataspaceObject
    {
      isWritable = isWritable && region.isWritable && dataspace.isWritable
      isExecutable = isExecutable && region.isExecutable
      if access == .write && !isWritable || access == .execute && !isExecutable { return .nothing(map, position, .notAllowed) }
      bytes = min(bytes, region.end - position)
      position = position - region.start + region.offset
      guard let inner = dataspace.managed else {
        let flags: MapFlags = (isWritable ? .write : .none) | (isExecutable && !isWritable ? .execute : .none)
        return .memory(physical: dataspace.physical + position, bytes: bytes, flags: flags | dataspace.mapFlags)
      }
      map = inner
    }
    return .nothing(map, position, .notAttached)
  }

  /// Maps what belongs at a faulting address of this address space, or has the thread wait for it.
  func resolve(_ address: UInt64, _ access: RegionFault.Access, for thread: ThreadObject) -> Resolution {
    let page = address & ~(Frames.pageSize - 1)
    switch find(page, access, upTo: Self.ahead) {
    case .memory(let physical, let bytes, let flags):
      return domain?.map(page, to: physical, pages: bytes / Frames.pageSize, flags: flags) == true
        ? .mapped : .failed(.outOfRAM)
    case .nothing(let map, let position, let cause):
      guard map.faultSignal.exists else { return .failed(cause) }
      map.wait(thread, position + address % Frames.pageSize, access)
      return .waits
    }
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

  private func wait(_ thread: ThreadObject, _ address: UInt64, _ access: RegionFault.Access) {
    thread.wait(in: self, RegionFault(access, at: address))
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
