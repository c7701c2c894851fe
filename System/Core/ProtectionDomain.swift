// PD sessions: accounts, address spaces, RPC objects and signal contexts.

import KernelABI
import RPC
import Sessions

final class ProtectionDomain: ServedObject {
  let label: String
  let account: Account
  let kernelDomain: CapabilityIndex
  let memory: ObjectMemory
  private(set) var addressSpace: RegionMapObject?
  private(set) var threads: [ThreadObject] = []
  private var dataspaces: [DataspaceObject] = []
  private var objects: [ComponentObject] = []
  /// The capability with which the first thread starts.
  private(set) var parent = CapabilityIndex.none
  private var nextMessagePage: UInt64 = 0

  /// Message pages are attached here, each with an empty page behind it.
  static var messagePages: UInt64 { 0x00e0_0000 }
  static var tablePages: UInt64 { 1 }

  /// Takes over an account's quota. When this fails, nothing has happened, and the account is still the caller's to close.
  init(_ system: System, label: String, account: Account) throws(QuotaError) {
    self.label = label
    self.account = account
    let memory = ObjectMemory(system, account: account)
    self.memory = memory
    var domain = CapabilityIndex.none
    do throws(QuotaError) {
      try account.withdraw(capabilities: 2)
      let (page, table) = (try memory.allocatePage(), try memory.allocatePage())
      system.reserveSlot()
      guard let created = try? system.machine.createDomain(at: page, topTable: table) else { throw .outOfCapabilities }
      domain = created
      system.machine.addTablePage(try memory.allocatePage(), to: created)
    } catch {
      if domain != .none { system.destroy(domain) }
      memory.releaseAll()
      account.replenish(capabilities: account.capabilitiesUsed)
      throw error
    }
    kernelDomain = domain
    super.init(system)
    let map = RegionMapObject(system, of: self)
    try system.publish(map, payer: memory)
    addressSpace = map
  }

  // MARK: - Calls

  override func serve(_ request: inout Request) {
    serveAccount(&request)
    serveObjects(&request)
    request.serve(PD.addressSpace) { () throws(PDFailure) in
      guard let map = self.addressSpace else { throw .invalidObject }
      return Capability(map.capability)
    }
    request.serve(PD.growTable) { () throws(PDFailure) in
      try self.paying { () throws(QuotaError) in
        self.system.machine.addTablePage(try self.memory.allocatePage(), to: self.kernelDomain)
      }
    }
  }

  private func serveAccount(_ request: inout Request) {
    request.serve(PD.quota) { () throws(PDFailure) in self.account.state }
    request.serve(PD.allocateRAM) { size throws(PDFailure) in
      var dataspace: DataspaceObject?
      try self.paying { () throws(QuotaError) in dataspace = try self.allocateRAM(size) }
      guard let dataspace else { throw .outOfRAM }
      return Capability(dataspace.capability)
    }
    request.serve(PD.freeRAM) { (dataspace) throws(PDFailure) -> Void in
      if let object = self.system.object(dataspace.index) as? DataspaceObject, object.owner === self { self.free(object) }
    }
    request.serve(PD.setReferenceAccount) { (other) throws(PDFailure) -> Void in
      guard let domain = self.system.object(other.index) as? ProtectionDomain else { throw .invalidObject }
      guard self.account.setReference(domain.account) else { throw .notReferenceAccount }
    }
    request.serve(PD.transfer) { (arguments) throws(PDFailure) -> Void in
      guard let other = self.system.object(arguments.first.index) as? ProtectionDomain else { throw .invalidObject }
      try self.account.transfer(
        ram: arguments.second.ram, capabilities: arguments.second.capabilities, to: other.account)
    }
  }

  private func serveObjects(_ request: inout Request) {
    request.serve(PD.createObject) { arguments throws(PDFailure) in
      let thread = try self.ownThread(arguments.first)
      let object = try self.create(KernelObjectSize.rpcObject) { memory throws(KernelRefusal) in
        try self.system.machine.createObject(at: memory, server: thread.kernelThread, badge: arguments.second)
      }
      return Capability(object.capability)
    }
    request.serve(PD.createSignal) { arguments throws(PDFailure) in
      let thread = try self.ownThread(arguments.first)
      let object = try self.create(KernelObjectSize.signalContext) { memory throws(KernelRefusal) in
        try self.system.machine.createSignalContext(
          at: memory, receiver: thread.kernelThread, imprint: arguments.second)
      }
      return Capability(object.capability)
    }
    request.serve(PD.freeObject) { (capability) throws(PDFailure) -> Void in try self.free(capability.index) }
    request.serve(PD.freeSignal) { (capability) throws(PDFailure) -> Void in try self.free(capability.index) }
    request.serve(PD.setParent) { (parent) throws(PDFailure) -> Void in
      guard let granted = try? self.system.machine.grant(parent.index, to: self.kernelDomain) else { throw .invalidObject }
      self.parent = granted
    }
  }

