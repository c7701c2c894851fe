// What core asks of the kernel is checked, too: a mistake of core's ends in an error, not in a broken kernel.

import KernelABI
import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct OperationTests {
  let lab: Laboratory
  let domain: Owned

  init() throws {
    lab = try Laboratory()
    domain = try lab.domain()
  }

  private func outcome(_ operation: MachineOperation, _ words: [UInt64]) throws -> Outcome { try lab.core(operation, words) }

  @Test func coreIsToldNothingThatWasInMemoryBefore() throws {
    let page = lab.system.core.object.messagePage
    for word in 0..<MessagePage.maximumWords { #expect(page[word: word] & 0xffff_ffff != 0xa5a5_a5a5) }
  }

  // MARK: - Objects

  @Test(arguments: [0, 1, 64, 4096 * 3 + 1, 1 << 40, UInt64.max, UInt64.max & ~4095] as [UInt64])
  func memoryThatIsNotFitForAnObject(_ address: UInt64) throws {
    let thread = try lab.thread(in: domain)
    #expect(try outcome(.createDomain, [address, 4096 * 500]) == .invalidArgument)
    #expect(try outcome(.createThread, [address, 0, 0, domain.name]) == .invalidArgument)
    #expect(try outcome(.createSchedulingContext, [address]) == .invalidArgument)
    #expect(try outcome(.addTablePage, [domain.name, address]) == .invalidArgument)
    #expect(try outcome(.addPageTablePage, [domain.name, address]) == .invalidArgument)
    guard address & 63 != 0 || address == 0 || address > 1 << 30 else { return }
    #expect(try outcome(.createRPCObject, [address, thread.owned.name, 0]) == .invalidArgument)
    #expect(try outcome(.createSignalContext, [address, thread.owned.name, 0]) == .invalidArgument)
  }

  @Test func aDomainCannotBeItsOwnPageTable() throws {
    #expect(try outcome(.createDomain, [4096 * 500, 4096 * 500]) == .invalidArgument)
  }

  @Test func anObjectEndsByTheCapabilityThatItBeganWith() throws {
    let thread = try lab.thread(in: domain)
    let object = try lab.make(.createRPCObject, [thread.owned.name, 1])
    try lab.coreOperates(.derive, object.name)
    let lease = lab.system.core.object.registers.rdi
    #expect(try outcome(.destroy, [lease]) == .invalidCapability)
    // Not even when it is the only one left: the copies that hang below it would be forgotten.
    try lab.coreOperates(.drop, object.name)
    let copy = try lab.core(.grant, [domain.name, lease])
    #expect(copy == .done)
    #expect(try outcome(.destroy, [lease]) == .invalidCapability)
  }

  @Test func aDomainWithThreadsStays() throws {
    let thread = try lab.thread(in: domain)
    #expect(try outcome(.destroy, [domain.name]) == .invalidArgument)
    #expect(try outcome(.destroy, [thread.owned.name]) == .done)
    #expect(try outcome(.destroy, [domain.name]) == .done)
  }

  @Test func coreCannotEndItselfOrTheMachine() throws {
    let own = lab.system.objects
    #expect(try outcome(.destroy, [own[0].name]) == .invalidArgument)
    #expect(try outcome(.destroy, [own[1].name]) == .invalidArgument)
    #expect(try outcome(.destroy, [own[3].name]) == .invalidCapability)
  }

  @Test func anInterruptTellsOnlyWhomCoreMayHandOn() throws {
    let client = try lab.thread(in: domain)
    let signal = try lab.signal(of: client, for: client, imprint: 3)
    let object = try lab.make(.createRPCObject, [lab.system.objects[1].name, 9])
    let index = try lab.grant(object, to: domain)
    let leased = try lab.operate(client, .derive, signal.index, LeaseFlags.noDelegation.rawValue)
    #expect(leased == .done)
    client.thread.object.messagePage[word: -6] = client.thread.object.registers.rdi
    try lab.coreOperates(.drop, signal.owned.name)
    try lab.coreReceives()
    try lab.call(client, index, capabilities: 1)
    let received = lab.system.core.object.messagePage.received(0)
    #expect(received != 0)
    let page = try lab.page()
    let refused = try lab.core(.createInterrupt, [page, 4, UInt64(received), 0], offering: [page])
    #expect(refused == .invalidCapability)
    #expect(lab.state.attached.isEmpty, "the line is still free")
  }

  // MARK: - Mappings

  private func map(_ virtual: UInt64, _ physical: UInt64, _ pages: UInt64, _ flags: MapFlags = .none) throws -> Outcome {
    try outcome(.map, [domain.name, virtual, physical, pages, flags.rawValue])
  }

  @Test func memoryIsMappedOnlyWhereComponentsAre() throws {
    #expect(try map(AddressSpaceLayout.userEnd, 0, 1) == .invalidArgument)
    #expect(try map(AddressSpaceLayout.userEnd - 4096, 0, 2) == .invalidArgument)
    #expect(try map(UInt64.max & ~4095, 0, 1) == .invalidArgument)
    #expect(try map(UInt64.max & ~4095, 0, 2) == .invalidArgument)
    #expect(try map(0x40_0001, 0, 1) == .invalidArgument)
    #expect(try map(0x40_0000, 0, 0) == .invalidArgument)
    #expect(try map(0x40_0000, 0, UInt64.max) == .invalidArgument)
    #expect(try map(0x40_0000, 0, 1 << 35) == .invalidArgument)
  }

  @Test func physicalMemoryHasAnEnd() throws {
    #expect(try map(0x40_0000, 1, 1) == .invalidArgument)
    #expect(try map(0x40_0000, 1 << 46, 1) == .invalidArgument)
    #expect(try map(0x40_0000, 1 << 46 - 4096, 2) == .invalidArgument)
    #expect(try map(0x40_0000, UInt64.max & ~4095, 2) == .invalidArgument)
    #expect(try map(0x40_0000, 1 << 46 - 4096, 1) == .needsPages)
  }

  @Test func nothingIsWritableAndExecutable() throws {
    #expect(try map(0x40_0000, 0, 1, .write | .execute) == .invalidArgument)
    #expect(try map(0x40_0000, 0, 1, MapFlags(rawValue: 16)) == .invalidArgument)
  }

  @Test func pageTablesAreDonatedFirst() throws {
    #expect(try map(0x40_0000, 4096 * 300, 4) == .needsPages)
    let page = try lab.page()
    let donated = try lab.core(.addPageTablePage, [domain.name, page], offering: [page])
    #expect(donated == .done)
    #expect(try map(0x40_0000, 4096 * 300, 4) == .done)
  }

  // MARK: - Time

  @Test func timeThatMakesNoSense() throws {
    let context = try lab.make(.createSchedulingContext)
    func configure(_ cpu: UInt64, _ priority: UInt64, _ budget: UInt64, _ period: UInt64, _ signal: UInt64 = 0) throws
      -> Outcome
    {
      try outcome(.configureSchedulingContext, [context.name, cpu, priority, budget, period, signal])
    }
    #expect(try configure(3, 0, 5_000, 5_000) == .invalidArgument)
    #expect(try configure(0, 256, 5_000, 5_000) == .invalidArgument)
    #expect(try configure(0, 0, 4_999, 5_000) == .invalidArgument)
    #expect(try configure(0, 0, 5_001, 5_000) == .invalidArgument)
    #expect(try configure(0, 0, 1 << 56, 1 << 56) == .invalidArgument)
    #expect(try configure(0, 0, 5_000, 5_000, domain.name) == .invalidCapability)
    #expect(try configure(0, 255, 5_000, 1 << 56 - 1) == .done)
  }

  @Test func timeHasOneOwner() throws {
    let (first, second) = (try lab.thread(in: domain), try lab.thread(in: domain))
    #expect(try outcome(.configureThread, [second.owned.name, first.context.name, 0]) == .invalidArgument)
    let fresh = try lab.make(.createSchedulingContext)
    #expect(try outcome(.configureThread, [second.owned.name, fresh.name, 0]) == .invalidArgument, "it was never configured")
  }

  // MARK: - Threads

  @Test func aRunningThreadKeepsItsRegisters() throws {
    let thread = try lab.thread(in: domain)
    #expect(try outcome(.readRegisters, [thread.owned.name]) == .invalidArgument)
    #expect(try outcome(.singleStep, [thread.owned.name, 1]) == .invalidArgument)
    #expect(try outcome(.pauseThread, [thread.owned.name]) == .done)
    #expect(try outcome(.readRegisters, [thread.owned.name]) == .done)
    var registers = Array(repeating: UInt64(0), count: RegisterState.words)
    registers[16] = AddressSpaceLayout.userEnd
    #expect(try outcome(.writeRegisters, [thread.owned.name] + registers) == .invalidArgument)
    registers[16] = SimulatedSystem.entry
    registers[17] = UInt64.max
    #expect(try outcome(.writeRegisters, [thread.owned.name] + registers) == .done)
    #expect(thread.thread.object.registers.rflags & 0x3000 == 0, "no access to ports")
  }

  @Test func aThreadStartsOnce() throws {
    let thread = try lab.thread(in: domain)
    #expect(try outcome(.startThread, [thread.owned.name, SimulatedSystem.entry, 0, 0]) == .invalidArgument)
    let other = try lab.thread(in: domain, starts: false)
    #expect(try outcome(.startThread, [other.owned.name, AddressSpaceLayout.userEnd, 0, 0]) == .invalidArgument)
    #expect(try outcome(.setThreadPointer, [other.owned.name, AddressSpaceLayout.userEnd]) == .invalidArgument)
    #expect(try outcome(.setMessagePage, [thread.owned.name, 4096 * 500, 0x20_0000]) == .invalidArgument)
  }

  // MARK: - Tables

  private func held(_ slot: UInt64, in domain: Owned) throws -> UInt64? {
    try outcome(.held, [domain.name, slot]) == .done ? lab.system.core.object.registers.rdx : nil
  }

  @Test func coreSeesWhatDomainsHandEachOther() throws {
    let server = try lab.thread(in: try lab.domain())
    let (object, index) = try lab.object(of: server, for: try lab.thread(in: domain))
    let slot = UInt64(CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: index)).slot)
    #expect(try held(slot, in: domain) == object.name)
    for other in 0..<64 where other != slot { #expect(try held(UInt64(other), in: domain) == 0) }
    try lab.core(.destroy, [object.name])
    #expect(try held(slot, in: domain) == 0)
  }

  @Test(arguments: [64, 65, 1 << 32, UInt64.max] as [UInt64])
  func aTableHasAnEnd(_ slot: UInt64) throws {
    #expect(try outcome(.held, [domain.name, slot]) == .invalidArgument)
    let thread = try lab.thread(in: domain)
    #expect(try outcome(.held, [thread.owned.name, 1]) == .invalidCapability)
    #expect(try outcome(.held, [0, 1]) == .invalidCapability)
  }

  // MARK: - The machine

  @Test func portsAndCountersHaveAnEnd() throws {
    #expect(try outcome(.portRead, [0xffff, 2]) == .invalidArgument)
    #expect(try outcome(.portRead, [0, 3]) == .invalidArgument)
    #expect(try outcome(.portWrite, [0x1_0000, 1, 0]) == .invalidArgument)
    #expect(try outcome(.portRead, [UInt64.max, UInt64.max]) == .invalidArgument)
    #expect(try outcome(.counters, [3]) == .invalidArgument)
    #expect(try outcome(.log, [UInt64.max]) == .invalidArgument)
  }

  @Test func userDomainsHaveNoMachine() throws {
    let thread = try lab.thread(in: domain)
    try lab.call(thread, lab.system.machine)
    #expect(thread.outcome == .invalidCapability)
    #expect(try outcome(.grant, [domain.name, lab.system.machine]) == .invalidCapability)
    #expect(try outcome(.grant, [domain.name, thread.owned.name]) == .invalidCapability)
  }
}
