// A component as the pager of another one: it decides what the other finds in its address space, access by access.

import Bulkhead
import TestSupport

/// A domain whose only thread reads a word, adds one, and writes the sum behind it, for ever.
private final class PagedDomain {
  /// Where it reads.
  static var place: UInt64 { 0x1800_0000 }
  private static var codePlace: UInt64 { 0x100_0000 }
  /// mov rax, [place]; inc rax; mov [place + 8], rax; jmp to the beginning
  private static var code: [UInt8] {
    [
      0x48, 0x8b, 0x04, 0x25, 0x00, 0x00, 0x00, 0x18, 0x48, 0xff, 0xc0, 0x48, 0x89, 0x04, 0x25, 0x08, 0x00, 0x00, 0x18, 0xeb,
      0xeb,
    ]
  }

  let domain: Session<PD>
  let space: Capability<RegionMap>
  private let code: Capability<Dataspace>
  private let environment: Environment

  init(_ environment: Environment, _ domain: consuming Session<PD>) {
    self.environment = environment
    space = (try? domain.call(PD.addressSpace)) ?? .none
    self.domain = domain
    code = (try? environment.protectionDomain.call(PD.allocateRAM, 4096)) ?? .none
  }

  func prepare(_ faults: Capability<SignalTarget>) throws(RegionMapFailure) {
    var writing = try Mapping(code, isWritable: true)
    var bytes = writing.mutableBytes
    for (index, byte) in Self.code.enumerated() { bytes[index] = byte }
    let _: UInt64 = try space.call(
      RegionMap.attach, Attachment(code, at: Self.codePlace, isExecutable: true))
    try space.call(RegionMap.setFaultSignal, faults)
  }

  deinit {
    try? environment.protectionDomain.call(PD.freeRAM, code)
    KernelCall.capability(.drop, code.index)
    KernelCall.capability(.drop, space.index)
  }

  /// - Parameter instruction: where the thread starts; nil: with the code.
  func start(at instruction: UInt64? = nil) throws(CPUFailure) -> OwnedCapability<CPUThread> {
    let thread: OwnedCapability<CPUThread> = try environment.cpu.call(
      CPU.createThread, ThreadRequest("paged", in: domain.capability, priority: 1))
    try thread.capability.call(CPUThread.start, Pair(instruction ?? Self.codePlace, Pair(0, 4096)))
    return thread
  }

  func attach(_ ram: Capability<Dataspace>, isWritable: Bool) throws(RegionMapFailure) {
    let _: UInt64 = try space.call(
      RegionMap.attach, Attachment(ram, at: Self.place, isWritable: isWritable))
  }

  func detach() throws(RegionMapFailure) { try space.call(RegionMap.detach, Self.place) }

  /// The next fault, for which it waits.
  func fault(_ probe: Probe) -> RegionFault {
    for _ in 0..<20_000 {
      if let fault: RegionFault = try? space.call(RegionMap.fault), fault.access != .none { return fault }
      probe.pause()
    }
    return RegionFault(.none, at: 0)
  }
}

func checkPaging(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  var signals: UInt64 = 0
  guard let signal = try? checks.environment.entrypoint.onSignal(.io, { signals += $0 }) else {
    return checks.expect(false, "there is a signal")
  }
  let domain = try checks.environment.open(
    PD.self, label: Text("paged"), donation: Quota(ram: 256 << 10, capabilities: 40))
  let paged = PagedDomain(checks.environment, domain)
  do throws(RegionMapFailure) { try paged.prepare(signal.capability) } catch { checks.expect(false, "a domain has code") }
  do throws(CPUFailure) {
    let thread = try paged.start()
    do throws(RegionMapFailure) { try page(checks, probe, paged) } catch { checks.expect(false, "a domain can be paged") }
    try checks.environment.cpu.call(CPU.killThread, thread.capability)
    let other = try paged.start(at: PagedDomain.place)
    let fault = paged.fault(probe)
    checks.expect(
      fault.access == .execute && fault.address == PagedDomain.place,
      "what is only data is not executed, and its pager learns so")
    try checks.environment.cpu.call(CPU.killThread, other.capability)
  } catch { checks.expect(false, "a paged domain can have a thread") }
  checks.environment.entrypoint.dispatchPendingIOSignals()
  checks.expect(signals >= 4, "the pager was told of each fault")
}

