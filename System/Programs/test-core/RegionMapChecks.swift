// Region maps: what can be attached where, nesting, and pagers.

import Bulkhead
import TestSupport

func checkRegionMaps(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let environment = checks.environment
  let maps = try environment.open(RM.self, donation: Quota(ram: 64 << 10, capabilities: 40))
  guard let ram = try? RAM(size: 64 << 10), let map: OwnedCapability<RegionMap> = try? maps.call(RM.create, 1 << 20) else {
    return checks.expect(false, "a region map can be made")
  }
  checkRefusals(checks, map.capability, ram.dataspace)
  checkNesting(checks, probe, maps, ram.dataspace)
  checks.refuses("a map of another session cannot be destroyed", RegionMapFailure.notAttached) { () throws(RegionMapFailure) in
    try maps.call(RM.destroy, environment.addressSpace)
  }
  checks.refuses("an address space is no dataspace", RegionMapFailure.notAllowed) { () throws(RegionMapFailure) in
    let _: Capability<Dataspace> = try environment.addressSpace.call(RegionMap.dataspace)
  }
  for size in [0, UInt64.max, 1 << 47] as [UInt64] {
    checks.refuses("a map of no size, or a senseless one, is refused", RegionMapFailure.conflict) {
      () throws(RegionMapFailure) in
      let _: Capability<RegionMap> = try maps.call(RM.create, size)
    }
  }
}

private func checkRefusals(_ checks: Checks, _ map: Capability<RegionMap>, _ ram: Capability<Dataspace>) {
  func refuses(_ what: StaticString, _ failure: RegionMapFailure, _ attachment: Attachment) {
    checks.refuses(what, failure) { () throws(RegionMapFailure) in
      let _: UInt64 = try map.call(RegionMap.attach, attachment)
    }
  }
  refuses("attaching beyond a map's end is a conflict", .conflict, Attachment(ram, at: 0xf_8000))
  refuses("attaching at no page's start is a conflict", .conflict, Attachment(ram, at: 0x1004))
  refuses("attaching at the end of the world is a conflict", .conflict, Attachment(ram, at: UInt64.max & ~0xfff))
  refuses("an offset beyond the dataspace is refused", .invalidDataspace, Attachment(ram, offset: 64 << 10))
  refuses("an offset within a page is refused", .invalidDataspace, Attachment(ram, offset: 8))
  refuses("more than the dataspace has is refused", .invalidDataspace, Attachment(ram, offset: 4096, size: 64 << 10))
  refuses("what is no dataspace is refused", .invalidDataspace, Attachment(Capability(map.index)))
  refuses("writable and executable is refused", .notAllowed, Attachment(ram, isWritable: true, isExecutable: true))
  let _: UInt64? = try? map.call(RegionMap.attach, Attachment(ram, size: 8192, at: 0x4000))
  refuses("overlapping is a conflict", .conflict, Attachment(ram, size: 8192, at: 0x5000))
  checks.refuses("detaching where nothing is is refused", RegionMapFailure.notAttached) { () throws(RegionMapFailure) in
    try map.call(RegionMap.detach, 0x8000)
  }
  if let own: OwnedCapability<Dataspace> = try? map.call(RegionMap.dataspace) {
    refuses("a map within itself is refused", .invalidDataspace, Attachment(own.capability, size: 4096, at: 0x10000))
  }
}

