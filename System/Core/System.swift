// Core's state, and the objects that it serves. There is one `System`, passed to whatever needs it.

import KernelABI
import RPC
import Sessions

/// Something that core made on behalf of a client and knows by a capability.
class CoreObject {
  fileprivate(set) var capability = CapabilityIndex.none
  fileprivate var memory: UInt64 = 0
  /// Where the object stands in its owner's list (`Members`).
  fileprivate(set) var position = 0
}

/// An object that core serves: a session, a thread, a dataspace ...
class ServedObject: CoreObject {
  let system: System
  /// Names the object for ever, also after it is gone. 0: not registered.
  fileprivate(set) var badge: UInt64 = 0
  /// Whose RAM the kernel object is in.
  fileprivate var payer: ObjectMemory?

  init(_ system: System) { self.system = system }

  /// Serves one call. What it does not know stays unanswered, which the caller sees as an unknown method.
  func serve(_ request: inout Request) {}

  /// Makes what the session has to have from the start, besides its own object. When this fails, `close` follows.
  func prepare(_ payer: ObjectMemory) throws(QuotaError) {}

  /// The session was closed: gives back everything.
  func close() { system.retire(self) }

  /// The session got more donated. Only sessions that use it up have to know.
  func upgrade(_ donation: Quota) {}
}

/// An RPC object or signal context that core made for a component.
final class ComponentObject: CoreObject {
  let size: Int
  let owner: ProtectionDomain

  init(size: Int, owner: ProtectionDomain) {
    self.size = size
    self.owner = owner
  }
}

/// The objects that somebody owns, in no order. Adding and removing take constant time.
struct Members {
  private(set) var objects: [CoreObject] = []

  var last: CoreObject? { objects.last }

  mutating func add(_ object: CoreObject) {
    object.position = objects.count
    objects.append(object)
  }

  mutating func remove(_ object: CoreObject) {
    guard object.position < objects.count, objects[object.position] === object, let last = objects.popLast() else { return }
    guard last !== object else { return }
    objects[object.position] = last
    last.position = object.position
  }
}

final class System {
  let machine: Machine
  let boot: BootRecord
  var frames: Frames
  /// RAM that core kept for the kernel objects of sessions, which their flat costs pay for.
  private(set) var coreMemory: ObjectMemory?
  var threads = ThreadRegister()
  var devices = DeviceRegister()
  private(set) var domains: [ProtectionDomain] = []
  /// What devices may still access, of domains that ended.
  private(set) var heldMemory: [HeldMemory] = []
  /// A page that is zero for ever: what is left of memory that was taken away from those who read it.
  private(set) var zeroPage: UInt64 = 0
  /// Init's domain, and what its sessions were donated.
  var initDomain: ProtectionDomain?
  var donated = Quota.none
  var graph: CapabilityGraph?
  /// Has a component besides init run?
  var hasChild = false
  /// What init got at the start.
  private(set) var total = Quota.none

  /// 50 lines per second.
  private var allowance: LogAllowance
  private var served: [ServedObject?] = []
  private var freeIndices: [Int] = []
  private var serial: UInt64 = 0
  private(set) var ownLog: OwnLog?
  /// By slot of core's table: what is behind a capability that core made.
  private var bySlot: [CoreObject?] = []

  init(machine: Machine, boot: BootRecord, frames: Frames) {
    self.machine = machine
    self.boot = boot
    self.frames = frames
    allowance = LogAllowance(ticksPerLine: boot.ticksPerMillisecond * 20)
  }

  /// Tells the operator what a client did; not more often than somebody can read.
  func say(_ line: String) {
    let (isAllowed, omitted) = allowance.take(at: KernelCall.ticks)
    guard isAllowed else { return }
    if omitted > 0 { print("core: \(omitted) messages are left out here") }
    print(line)
  }

  private func print(_ line: String) {
    let text = LogLine.text(Array(line.utf8))
    machine.log(text + [13, 10])
    ownLog?.append(text)
  }

  /// Makes the log of what core itself says a module that can be read; without memory there is none.
  func keepOwnLog() {
    guard boot.module(named: OwnLog.name) == nil, let log = OwnLog(self) else { return }
    ownLog = log
    boot.add(log.module)
  }

