// Memory for the heap, out of the component's own account. Called by the runtime in the middle of an allocation: must not
// allocate itself.

/// Provides `bytes` (a multiple of the page size) of fresh memory; 0 if there is none to be had.
@c(heap_grow)
public func componentHeapGrow(_ bytes: UInt) -> UInt {
  let quota = Quota(ram: UInt64(bytes) + 4096, capabilities: 1)
  do throws(PDFailure) {
    return try Resources.insist(on: quota) { () throws(PDFailure) in try mapFresh(UInt64(bytes)) }
  } catch {
    return 0
  }
}

private func mapFresh(_ bytes: UInt64) throws(PDFailure) -> UInt {
  let start = StartRecord.current
  let dataspace: Capability<Dataspace> = try start.protectionDomain.call(PD.allocateRAM, bytes)
  defer { KernelCall.capability(.drop, dataspace.index) }
  do throws(RegionMapFailure) {
    return UInt(try start.addressSpace.call(RegionMap.attach, Attachment(dataspace, isWritable: true)))
  } catch {
    try? start.protectionDomain.call(PD.freeRAM, dataspace)
    throw error == .outOfCapabilities ? .outOfCapabilities : error == .outOfRAM ? .outOfRAM : .invalidObject
  }
}
