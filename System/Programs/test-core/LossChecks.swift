// Memory that somebody else lends and takes away.

import Bulkhead
import TestSupport

private typealias LentRAM = OwnedCapability<Dataspace>

/// A lasting region stays when its dataspace ends, and shows nothing of anybody's.
func checkLosses(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let environment = checks.environment
  let lender = try environment.open(PD.self, label: Text("lender"), donation: Quota(ram: 128 << 10, capabilities: 20))
  do throws(RegionMapFailure) {
    guard let ram: LentRAM = try? lender.call(PD.allocateRAM, 8192) else { throw .outOfRAM }
    let read = try Mapping(ram.capability, isLasting: true)
    let written = try Mapping(ram.capability, isWritable: true, isLasting: true)
    let untouched = try Mapping(ram.capability, isLasting: true)
    let before = environment.quota
    written.store(0x5ec2e7 as UInt64, at: 0)
    checks.expect(read.load(0, as: UInt64.self) == 0x5ec2e7, "what is lent is seen")
    try? lender.call(PD.freeRAM, ram.capability)
    checks.expect(
      read.load(0, as: UInt64.self) == 0 && untouched.load(4096, as: UInt64.self) == 0, "what was taken away reads as zeros")
    checkWriting(checks, probe, lender, written, read)
    checks.expect(
      probe.touch(.write, read.address, value: 1) == .fault(.write, read.address), "and is not written where it could not be")
    checks.expect(
      probe.touch(.execute, written.address) == .fault(.execute, written.address), "nor executed")
    checks.expect(environment.quota == before, "the loss costs nothing")
  } catch { checks.expect(false, "lent memory can be attached") }
  try refuseLasting(checks)
}

/// What is written to lost memory reaches nobody, whoever has the frames now.
private func checkWriting(
  _ checks: Checks, _ probe: Probe, _ lender: borrowing Session<PD>, _ written: borrowing Mapping, _ read: borrowing Mapping
) {
  guard let next: LentRAM = try? lender.call(PD.allocateRAM, 8192), let other = try? Mapping(next.capability, isWritable: true)
  else { return checks.expect(false, "the lender has RAM again") }
  for offset in [0, 4096] { written.store(0xbad as UInt64, at: offset + 8) }
  var isClean = true
  for offset in stride(from: 0, to: 8192, by: 8) {
    isClean = isClean && other.load(offset, as: UInt64.self) == 0 && read.load(offset, as: UInt64.self) == 0
  }
  checks.expect(isClean, "what is written to lost memory, nobody sees")
  checks.expect(written.load(8, as: UInt64.self) == 0xbad, "except for who wrote it")
  try? lender.call(PD.freeRAM, next.capability)
  checks.expect(
    probe.touch(.read, other.address) == .fault(.read, other.address), "what does not last is a fault, exactly there")
}

private func refuseLasting(_ checks: Checks) throws(SessionError) {
  let environment = checks.environment
  let maps = try environment.open(RM.self, donation: Quota(ram: 16 << 10, capabilities: 12))
  guard let ram = try? RAM(size: 4096), let map: OwnedCapability<RegionMap> = try? maps.call(RM.create, 1 << 20) else {
    return checks.expect(false, "there is a region map")
  }
  checks.refuses("code does not last", RegionMapFailure.notAllowed) { () throws(RegionMapFailure) in
    let _: UInt64 = try environment.addressSpace.call(
      RegionMap.attach, Attachment(ram.dataspace, isExecutable: true, isLasting: true))
  }
  checks.refuses("nothing lasts but in address spaces", RegionMapFailure.notAllowed) { () throws(RegionMapFailure) in
    let _: UInt64 = try map.capability.call(RegionMap.attach, Attachment(ram.dataspace, isLasting: true))
  }
}