private func page(_ checks: Checks, _ probe: Probe, _ paged: PagedDomain) throws(RegionMapFailure) {
  guard let ram = try? RAM(size: 4096) else { throw .outOfRAM }
  let view = try Mapping(ram.dataspace, isWritable: true)
  func isAt(_ number: UInt64) -> Bool { checks.wait { view.load(8, as: UInt64.self) == number } }
  func faults(_ access: RegionFault.Access, at offset: UInt64) -> Bool {
    let fault = paged.fault(probe)
    return fault.access == access && fault.address == PagedDomain.place + offset
  }
  view.store(41 as UInt64, at: 0)
  checks.expect(faults(.read, at: 0), "a domain's first access is its pager's to resolve")
  try paged.attach(ram.dataspace, isWritable: true)
  checks.expect(isAt(42), "the domain goes on with what the pager attached")
  try paged.detach()
  view.store(70 as UInt64, at: 0)
  checks.expect(faults(.read, at: 0) || faults(.write, at: 8), "what is detached again is missing again")
  try paged.attach(ram.dataspace, isWritable: false)
  checks.expect(faults(.write, at: 8), "what is attached for reading is not written, and the pager learns so")
  checks.expect(view.load(8, as: UInt64.self) == 42, "not a byte of it changed")
  try paged.detach()
  try paged.attach(ram.dataspace, isWritable: true)
  checks.expect(isAt(71), "the domain goes on when the pager relents")
}

// MARK: - Levels

/// Each fault belongs to the innermost map that shows nothing there, at that map's own address.
func checkFaultLevels(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let environment = checks.environment
  let maps = try environment.open(RM.self, donation: Quota(ram: 64 << 10, capabilities: 40))
  guard let signal = try? environment.entrypoint.onSignal(.application, { _ in }), let ram = try? RAM(size: 4096) else {
    return checks.expect(false, "there is a signal")
  }
  do throws(RegionMapFailure) {
    let inner: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 16)
    let outer: OwnedCapability<RegionMap> = try maps.call(RM.create, 1 << 20)
    try outer.capability.call(RegionMap.setFaultSignal, signal.capability)
    try attach(inner.capability, to: outer.capability, at: 0x20_000)
    let place = try attach(outer.capability, to: environment.addressSpace, at: nil)
    checks.expect(
      probe.touch(.read, place + 0x21_000) == .fault(.read, place + 0x21_000),
      "a map without a pager has no use for the pager of the map around it")
    try inner.capability.call(RegionMap.setFaultSignal, signal.capability)
    try resolve(checks, probe, (map: inner.capability, other: outer.capability), ram.dataspace, 0x1000, place + 0x21_000)
    try resolve(checks, probe, (map: outer.capability, other: inner.capability), ram.dataspace, 0x5000, place + 0x5000)
    try environment.addressSpace.call(RegionMap.detach, place)
  } catch { checks.expect(false, "maps can have pagers at two levels") }
}

private func resolve(
  _ checks: Checks, _ probe: Probe, _ maps: (map: Capability<RegionMap>, other: Capability<RegionMap>),
  _ ram: Capability<Dataspace>, _ position: UInt64, _ address: UInt64
) throws(RegionMapFailure) {
  probe.start(.write, address, value: 3)
  checks.expect(probe.result(milliseconds: 20) == .nothing, "who faults within two maps waits")
  let (fault, none) = (try maps.map.call(RegionMap.fault), try maps.other.call(RegionMap.fault))
  checks.expect(fault.access == .write && fault.address == position, "the fault is told to the map where it belongs")
  checks.expect(none.access == .none, "and to no other")
  let _: UInt64 = try maps.map.call(RegionMap.attach, Attachment(ram, at: position, isWritable: true))
  checks.expect(probe.result() == .value(3), "and is resolved there")
  probe.end()
}
