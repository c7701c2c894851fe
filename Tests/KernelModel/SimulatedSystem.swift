// The kernel on a simulated machine, with core's own view of what it made: the place where every entry into the kernel goes
// through, and is checked.
//
// Nothing here decides what happens next: `Laboratory` (tests) and `Simulation` (random) do.

import KernelABI

@testable import Kernel

typealias SimKernel = Kernel<SimulatedMachine>
typealias SimThread = Ref<Thread<SimulatedMachine>>
typealias SimDomain = Ref<Domain<SimulatedMachine>>
typealias SimContext = Ref<SchedulingContext<SimulatedMachine>>
typealias SimSignal = Ref<SignalContext<SimulatedMachine>>
typealias SimSlot = Ref<CapabilitySlot<SimulatedMachine>>
typealias SimHeader = Ref<ObjectHeader<SimulatedMachine>>
typealias SimCPU = Ref<CPU<SimulatedMachine>>

/// An object that core made. Its number is never used again.
struct Owned {
  let id: Int
  let capability: CapabilityIndex
  let header: SimHeader
  var pages: [UInt64]
  var kind: ObjectKind { header.object.was }
  var name: UInt64 { UInt64(capability.rawValue) }
}

/// What enters the kernel.
enum Event {
  case systemCall(SimThread)
  case fault(SimThread, Fault, address: UInt64, code: UInt64)
  case timer
  case notification
  case interrupt(Int)

  /// Who executed something, if anybody did.
  var thread: SimThread? {
    switch self {
    case .systemCall(let thread), .fault(let thread, _, _, _): thread
    case .timer, .notification, .interrupt: nil
    }
  }
}

final class SimulatedSystem {
  let state: MachineState
  let kernel: Ref<SimKernel>
  let cpus: [SimCPU]
  let core: SimThread
  let ledger: Ledger
  private let memory: [UnsafeMutableRawPointer]

  /// What lives, core's own four objects (domain, thread, scheduling context, machine: 0...3) included.
  private(set) var objects: [Owned] = []
  private(set) var threads: [(id: Int, thread: SimThread)] = []
  private(set) var domains: [(id: Int, domain: SimDomain)] = []
  private(set) var contexts: [(id: Int, context: SimContext)] = []
  private(set) var signals: [(id: Int, context: SimSignal)] = []
  private(set) var nextID = 0
  /// The number of the object at a header's address.
  private(set) var ids: [UInt: Int] = [:]
  /// Pages that a thread of core offered in a system call that is not over.
  var offered: [UInt: [UInt64]] = [:]

  private(set) var shadow: Shadow!
  private(set) var lastEvent: Event?
  private(set) var entries = 0
  /// Summarises all entries so far: two runs of a seed that differ anywhere differ here.
  private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Look at everything but free memory after every entry, whatever that costs.
  var isThorough = false
  /// For tests of the invariants: breaks something right after the kernel's work.
  var sabotage: (() -> Void)?
  let coverage = Coverage()

  static var entry: UInt64 { 0x100_0000 }
  /// Core's pages for what it donates.
  private static var firstPage: Int { 400 }

  init(seed: UInt64, cpus count: Int, pages: Int = 1400) throws {
    state = MachineState(cpus: count, pages: pages, seed: seed ^ 0x5555)
    let kernelMemory = UnsafeMutablePointer<SimKernel>.allocate(capacity: 1)
    let tables = UnsafeMutableRawPointer.allocate(byteCount: SimKernel.memoryBytes, alignment: 16)
    kernelMemory.initialize(to: SimKernel(hardware: SimulatedMachine(state: state), memory: tables))
    kernel = Ref(kernelMemory)
    var allocated = [UnsafeMutableRawPointer(kernelMemory), tables]
    var list: [SimCPU] = []
    for index in 0..<count {
      let memory = UnsafeMutablePointer<CPU<SimulatedMachine>>.allocate(capacity: 1)
      let lists = UnsafeMutableRawPointer.allocate(byteCount: CPU<SimulatedMachine>.memoryBytes, alignment: 16)
      memory.initialize(to: CPU(index: index, memory: lists))
      allocated += [UnsafeMutableRawPointer(memory), lists]
      list.append(Ref(memory))
      kernel.object.add(list[index])
    }
    memory = allocated
    cpus = list
    core = try Self.boot(kernel, on: list[0])
    ledger = Ledger(state: state, pages: Self.firstPage..<pages)
    registerBootObjects()
    shadow = Shadow(self)
  }

  deinit { for block in memory { block.deallocate() } }

  private static func boot(_ kernel: Ref<SimKernel>, on cpu: SimCPU) throws -> SimThread {
    var boot = BootPages(next: 4096, end: UInt64(firstPage) * 4096)
    var image = CoreImage(entry: Self.entry)
    image.append(CoreImage.Segment(virtual: Self.entry, physical: 4096 * 390, pages: 1, flags: .execute))
    _ = try kernel.object.startCore(image: image, pages: &boot, slice: 100_000, on: cpu)
    kernel.object.notification(on: cpu)
    guard let thread = cpu.object.current else { throw Failure("core does not run") }
    return thread
  }

