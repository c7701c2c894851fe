// The driver: plays all user code, core included, by random system calls; and keeps a model of what core owns.
//
// A step is one event: a system call of whoever is current on a random CPU, a fault, a timer, a notification, a device
// interrupt. Everything follows from the seed.

import KernelABI

@testable import Kernel

typealias SimKernel = Kernel<SimulatedMachine>
typealias SimThread = Ref<Thread<SimulatedMachine>>
typealias SimDomain = Ref<Domain<SimulatedMachine>>
typealias SimHeader = Ref<ObjectHeader<SimulatedMachine>>

/// An object that core made, and the pages it lies in.
struct Owned {
  let capability: CapabilityIndex
  let header: SimHeader
  var pages: [UInt64]
  var kind: ObjectKind { header.object.was }
}

struct Failure: Error { let text: String }

final class Simulation {
  let state: MachineState
  let cpus: [Ref<CPU<SimulatedMachine>>]
  let kernel: Ref<SimKernel>
  let core: SimThread
  var objects: [Owned] = []
  var freePages: [UInt64]
  let totalPages: Int
  /// What core does at the moment, to be completed when its system call is.
  var pending: ((Outcome, UserRegisters) throws -> Void)?
  /// What core does before anything else; the last one first.
  var followUps: [() -> Void] = []
  var steps = 0
  var random: SplitMix
  var submitted: [UInt64: UInt64] = [:]
  var delivered: [UInt64: UInt64] = [:]
  var restarts = 0
  var lastEvent = ""
  var counts: [String: Int] = [:]

  static var entry: UInt64 { 0x100_0000 }
  static var poison: UInt8 { 0xa5 }

  init(seed: UInt64, cpus count: Int, pages: Int = 3000) throws {
    random = SplitMix(seed)
    state = MachineState(cpus: count, pages: pages, seed: seed ^ 0x5555)
    let kernelMemory = UnsafeMutablePointer<SimKernel>.allocate(capacity: 1)
    let tables = UnsafeMutableRawPointer.allocate(byteCount: SimKernel.memoryBytes, alignment: 16)
    unsafe kernelMemory.initialize(to: SimKernel(hardware: SimulatedMachine(state: state), memory: tables))
    kernel = unsafe Ref(kernelMemory)
    var list: [Ref<CPU<SimulatedMachine>>] = []
    for index in 0..<count {
      let memory = UnsafeMutablePointer<CPU<SimulatedMachine>>.allocate(capacity: 1)
      let lists = UnsafeMutableRawPointer.allocate(byteCount: CPU<SimulatedMachine>.memoryBytes, alignment: 16)
      unsafe memory.initialize(to: CPU(index: index, memory: lists))
      list.append(unsafe Ref(memory))
      kernel.object.add(list[index])
    }
    self.cpus = list
    var boot = BootPages(next: 4096, end: 300 * 4096)
    var image = CoreImage(entry: Self.entry)
    image.append(CoreImage.Segment(virtual: Self.entry, physical: 4096 * 2000, pages: 1, flags: .execute))
    _ = try kernel.object.startCore(image: image, pages: &boot, slice: 100_000, on: list[0])
    kernel.object.notification(on: list[0])
    guard let thread = list[0].object.current else { throw Failure(text: "core does not run") }
    core = thread
    freePages = (400..<pages - 1000).map { UInt64($0) * 4096 }
    totalPages = freePages.count
    for page in freePages { poison(page) }
  }

  func run(steps: Int) throws {
    for _ in 0..<steps {
      self.steps += 1
      try step()
      try Invariants(self).check()
    }
  }

  // MARK: - Steps

  private func step() throws {
    let index = random.below(cpus.count)
    state.current = index
    let cpu = cpus[index]
    advance()
    if let timer = state.timers[index], timer <= state.now {
      state.timers[index] = nil
      return enter("timer") { kernel.object.timer(on: cpu) }
    }
    if state.notified.contains(index) {
      state.notified.remove(index)
      return enter("notification") { kernel.object.notification(on: cpu) }
    }
    if random.chance(2) { return enter("interrupt") { kernel.object.interrupt(line: random.below(20), on: cpu) } }
    guard let thread = cpu.object.current else { return }
    try act(thread, on: cpu)
  }

  /// Time passes, but never beyond a timer that has to fire first.
  private func advance() {
    let next = state.timers.compactMap { $0 }.min() ?? Ticks.max
    let idle = cpus.allSatisfy { $0.object.current == nil }
    let step = idle && random.chance(50) ? 50_000 : UInt64(random.below(2_000))
    state.now = max(state.now, min(state.now + step, next))
  }

  /// One entry into the kernel, with the signals that it delivered counted.
  private func enter(_ name: String, _ body: () -> Void) {
    counts[name, default: 0] += 1
    lastEvent = "\(name) on CPU \(state.current)"
    let waiting = threads.filter { $0.object.state == .waiting }
    body()
    for thread in waiting { countDelivery(thread) }
  }

  private func countDelivery(_ thread: SimThread) {
    guard thread.object.state == .runnable, thread.object.registers.rax & 0xff == Outcome.signal.rawValue else { return }
    delivered[thread.object.registers.rdi, default: 0] += thread.object.registers.rdx
  }

  var threads: [SimThread] {
    [core] + objects.filter { $0.kind == .thread }.map { SimThread(dying: $0.header) }
  }

  var domains: [SimDomain] {
    [core.object.domain] + objects.filter { $0.kind == .domain }.map { SimDomain(dying: $0.header) }
  }

