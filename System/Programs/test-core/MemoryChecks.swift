// RAM dataspaces and ROM.

import Bulkhead
import TestSupport

func checkRAM(_ checks: Checks, _ probe: Probe) {
  let domain = checks.environment.protectionDomain
  checks.expect(freshRAMIsZero(), "RAM that others had before is zero")
  checks.refuses("RAM of no size is refused", PDFailure.outOfRAM) { () throws(PDFailure) in
    let _: Capability<Dataspace> = try domain.call(PD.allocateRAM, 0)
  }
  let before = checks.environment.quota
  for size in [1 << 40, UInt64.max, UInt64.max - 4094] as [UInt64] {
    checks.refuses("more RAM than there is is refused", PDFailure.outOfRAM) { () throws(PDFailure) in
      let _: Capability<Dataspace> = try domain.call(PD.allocateRAM, size)
    }
  }
  checks.expect(before == checks.environment.quota, "and costs nothing")
  do throws(PDFailure) { try checkSealing(checks, probe) } catch { checks.expect(false, "RAM can be sealed") }
  checkFreeing(checks, probe)
}

private func freshRAMIsZero() -> Bool {
  for round in 0..<20 {
    guard let ram = try? RAM(size: UInt64(round % 5 + 1) << 14), let mapping = try? Mapping(ram.dataspace, isWritable: true)
    else { return false }
    for offset in stride(from: 0, to: mapping.count, by: 8) {
      if mapping.load(offset, as: UInt64.self) != 0 { return false }
      mapping.store(UInt64.max, at: offset)
    }
  }
  return true
}

private func checkSealing(_ checks: Checks, _ probe: Probe) throws(PDFailure) {
  let ram = try RAM(size: 4096)
  guard let earlier = try? Mapping(ram.dataspace, isWritable: true) else { throw .unreachable }
  earlier.store(42 as UInt64, at: 0)
  try checks.environment.protectionDomain.call(PD.seal, ram.dataspace)
  let isWritable: Bool? = try? ram.dataspace.call(Dataspace.isWritable)
  checks.expect(isWritable == false, "sealed RAM says that it cannot be written")
  guard let later = try? Mapping(ram.dataspace, isWritable: true) else { throw .unreachable }
  checks.expect(probe.touch(.read, later.address) == .value(42), "sealed RAM can be read")
  earlier.store(43 as UInt64, at: 0)
  checks.expect(later.load(0, as: UInt64.self) == 43, "who could write it before still can, and it shows")
  checks.expect(
    probe.touch(.write, later.address + 8, value: 1) == .fault(.write, later.address + 8),
    "writing to it is a fault, exactly there")
  checks.expect(probe.touch(.execute, later.address) == .fault(.execute, later.address), "executing it, too")
}

private func checkFreeing(_ checks: Checks, _ probe: Probe) {
  let environment = checks.environment
  guard let ram: Capability<Dataspace> = try? environment.protectionDomain.call(PD.allocateRAM, 8192) else {
    return checks.expect(false, "RAM can be allocated")
  }
  let place: UInt64 = (try? environment.addressSpace.call(RegionMap.attach, Attachment(ram, isWritable: true))) ?? 0
  checks.expect(probe.touch(.write, place + 4096, value: 7) == .value(7), "RAM can be written")
  try? environment.protectionDomain.call(PD.freeRAM, ram)
  checks.expect(
    probe.touch(.read, place + 4096) == .fault(.read, place + 4096), "freed RAM is gone at once, also where it was attached")
  checks.refuses("freed RAM cannot be attached", RegionMapFailure.invalidDataspace) { () throws(RegionMapFailure) in
    let _: UInt64 = try environment.addressSpace.call(RegionMap.attach, Attachment(ram))
  }
  KernelCall.capability(.drop, ram.index)
}

/// What belongs to another account is not freed, whoever holds a capability to it.
func checkOwnership(_ checks: Checks) throws(SessionError) {
  let other = try checks.environment.open(PD.self, label: Text("owner"), donation: Quota(ram: 64 << 10, capabilities: 20))
  guard let ram: OwnedCapability<Dataspace> = try? other.call(PD.allocateRAM, 4096),
    let mapping = try? Mapping(ram.capability, isWritable: true)
  else { return checks.expect(false, "another account can have RAM") }
  let before: QuotaState? = try? other.call(PD.quota)
  mapping.store(5 as UInt64, at: 0)
  let own = checks.environment.quota
  try? checks.environment.protectionDomain.call(PD.freeRAM, ram.capability)
  checks.refuses("nor is it sealed", PDFailure.invalidObject) { () throws(PDFailure) in
    try checks.environment.protectionDomain.call(PD.seal, ram.capability)
  }
  let after: QuotaState? = try? other.call(PD.quota)
  checks.expect(
    mapping.load(0, as: UInt64.self) == 5 && before == after && own == checks.environment.quota,
    "RAM of another account is not freed")
  try? other.call(PD.freeRAM, ram.capability)
  let end: QuotaState? = try? other.call(PD.quota)
  checks.expect((end?.ramUsed ?? 0) + 4096 == before?.ramUsed, "its owner frees it")
}

func checkROM(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let rom = try checks.environment.open(ROM.self, label: Text("test-core"))
  guard let content: OwnedCapability<Dataspace> = try? rom.call(ROM.dataspace),
    let mapping = try? Mapping(content.capability, isWritable: true)
  else { return checks.expect(false, "a ROM has content") }
  checks.expect(mapping.load(0, as: UInt32.self) == 0x464c_457f, "a ROM's content is the module's")
  checks.expect(
    probe.touch(.write, mapping.address, value: 0) == .fault(.write, mapping.address),
    "writing to a ROM is a fault, exactly there")
  checks.refuses("a ROM cannot be sealed", PDFailure.invalidObject) { () throws(PDFailure) in
    try checks.environment.protectionDomain.call(PD.seal, content.capability)
  }
  try? checks.environment.protectionDomain.call(PD.freeRAM, content.capability)
  checks.expect(probe.touch(.read, mapping.address) == .value(mapping.load(0, as: UInt64.self)), "nor freed by a client")
  checks.denies("a ROM that does not exist is denied", ROM.self, label: "no such module")
}