  private func registerBootObjects() {
    let page = core.object.messagePage
    let words: [BootInformation] = [.domainCapability, .threadCapability, .schedulingContextCapability, .machineCapability]
    for word in words {
      let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: page[word: word.rawValue]))
      register(index, pages: [])
    }
  }

  // MARK: - Core's objects

  var machine: UInt64 { objects[3].name }

  func object(_ id: Int) -> Owned? { objects.first { $0.id == id } }
  func id<Object: KernelObject & ~Copyable>(of object: Ref<Object>) -> Int where Object.H == SimulatedMachine {
    ids[object.header.key] ?? -1
  }

  /// Notes a new object that core's table names.
  @discardableResult
  func register(_ index: CapabilityIndex, pages: [UInt64]) -> Owned? {
    guard let header = core.object.domain.object.slot(index)?.object.object else { return nil }
    let owned = Owned(id: nextID, capability: index, header: header, pages: pages)
    nextID += 1
    objects.append(owned)
    ids[header.key] = owned.id
    switch owned.kind {
    case .thread: threads.append((owned.id, Ref(dying: header)))
    case .domain: domains.append((owned.id, Ref(dying: header)))
    case .schedulingContext: contexts.append((owned.id, Ref(dying: header)))
    case .signalContext: signals.append((owned.id, Ref(dying: header)))
    case .rpcObject, .interrupt, .machine, .dying: break
    }
    return owned
  }

  /// Gives back the memory of an object that was destroyed.
  func unregister(_ id: Int) throws {
    guard let index = objects.firstIndex(where: { $0.id == id }) else { return }
    let owned = objects.remove(at: index)
    ids[owned.header.key] = nil
    threads.removeAll { $0.id == id }
    domains.removeAll { $0.id == id }
    contexts.removeAll { $0.id == id }
    signals.removeAll { $0.id == id }
    try ledger.giveBack(owned.pages)
  }

  /// More pages are part of an object.
  func extend(_ header: SimHeader, with pages: [UInt64]) throws {
    guard let index = objects.firstIndex(where: { $0.header == header }) else { return try ledger.giveBack(pages) }
    objects[index].pages += pages
  }

  // MARK: - Entering the kernel

  /// One entry into the kernel by the current CPU, with everything checked that can be checked.
  func enter(_ event: Event) throws {
    entries += 1
    try shadow.before(event)
    execute(event)
    sabotage?()
    digestState()
    try shadow.after(event)
    if case .systemCall(let thread) = event, thread.object.domain == core.object.domain { try complete(thread) }
    try shadow.compare()
    if let problem = state.problem { throw Failure(problem) }
    try Invariants(self).check()
  }

  private func digestState() {
    digest(UInt64(state.current) << 48 ^ state.now)
    for cpu in cpus { digest(UInt64(bitPattern: Int64(cpu.object.current.map { id(of: $0) } ?? -1))) }
    guard let registers = cpus[state.current].object.current?.object.registers else { return }
    digest(registers.rax ^ registers.rdx << 1 ^ registers.rdi << 2 ^ registers.rsi << 3)
  }

  /// Fowler, Noll, Vo: one word at a time.
  private func digest(_ word: UInt64) { digest = (digest ^ word) &* 0x100_0000_01b3 }

  private func execute(_ event: Event) {
    let cpu = cpus[state.current]
    lastEvent = event
    switch event {
    case .systemCall: executeSystemCall(on: cpu)
    case .fault(_, let fault, let address, let code): execute(fault, address: address, code: code, on: cpu)
    case .timer:
      coverage.note(.timer)
      state.timers[state.current] = nil
      kernel.object.timer(on: cpu)
    case .notification:
      coverage.note(.notification)
      state.notified.remove(state.current)
      kernel.object.notification(on: cpu)
    case .interrupt(let line):
      coverage.note(state.attached.contains(line) ? .deviceInterrupt : .strayInterrupt)
      kernel.object.interrupt(line: line, on: cpu)
    }
  }

  private func executeSystemCall(on cpu: SimCPU) {
    let number = cpu.object.current?.object.registers.rax
    guard kernel.object.fastPath(on: cpu) else { return kernel.object.systemCall(on: cpu) }
    switch number {
    case Syscall.call.rawValue: coverage.note(.fastCall)
    case Syscall.submit.rawValue: coverage.note(.fastSubmit)
    default: coverage.note(.fastReply)
    }
  }

  private func execute(_ fault: Fault, address: UInt64, code: UInt64, on cpu: SimCPU) {
    guard kernel.object.fastPath(fault, address: address, code: code, on: cpu) else { return kernel.object.fault(on: cpu) }
    coverage.note(.fastFault)
  }

  /// Does the thread execute its system call once more?
  func isRestarting(_ thread: SimThread) -> Bool { thread.object.registers.rip == Self.entry - 2 }

  /// A system call of core's is over: what it offered belongs to somebody now.
  private func complete(_ thread: SimThread) throws {
    guard !isRestarting(thread), let call = shadow.machineCall else { return }
    let pages = offered.removeValue(forKey: thread.key) ?? []
    try shadow.complete(call, of: thread, offered: pages)
  }
}
