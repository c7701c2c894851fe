// PD sessions: an account, an address space, and what a domain owns. (ProtectionDomain+Objects.swift: RPC objects and
// signal contexts.)

import KernelABI
import RPC
import Sessions

final class ProtectionDomain: ServedObject {
  let label: String
  let account: Account
  let memory: ObjectMemory
  private(set) var kernelDomain = CapabilityIndex.none
  private(set) var addressSpace: RegionMapObject?
  /// The capability that the domain's threads start with.
  private(set) var parent = CapabilityIndex.none
  private(set) var threads = Members()
  private(set) var dataspaces = Members()
  var objects = Members()
  private var tablePages = 0
  /// What lasting regions that can be written show when their memory is gone; 0: there is none of them.
  private(set) var sparePage: UInt64 = 0
  /// May it let devices access its RAM?
  private let managesSystem: Bool

  /// Message pages are attached from here on.
  static var messagePages: UInt64 { 0x00e0_0000 }

  /// Takes over an account's quota. `build` has to follow; when that fails, `close` ends what there is.
  init(_ system: System, label: String, account: Account, managesSystem: Bool = false) {
    self.label = label
    self.managesSystem = managesSystem
    self.account = account
    memory = ObjectMemory(system, account: account)
    super.init(system)
  }

  /// Makes the parts, all paid out of the domain's own account.
  func build() throws(QuotaError) {
    system.add(self)
    try account.withdraw(capabilities: CapabilityCost.domain)
    isPaid = true
    let (page, table) = (try memory.allocateKeptPage(), try memory.allocateKeptPage())
    guard let created = try? system.machine.createDomain(at: page, topTable: table) else { throw .outOfCapabilities }
    kernelDomain = created
    try growTable()
    let map = RegionMapObject(system, of: self, payer: memory)
    try system.publish(map, payer: memory)
    addressSpace = map
    try system.publish(self, payer: memory)
  }

  private var isPaid = false

  // MARK: - Calls

  override func serve(_ request: inout Request) {
    switch request.opcode {
    case PD.quota.opcode, PD.transfer.opcode, PD.relay.opcode, PD.setReferenceAccount.opcode: serveAccount(&request)
    case PD.allocateRAM.opcode, PD.freeRAM.opcode, PD.seal.opcode, PD.dmaAddress.opcode, PD.devicesAreQuiet.opcode:
      serveRAM(&request)
    case PD.createObject.opcode, PD.freeObject.opcode, PD.createSignal.opcode, PD.freeSignal.opcode: serveObjects(&request)
    default: serveSpace(&request)
    }
  }

  private func serveSpace(_ request: inout Request) {
    request.serve(PD.addressSpace) { () throws(PDFailure) in
      guard let map = self.addressSpace else { throw .invalidObject }
      return Capability(map.capability)
    }
    request.serve(PD.growTable) { () throws(PDFailure) in
      try paying { () throws(QuotaError) in try self.growTable() }
    }
    request.serve(PD.populate) { (range) throws(PDFailure) -> Void in
      let (end, overflow) = range.first.addingReportingOverflow(range.second)
      guard !overflow, end <= AddressSpaceLayout.userEnd else { throw .invalidObject }
      try self.addressSpace?.populate(range.first..<end)
    }
    request.serve(PD.setParent) { (parent) throws(PDFailure) -> Void in
      guard self.setParent(parent.index) else { throw .invalidObject }
    }
  }

  private func serveAccount(_ request: inout Request) {
    request.serve(PD.quota) { () throws(PDFailure) in self.account.state }
    request.serve(PD.transfer) { (arguments) throws(PDFailure) -> Void in
      guard let other = self.system.object(arguments.first.index) as? ProtectionDomain else { throw .invalidObject }
      try self.account.transfer(arguments.second, to: other.account)
    }
    request.serve(PD.relay) { (arguments) throws(PDFailure) -> Void in
      guard let source = self.system.object(arguments.source.index) as? ProtectionDomain,
        let target = self.system.object(arguments.target.index) as? ProtectionDomain
      else { throw .invalidObject }
      try self.account.relay(arguments.taken, from: source.account, arguments.given, to: target.account)
    }
    request.serve(PD.setReferenceAccount) { (reference) throws(PDFailure) -> Void in
      guard let other = self.system.object(reference.index) as? ProtectionDomain else { throw .invalidObject }
      try self.account.setReference(other.account)
    }
  }

  private func serveRAM(_ request: inout Request) {
    request.serve(PD.allocateRAM) { size throws(PDFailure) in
      var capability = CapabilityIndex.none
      try paying { () throws(QuotaError) in capability = try self.allocateRAM(size).capability }
      return Capability(capability)
    }
    request.serve(PD.freeRAM) { (dataspace) throws(PDFailure) -> Void in
      if let object = self.ownRAM(dataspace) { self.free(object) }
    }
    request.serve(PD.seal) { (dataspace) throws(PDFailure) -> Void in
      guard let object = self.ownRAM(dataspace) else { throw .invalidObject }
      object.seal()
    }
    request.serve(PD.dmaAddress) { (dataspace) throws(PDFailure) -> UInt64 in try self.dmaAddress(dataspace) }
    request.serve(PD.devicesAreQuiet) { () throws(PDFailure) -> Void in
      guard self.managesSystem else { throw .notManaging }
      self.system.releaseHeldMemory()
    }
  }

