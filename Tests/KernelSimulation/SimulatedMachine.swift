// The machine of the simulation: memory in an array of pages, time that moves when the driver says so, CPUs that are taken
// in turns, and page tables as a dictionary.

import Kernel
import KernelABI

/// What the simulated machine remembers. One instance per simulation.
final class MachineState {
  let base: UnsafeMutableRawPointer
  let pages: Int
  var now: Ticks = 1_000
  var timers: [Ticks?]
  /// CPUs that another one notified and that did not enter the kernel since.
  var notified: Set<Int> = []
  var current = 0
  var random: SplitMix
  var activeSpaces: [UInt64]
  var mappings: [UInt64: Set<UInt64>] = [:]
  var masked: Set<Int> = []
  var attached: [Int: UInt64] = [:]
  /// How often out of 100 a long operation finds an interrupt waiting.
  var interruptPercentage: UInt64 = 30

  init(cpus: Int, pages: Int, seed: UInt64) {
    self.pages = pages
    random = SplitMix(seed)
    timers = Array(repeating: nil, count: cpus)
    activeSpaces = Array(repeating: 0, count: cpus)
    base = unsafe UnsafeMutableRawPointer.allocate(byteCount: pages * 4096, alignment: 4096)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: pages * 4096)
  }

  deinit { unsafe base.deallocate() }
}

struct SimulatedMachine: Hardware {
  typealias AddressSpace = UInt64
  struct ThreadState { var pointer: UInt64 = 0 }

  let state: MachineState

  func now() -> Ticks { state.now }
  func setTimer(_ deadline: Ticks?) { state.timers[state.current] = deadline }
  func pointer(toPhysical address: UInt64) -> UnsafeMutableRawPointer { unsafe state.base + Int(address) }
  func mapPhysicalWindow(_ space: inout UInt64, pool: inout PagePool) {}
  func isMemory(_ address: UInt64, bytes: UInt64) -> Bool {
    address >= 4096 && address < UInt64(state.pages * 4096) && bytes <= UInt64(state.pages * 4096) - address
  }
  func makeAddressSpace(topTable: UInt64) -> UInt64 {
    state.mappings[topTable] = []
    return topTable
  }
  func map(_ space: inout UInt64, virtual: UInt64, physical: UInt64, pages: UInt64, flags: MapFlags, pool: inout PagePool)
    throws(MapProblem) -> UInt64
  {
    let needsTable = state.mappings[space]?.isEmpty ?? true
    if needsTable, unsafe pool.pop({ unsafe pointer(toPhysical: $0) }) == nil { throw .needsPages }
    for page in 0..<pages { state.mappings[space]?.insert(virtual + page * 4096) }
    return pages
  }
  func unmap(_ space: inout UInt64, virtual: UInt64, pages: UInt64) -> UInt64 {
    for page in 0..<pages { state.mappings[space]?.remove(virtual + page * 4096) }
    return pages
  }
  func flushTranslations(on cpus: UInt64) {}
  func makeThreadState() -> ThreadState { ThreadState() }
  func initialize(_ thread: Ref<Thread<SimulatedMachine>>) {}
  func switchState(from old: Ref<Thread<SimulatedMachine>>?, to new: Ref<Thread<SimulatedMachine>>?) {}
  func activate(_ space: borrowing UInt64) { state.activeSpaces[state.current] = copy space }
  func activateNothing() { state.activeSpaces[state.current] = 0 }
  func restartSystemCall(_ registers: inout UserRegisters) { registers.rip -= 2 }
  func sanitized(flags: UInt64, singleStep: Bool) -> UInt64 { flags }
  func setThreadPointer(_ state: inout ThreadState, to address: UInt64) { state.pointer = address }
  func isUserAddress(_ address: UInt64) -> Bool { address < AddressSpaceLayout.userEnd }
  func interruptPending() -> Bool { state.random.next() % 100 < state.interruptPercentage }
  func notify(cpu: Int) { state.notified.insert(cpu) }
  func attachInterrupt(source: UInt64, trigger: InterruptTrigger) -> (line: Int, address: UInt64, data: UInt64)? {
    guard source < 16, state.attached[Int(source)] == nil else { return nil }
    state.attached[Int(source)] = source
    return (Int(source), 0, 0)
  }
  func detachInterrupt(line: Int) { state.attached[line] = nil }
  func mask(line: Int) { state.masked.insert(line) }
  func unmask(line: Int) { state.masked.remove(line) }
  func portRead(_ port: UInt16, width: Int) -> UInt32 { 0 }
  func portWrite(_ port: UInt16, width: Int, value: UInt32) {}
  func print(_ bytes: UnsafeRawBufferPointer) {}
  func halt(exitValue: UInt8) {}
  func coreFailed(_ fault: Fault, address: UInt64, instruction: UInt64) {}
  func longestInterruptsOff(cpu: Int) -> Ticks { 0 }
}

/// A seed gives the same numbers everywhere.
struct SplitMix {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<T>(_ list: [T]) -> T? { list.isEmpty ? nil : list[below(list.count)] }
}