  func setParent(_ capability: CapabilityIndex) {
    parent = (try? system.machine.grant(capability, to: kernelDomain)) ?? .none
  }

  private func paying(_ body: () throws(QuotaError) -> Void) throws(PDFailure) {
    do throws(QuotaError) { try body() } catch { throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities }
  }

  private func ownThread(_ capability: Capability<CPUThread>) throws(PDFailure) -> ThreadObject {
    guard let thread = system.object(capability.index) as? ThreadObject, thread.domain === self else { throw .invalidObject }
    return thread
  }

  // MARK: - RAM

  func allocateRAM(_ size: UInt64) throws(QuotaError) -> DataspaceObject {
    guard size > 0, size <= account.ramAvailable else { throw .outOfRAM }
    let pages = (size + 4095) / Frames.pageSize
    try account.withdraw(ram: pages * Frames.pageSize, capabilities: 1)
    guard let physical = system.frames.allocate(pages) else {
      account.replenish(ram: pages * Frames.pageSize, capabilities: 1)
      throw .outOfRAM
    }
    Window.clear(physical, bytes: pages * Frames.pageSize)
    let dataspace = DataspaceObject(
      system, physical: physical, size: pages * Frames.pageSize, isWritable: true, owner: self)
    do throws(QuotaError) { try system.publish(dataspace, payer: memory) } catch {
      system.frames.release(physical, pages: pages)
      account.replenish(ram: pages * Frames.pageSize, capabilities: 1)
      throw error
    }
    dataspaces.append(dataspace)
    return dataspace
  }

  func free(_ dataspace: DataspaceObject) {
    guard let index = dataspaces.firstIndex(where: { $0 === dataspace }) else { return }
    dataspaces.remove(at: index)
    dataspace.detachEverywhere()
    system.retire(dataspace)
    system.frames.release(dataspace.physical, pages: dataspace.size / Frames.pageSize)
    account.replenish(ram: dataspace.size, capabilities: 1)
  }

  // MARK: - RPC objects and signal contexts

  private func create(_ size: Int, _ make: (UInt64) throws(KernelRefusal) -> CapabilityIndex) throws(PDFailure)
    -> ComponentObject
  {
    var block: UInt64 = 0
    try paying { () throws(QuotaError) in
      try account.withdraw(capabilities: 1)
      do throws(QuotaError) { block = try memory.allocate(size) } catch {
        account.replenish(capabilities: 1)
        throw error
      }
    }
    system.reserveSlot()
    guard let capability = try? make(block) else {
      memory.free(block, size)
      account.replenish(capabilities: 1)
      throw .invalidObject
    }
    let object = ComponentObject(capability, memory: block, size: size, owner: self)
    system.register(object)
    objects.append(object)
    return object
  }

  private func free(_ capability: CapabilityIndex) throws(PDFailure) {
    guard let object = system.componentObject(capability), object.owner === self,
      let index = objects.firstIndex(where: { $0 === object })
    else { throw .invalidObject }
    objects.remove(at: index)
    destroy(object)
  }

  private func destroy(_ object: ComponentObject) {
    system.unregister(object)
    system.destroy(object.capability)
    memory.free(object.memory, object.size)
    account.replenish(capabilities: 1)
  }

  // MARK: - Mapping

  /// Maps pages, paying for page tables where they are missing. False if the account does not suffice.
  func map(_ virtual: UInt64, to physical: UInt64, pages: UInt64, flags: MapFlags) -> Bool {
    var done: UInt64 = 0
    while done < pages {
      let result = system.machine.map(
        virtual + done * 4096, to: physical + done * 4096, pages: pages - done, flags: flags, in: kernelDomain)
      done += result.pages
      if result.outcome == .needsPages {
        guard let page = try? memory.allocatePage() else { return done > 0 }
        system.machine.addPageTablePage(page, to: kernelDomain)
      } else if result.outcome != .done {
        return false
      }
    }
    return true
  }

  // MARK: - Threads

  /// The address for one more thread's message page.
  func takeMessagePageAddress() -> UInt64 {
    defer { nextMessagePage += 1 }
    return Self.messagePages + nextMessagePage * 2 * Frames.pageSize
  }

  func add(_ thread: ThreadObject) { threads.append(thread) }

  func remove(_ thread: ThreadObject) {
    if let index = threads.firstIndex(where: { $0 === thread }) { threads.remove(at: index) }
  }

  // MARK: - End

  /// Ends the domain: threads, objects, memory; everything goes back to the reference account.
  override func close() {
    while let thread = threads.last { thread.kill() }
    while let object = objects.popLast() { destroy(object) }
    addressSpace?.removeAll()
    while let dataspace = dataspaces.last { free(dataspace) }
    if let addressSpace { system.retire(addressSpace) }
    addressSpace = nil
    system.destroy(kernelDomain)
    memory.releaseAll()
    account.replenish(capabilities: 2)
    account.close()
    system.retire(self)
  }
}
