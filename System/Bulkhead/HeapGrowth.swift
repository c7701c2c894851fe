// Memory for the heap, out of the component's own account. Called by the runtime in the middle of an allocation: must not
// allocate itself.

/// Provides `bytes` (a multiple of the page size) of fresh memory; 0 if there is none to be had.
@c(heap_grow)
public func componentHeapGrow(_ bytes: UInt, _ token: UnsafeMutablePointer<UInt64>) -> UInt {
  let quota = Quota(ram: UInt64(bytes) + 4096, capabilities: 1)
  do throws(PDFailure) {
    let (address, dataspace) = try Resources.insist(on: quota) { () throws(PDFailure) in try mapFresh(UInt64(bytes)) }
    // Safety: the runtime's own variable.
    unsafe token.pointee = UInt64(dataspace.index.rawValue)
    return address
  } catch {
    return 0
  }
}

/// Gives memory back to the account.
@c(heap_shrink)
public func componentHeapShrink(_ address: UInt, _ bytes: UInt, _ token: UInt64) -> Int32 {
  let start = StartRecord.current
  let dataspace = Capability<Dataspace>(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: token)))
  try? start.addressSpace.call(RegionMap.detach, UInt64(address))
  try? start.protectionDomain.call(PD.freeRAM, dataspace)
  KernelCall.capability(.drop, dataspace.index)
  return 1
}

private func mapFresh(_ bytes: UInt64) throws(PDFailure) -> (UInt, Capability<Dataspace>) {
  let start = StartRecord.current
  let dataspace: Capability<Dataspace> = try start.protectionDomain.call(PD.allocateRAM, bytes)
  do throws(RegionMapFailure) {
    return (UInt(try start.addressSpace.call(RegionMap.attach, Attachment(dataspace, isWritable: true))), dataspace)
  } catch {
    try? start.protectionDomain.call(PD.freeRAM, dataspace)
    KernelCall.capability(.drop, dataspace.index)
    throw error == .outOfCapabilities ? .outOfCapabilities : error == .outOfRAM ? .outOfRAM : .invalidObject
  }
}