  private func dmaAddress(_ dataspace: Capability<Dataspace>) throws(PDFailure) -> UInt64 {
    guard managesSystem else { throw .notManaging }
    guard let object = ownRAM(dataspace) else { throw .invalidObject }
    object.isKnownToDevices = true
    return object.physical
  }

  private func ownRAM(_ capability: Capability<Dataspace>) -> DataspaceObject? {
    guard let object = system.object(capability.index) as? DataspaceObject, object.owner === self else { return nil }
    return object
  }

  // MARK: - The capability table

  private func growTable() throws(QuotaError) {
    guard tablePages < CapabilityTableLimits.maximumPages else { throw .outOfCapabilities }
    system.machine.addTablePage(try memory.allocateKeptPage(), to: kernelDomain)
    tablePages += 1
  }

  /// False if the table has no room, or there is no such capability.
  func setParent(_ capability: CapabilityIndex) -> Bool {
    guard let granted = try? system.machine.grant(capability, to: kernelDomain) else { return false }
    parent = granted
    return true
  }

  // MARK: - RAM

  func allocateRAM(_ size: UInt64) throws(QuotaError) -> DataspaceObject {
    guard size > 0, size <= account.available.ram else { throw .outOfRAM }
    let pages = Frames.pages(size)
    let bytes = pages * Frames.pageSize
    try account.withdraw(ram: bytes, capabilities: CapabilityCost.dataspace)
    guard let physical = system.frames.allocate(pages) else {
      account.replenish(ram: bytes, capabilities: CapabilityCost.dataspace)
      throw .outOfRAM
    }
    Window.clear(physical, bytes: bytes)
    let dataspace = DataspaceObject(system, .ram, physical: physical, size: bytes, isWritable: true, owner: self)
    do throws(QuotaError) { try system.publish(dataspace, payer: memory) } catch {
      release(dataspace)
      throw error
    }
    dataspaces.add(dataspace)
    return dataspace
  }

  private func free(_ dataspace: DataspaceObject) {
    retire(dataspace)
    release(dataspace)
  }

  /// Nobody reaches it any more, except for devices.
  private func retire(_ dataspace: DataspaceObject) {
    dataspaces.remove(dataspace)
    dataspace.detachEverywhere()
    system.retire(dataspace)
  }

  private func release(_ dataspace: DataspaceObject) {
    system.frames.release(dataspace.physical, pages: dataspace.size / Frames.pageSize)
    account.replenish(ram: dataspace.size, capabilities: CapabilityCost.dataspace)
  }

  /// Frees all RAM, except for what devices may still access: that is held back.
  private func freeAll() {
    var held: [MemoryExtent] = []
    while let dataspace = dataspaces.last as? DataspaceObject {
      retire(dataspace)
      if dataspace.isKnownToDevices {
        held.append(MemoryExtent(start: dataspace.physical, size: dataspace.size))
        account.replenish(capabilities: CapabilityCost.dataspace)
      } else {
        release(dataspace)
      }
    }
    if !held.isEmpty { system.hold(HeldMemory(held, of: account)) }
  }

  // MARK: - Mapping

  /// Pays for what lasting regions show when they are lost.
  func prepareSparePage() throws(QuotaError) {
    if sparePage == 0 { sparePage = try memory.allocateKeptPage() }
  }

  /// Maps pages, paying for page tables where they are missing. False if the account does not suffice.
  func map(_ virtual: UInt64, to physical: UInt64, pages: UInt64, flags: MapFlags) -> Bool {
    var done: UInt64 = 0
    while done < pages {
      let result = system.machine.map(
        virtual + done * Frames.pageSize, to: physical + done * Frames.pageSize, pages: pages - done, flags: flags,
        in: kernelDomain)
      done += result.pages
      if result.outcome == .needsPages {
        // The page that was touched is the first one; those ahead can come later.
        guard let page = try? memory.allocateKeptPage() else { return done > 0 }
        system.machine.addPageTablePage(page, to: kernelDomain)
      } else if result.outcome != .done {
        return false
      }
    }
    return true
  }

  // MARK: - Threads

  func add(_ thread: ThreadObject) { threads.add(thread) }
  func remove(_ thread: ThreadObject) { threads.remove(thread) }

  // MARK: - End

  /// Ends the domain: threads, objects, memory; everything goes back to the reference account. Takes time in proportion to
  /// what the domain has.
  override func close() {
    if kernelDomain != .none { system.graph?.lookLast(at: self) }
    while let thread = threads.last as? ThreadObject { thread.kill() }
    endObjects()
    if kernelDomain != .none { system.machine.destroy(kernelDomain) }
    kernelDomain = .none
    addressSpace?.close()
    addressSpace = nil
    freeAll()
    system.retire(self)
    memory.releaseKept()
    if isPaid { account.replenish(capabilities: CapabilityCost.domain) }
    system.remove(self)
    system.report(lost: account.close(), of: label)
  }
}

/// Does something that costs quota, in a call on a PD session.
func paying(_ body: () throws(QuotaError) -> Void) throws(PDFailure) {
  do throws(QuotaError) { try body() } catch { throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities }
}