  /// Fixes how much there is to give out, and makes room for it in core's tables. Once, before anything is made.
  /// False if there is too little memory.
  func divide() -> Bool {
    guard let page = frames.allocate(1) else { return false }
    Window.clear(page, bytes: Frames.pageSize)
    zeroPage = page
    let capabilities = CoreLimits.capabilities(ram: frames.free * Frames.pageSize)
    let tablePages = CoreLimits.tablePages(capabilities: capabilities)
    for _ in 0..<tablePages {
      guard let page = frames.allocate(1) else { return false }
      machine.addTablePage(page, to: boot.domain)
    }
    bySlot = Array(repeating: nil, count: (tablePages + 16) * 64)
    served.reserveCapacity(Int(capabilities) + 64)
    freeIndices.reserveCapacity(Int(capabilities) + 64)
    // Sessions' RPC objects, 63 in a page; and a few pages for the modules' and init's.
    let own = (capabilities / 63 + 16) * Frames.pageSize
    let ram = frames.free * Frames.pageSize
    guard ram >= own + CoreLimits.leastRAM else { return false }
    coreMemory = ObjectMemory(self, account: Account(Quota(ram: own, capabilities: 0)))
    total = Quota(ram: ram - own, capabilities: capabilities)
    return true
  }

  /// Ends the machine, for a reason.
  func refuse(_ reason: String) {
    machine.log("core: \(reason).")
    machine.halt(75)
  }

  // MARK: - Objects that core serves

  /// Gives an object its badge, without making it callable.
  func register(_ object: ServedObject) {
    serial += 1
    let index = freeIndices.popLast() ?? served.count
    if index == served.count { served.append(nil) }
    object.badge = serial << 16 | UInt64(index)
    served[index] = object
  }

  func unregister(_ object: ServedObject) {
    let index = Int(object.badge & 0xffff)
    guard object.badge != 0, served[index] === object else { return }
    served[index] = nil
    freeIndices.append(index)
    object.badge = 0
  }

  /// Makes an object callable; `payer`'s RAM holds the kernel object.
  func publish(_ object: ServedObject, payer: ObjectMemory) throws(QuotaError) {
    let memory = try payer.allocate(KernelObjectSize.rpcObject)
    register(object)
    guard let capability = try? machine.createObject(at: memory, server: machine.thread, badge: object.badge) else {
      payer.free(memory, KernelObjectSize.rpcObject)
      unregister(object)
      throw .outOfCapabilities
    }
    object.payer = payer
    enter(object, capability, memory)
  }

  /// No call reaches the object any more.
  func retire(_ object: ServedObject) {
    if let payer = object.payer {
      leave(object, payer, KernelObjectSize.rpcObject)
      object.payer = nil
    }
    unregister(object)
  }

  func object(badge: UInt64) -> ServedObject? {
    let index = Int(badge & 0xffff)
    guard index < served.count, let object = served[index], object.badge == badge else { return nil }
    return object
  }

  var servedCount: Int { served.count - freeIndices.count }

  func forEachServed(_ body: (ServedObject) -> Void) {
    for case let object? in served { body(object) }
  }

  // MARK: - What is behind capabilities

  private func enter(_ object: CoreObject, _ capability: CapabilityIndex, _ memory: UInt64) {
    object.capability = capability
    object.memory = memory
    while bySlot.count <= capability.slot { bySlot.append(nil) }
    bySlot[capability.slot] = object
  }

  private func leave(_ object: CoreObject, _ payer: ObjectMemory, _ size: Int) {
    machine.destroy(object.capability)
    payer.free(object.memory, size)
    bySlot[object.capability.slot] = nil
    object.capability = .none
  }

  /// What is behind a capability that came as an argument; nil if core did not make it.
  func object(_ capability: CapabilityIndex) -> CoreObject? {
    guard capability != .none, capability.slot < bySlot.count, let object = bySlot[capability.slot],
      object.capability == capability
    else { return nil }
    return object
  }

  /// Makes a kernel object for a component.
  func make(_ object: ComponentObject, payer: ObjectMemory, _ create: (UInt64) throws(KernelRefusal) -> CapabilityIndex)
    throws(QuotaError)
  {
    let block = try payer.allocate(object.size)
    guard let capability = try? create(block) else {
      payer.free(block, object.size)
      throw .outOfCapabilities
    }
    enter(object, capability, block)
  }

  func end(_ object: ComponentObject, payer: ObjectMemory) { leave(object, payer, object.size) }

  // MARK: - Domains

  func add(_ domain: ProtectionDomain) { domains.append(domain) }

  func hold(_ memory: HeldMemory) { heldMemory.append(memory) }

  /// No device accesses memory that was held back.
  func releaseHeldMemory() {
    for memory in heldMemory { memory.release(to: &frames) }
    heldMemory = []
  }

  func remove(_ domain: ProtectionDomain) {
    if let index = domains.firstIndex(where: { $0 === domain }) { domains.remove(at: index) }
  }
}
