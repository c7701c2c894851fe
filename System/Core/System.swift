// Core's state, and the objects that it serves. There is one `System`, passed to whatever needs it.

import KernelABI
import RPC
import Sessions

/// An object that core serves: a session, a thread, a dataspace ...
class ServedObject {
  let system: System
  fileprivate(set) var capability = CapabilityIndex.none
  fileprivate(set) var badge: UInt64 = 0
  fileprivate var memory: UInt64 = 0
  /// Whose RAM the kernel object is in.
  fileprivate var payer: ObjectMemory?

  init(_ system: System) { self.system = system }

  /// Serves one call. What it does not know stays unanswered, which the caller sees as `unreachable`.
  func serve(_ request: inout Request) {}

  /// The session was closed: gives back everything.
  func close() { system.retire(self) }
}

/// An RPC object or signal context that core made for a component.
final class ComponentObject {
  let capability: CapabilityIndex
  let memory: UInt64
  let size: Int
  let owner: ProtectionDomain

  init(_ capability: CapabilityIndex, memory: UInt64, size: Int, owner: ProtectionDomain) {
    self.capability = capability
    self.memory = memory
    self.size = size
    self.owner = owner
  }
}

final class System {
  let machine: Machine
  let boot: BootRecord
  var frames: Frames
  /// Kernel objects of sessions, which are paid by flat costs (`SessionCost`).
  private(set) var sessionMemory: ObjectMemory?
  private var served: [ServedObject?] = []
  private var generations: [UInt32] = []
  private var freeBadges: [Int] = []
  /// By slot of core's table: what is behind a capability that core made.
  private var servedBySlot: [ServedObject?] = []
  private var componentBySlot: [ComponentObject?] = []
  private var slotsLeft = 400

  init(machine: Machine, boot: BootRecord, frames: Frames) {
    self.machine = machine
    self.boot = boot
    self.frames = frames
    sessionMemory = nil
    sessionMemory = ObjectMemory(self, account: nil)
  }

  // MARK: - Core's own capability table

  /// Before each new capability: the table grows from core's own memory, which flat costs pay for.
  func reserveSlot() {
    slotsLeft -= 1
    guard slotsLeft < 64, let page = frames.allocate(1) else { return }
    machine.addTablePage(page, to: boot.domain)
    slotsLeft += CapabilityTableLimits.slotsPerPage
  }

  // MARK: - Objects that core serves

  /// Makes an object callable; `payer`'s RAM holds the kernel object.
  func publish(_ object: ServedObject, payer: ObjectMemory) throws(QuotaError) {
    let memory = try payer.allocate(KernelObjectSize.rpcObject)
    let index = freeBadges.popLast() ?? served.count
    if index == served.count {
      served.append(nil)
      generations.append(0)
    }
    generations[index] &+= 1
    object.badge = UInt64(index) | UInt64(generations[index] & 0x3fff_ffff) << 32
    reserveSlot()
    guard let capability = try? machine.createObject(at: memory, server: machine.thread, badge: object.badge) else {
      payer.free(memory, KernelObjectSize.rpcObject)
      freeBadges.append(index)
      throw .outOfCapabilities
    }
    object.capability = capability
    object.memory = memory
    object.payer = payer
    served[index] = object
    set(object, at: capability.slot)
  }

  private func set(_ object: ServedObject?, at slot: Int) {
    while servedBySlot.count <= slot { servedBySlot.append(nil) }
    servedBySlot[slot] = object
  }

  /// No call reaches the object any more.
  func retire(_ object: ServedObject) {
    guard let payer = object.payer else { return }
    destroy(object.capability)
    payer.free(object.memory, KernelObjectSize.rpcObject)
    let index = Int(object.badge & 0xffff_ffff)
    served[index] = nil
    freeBadges.append(index)
    set(nil, at: object.capability.slot)
    object.payer = nil
  }

  func destroy(_ capability: CapabilityIndex) {
    machine.destroy(capability)
    slotsLeft += 1
  }

  func object(badge: UInt64) -> ServedObject? {
    let index = Int(badge & 0x7fff_ffff)
    guard index < served.count, let object = served[index], object.badge == badge else { return nil }
    return object
  }

  /// What is behind a capability that came as an argument; nil if core did not make it.
  func object(_ capability: CapabilityIndex) -> ServedObject? {
    guard capability.slot < servedBySlot.count, let object = servedBySlot[capability.slot],
      object.capability == capability
    else { return nil }
    return object
  }

  // MARK: - Objects that core made for components

  func register(_ object: ComponentObject) {
    while componentBySlot.count <= object.capability.slot { componentBySlot.append(nil) }
    componentBySlot[object.capability.slot] = object
  }

  func unregister(_ object: ComponentObject) { componentBySlot[object.capability.slot] = nil }

  func componentObject(_ capability: CapabilityIndex) -> ComponentObject? {
    guard capability.slot < componentBySlot.count, let object = componentBySlot[capability.slot],
      object.capability == capability
    else { return nil }
    return object
  }
}

/// Flat costs of sessions, covering their kernel objects and what core remembers of them.
enum SessionCost {
  static var ram: UInt64 { 4096 }
  static var capabilities: UInt64 { 1 }
}