/// Three maps within each other, and a fourth that is one too many.
private func checkNesting(
  _ checks: Checks, _ probe: Probe, _ maps: borrowing Session<RM>, _ ram: Capability<Dataspace>
) {
  do throws(RegionMapFailure) {
    let inner: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 16)
    let middle: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 20)
    let outer: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 24)
    let fourth: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 24)
    let _: UInt64 = try inner.capability.call(RegionMap.attach, Attachment(ram, size: 4096, at: 0x2000, isWritable: true))
    try attach(inner.capability, to: middle.capability, at: 0x10_000)
    try attach(middle.capability, to: outer.capability, at: 0x200_000)
    let place = try attach(outer.capability, to: checks.environment.addressSpace, at: nil)
    let address = place + 0x212_000
    checks.expect(probe.touch(.write, address, value: 5) == .value(5), "memory is reached through three maps")
    checks.expect(probe.touch(.read, address + 4096) == .fault(.read, address + 4096), "beside it there is nothing")
    checks.refuses("a fourth level is refused", RegionMapFailure.invalidDataspace) { () throws(RegionMapFailure) in
      try attach(outer.capability, to: fourth.capability, at: 0)
    }
    try inner.capability.call(RegionMap.detach, 0x2000)
    checks.expect(probe.touch(.read, address) == .fault(.read, address), "detached within, it is gone without")
    try maps.call(RM.destroy, middle.capability)
    checks.refuses("a destroyed map cannot be used", RegionMapFailure.unreachable) { () throws(RegionMapFailure) in
      try middle.capability.call(RegionMap.detach, 0)
    }
    try checks.environment.addressSpace.call(RegionMap.detach, place)
  } catch { checks.expect(false, "maps can be nested") }
}

@discardableResult
func attach(_ map: Capability<RegionMap>, to other: Capability<RegionMap>, at place: UInt64?)
  throws(RegionMapFailure) -> UInt64
{
  let shown: OwnedCapability<Dataspace> = try map.call(RegionMap.dataspace)
  return try other.call(RegionMap.attach, Attachment(shown.capability, at: place, isWritable: true))
}

// MARK: - Pagers

func checkPagers(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let environment = checks.environment
  let maps = try environment.open(RM.self, donation: Quota(ram: 64 << 10, capabilities: 40))
  guard let signal = try? environment.entrypoint.onSignal(.application, { _ in }), let ram = try? RAM(size: 8192) else {
    return checks.expect(false, "there is a signal")
  }
  do throws(RegionMapFailure) {
    let map: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 20)
    try map.capability.call(RegionMap.setFaultSignal, signal.capability)
    let place = try attach(map.capability, to: environment.addressSpace, at: nil)
    try page(checks, probe, map.capability, ram.dataspace, place)
    try giveUp(checks, probe, maps, map.capability, place)
  } catch { checks.expect(false, "a map can have a pager") }
}

private func page(
  _ checks: Checks, _ probe: Probe, _ map: Capability<RegionMap>, _ ram: Capability<Dataspace>, _ place: UInt64
) throws(RegionMapFailure) {
  probe.start(.write, place + 0x3008, value: 99)
  checks.expect(probe.result(milliseconds: 20) == .nothing, "who touches nothing waits for the pager")
  let fault = try map.call(RegionMap.fault)
  checks.expect(fault.access == .write && fault.address == 0x3008, "the pager learns what and where")
  let _: UInt64 = try map.call(RegionMap.attach, Attachment(ram, size: 4096, at: 0x5000, isWritable: true))
  checks.expect(probe.result(milliseconds: 5) == .nothing, "something elsewhere does not help")
  let _: UInt64 = try map.call(RegionMap.attach, Attachment(ram, offset: 4096, at: 0x3000, isWritable: true))
  checks.expect(probe.result() == .value(99), "the access goes on when the pager attached something")
  probe.end()
  let none = try map.call(RegionMap.fault)
  checks.expect(none.access == .none, "and no fault is left")
}

/// What waits for a pager that goes away is a fault after all; what is killed while it waits is forgotten.
private func giveUp(
  _ checks: Checks, _ probe: Probe, _ maps: borrowing Session<RM>, _ map: Capability<RegionMap>, _ place: UInt64
) throws(RegionMapFailure) {
  probe.start(.read, place + 0x7000)
  checks.expect(probe.result(milliseconds: 5) == .nothing, "again somebody waits")
  probe.end()
  let none = try map.call(RegionMap.fault)
  checks.expect(none.access == .none, "a thread that is ended waits no more")
  probe.start(.read, place + 0x8000)
  checks.expect(probe.result(milliseconds: 5) == .nothing, "and again")
  try maps.call(RM.destroy, map)
  checks.expect(probe.result() == .fault(.read, place + 0x8000), "without its map, it is a fault, exactly there")
  probe.end()
}