  private func act(_ thread: SimThread, on cpu: Ref<CPU<SimulatedMachine>>) throws {
    let isRestart = thread.object.registers.rip != Self.entry
    if isRestart {
      restarts += 1
      thread.object.registers.rip = Self.entry
    } else if thread != core, random.chance(3) {
      return enter("fault") { kernel.object.fault(.write, address: random.next(), code: 2, on: cpu) }
    } else if thread == core {
      prepareCore()
    } else {
      prepareUser(thread)
    }
    try systemCall(thread, on: cpu)
  }

  private func systemCall(_ thread: SimThread, on cpu: Ref<CPU<SimulatedMachine>>) throws {
    let before = thread.object.registers
    let domain = thread.object.domain
    let target = before.rax & 0xff == Syscall.submit.rawValue ? signal(before.rdi, in: domain) : nil
    let number = Syscall(rawValue: before.rax & 0xff)
    enter(number.map { "\($0)" } ?? "nonsense") {
      if !kernel.object.fastPath(on: cpu) {
        kernel.object.systemCall(on: cpu)
      } else {
        counts["fast path", default: 0] += 1
      }
    }
    if let target, before.rdx > 0 { submitted[target, default: 0] += before.rdx }
    if before.rax & 0xff == Syscall.receive.rawValue { countDelivery(thread) }
    guard thread == core, core.object.registers.rip == Self.entry, let complete = pending else { return }
    pending = nil
    try complete(Outcome(rawValue: core.object.registers.rax).kind, core.object.registers)
  }

  /// The imprint of a living signal context with a receiver that a register names.
  private func signal(_ register: UInt64, in domain: SimDomain) -> UInt64? {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: register))
    guard let context: Ref<SignalContext<SimulatedMachine>> = domain.object.object(index) else { return nil }
    return context.object.receiver == nil ? nil : context.object.imprint
  }

  // MARK: - User code

  private func someIndex(_ domain: SimDomain) -> UInt64 {
    if random.chance(5) { return random.next() }
    let used = Invariants.usedSlots(domain)
    return UInt64(random.pick(used)?.object.index.rawValue ?? 0)
  }

  private func fillPage(_ thread: SimThread) {
    let page = thread.object.messagePage
    guard page.exists else { return }
    let address = thread.object.messagePagePhysical(state)
    let domain = thread.object.domain
    for position in 0..<4 {
      let index = UInt32(truncatingIfNeeded: someIndex(domain))
      unsafe (state.base + Int(address) + MessagePage.sendOffset + position * 4).storeBytes(of: index, as: UInt32.self)
    }
    unsafe (state.base + Int(address) + MessagePage.acceptOffset).storeBytes(of: random.next() % 7, as: UInt64.self)
    let deadline = random.chance(20) ? 0 : state.now + UInt64(random.below(200_000))
    unsafe (state.base + Int(address)).storeBytes(of: deadline, as: UInt64.self)
  }

  private func prepareUser(_ thread: SimThread) {
    fillPage(thread)
    func set(_ rax: UInt64, _ rdi: UInt64, _ rsi: UInt64, _ rdx: UInt64) {
      thread.object.registers.rax = rax
      thread.object.registers.rdi = rdi
      thread.object.registers.rsi = rsi
      thread.object.registers.rdx = rdx
    }
    let index = someIndex(thread.object.domain)
    let tag = MessageTag(
      label: UInt16(random.below(40)), words: random.below(9), capabilities: random.chance(40) ? random.below(6) : 0)
    switch random.below(100) {
    case 0..<35: set(Syscall.call.rawValue, index, random.chance(2) ? random.next() : tag.rawValue, random.next())
    case 35..<65: set(Syscall.receive.rawValue | receiveFlags(), index, tag.rawValue, random.next())
    case 65..<80: set(Syscall.submit.rawValue, index, 0, UInt64(random.below(50)))
    case 80..<92:
      set(Syscall.capability.rawValue, index, UInt64(random.below(6)), random.chance(50) ? 1 : someIndex(thread.object.domain))
    case 92..<97: set(Syscall.yield.rawValue, 0, 0, 0)
    default: set(random.next(), random.next(), random.next(), random.next())
    }
  }

  private func receiveFlags() -> UInt64 {
    let usual = ReceiveFlags.reply | .calls | .signals
    if random.chance(60) { return usual.rawValue }
    return (random.next() & 0x1f) << 8
  }

  // MARK: - Memory of the model

  func poison(_ page: UInt64) {
    unsafe (state.base + Int(page)).initializeMemory(as: UInt8.self, repeating: Self.poison, count: 4096)
  }

  /// A page that nobody used since it was given back: any trace of use is an error.
  func take() throws -> UInt64? {
    guard !freePages.isEmpty else { return nil }
    let page = freePages.remove(at: random.below(freePages.count))
    for offset in stride(from: 0, to: 4096, by: 8) {
      let word = unsafe (state.base + Int(page) + offset).load(as: UInt64.self)
      if word != 0xa5a5_a5a5_a5a5_a5a5 {
        throw Failure(text: "freed memory was written at page \(page >> 12) offset \(offset)")
      }
    }
    return page
  }

  func giveBack(_ pages: [UInt64]) {
    for page in pages {
      poison(page)
      freePages.append(page)
    }
  }
}

extension Thread where H == SimulatedMachine {
  /// Where the message page lies in the simulated memory. (Its view hides that from the kernel's own code.)
  func messagePagePhysical(_ state: MachineState) -> UInt64 { messagePage.physical(in: state) }
}

extension MessagePageView {
  func physical(in state: MachineState) -> UInt64 {
    // Safety: the view has exactly one stored property, the page's address.
    let address = unsafe unsafeBitCast(self, to: UInt.self)
    return UInt64(address - UInt(bitPattern: unsafe state.base))
  }
}
