// The machine of the simulation, as the kernel sees it.

import KernelABI

@testable import Kernel

struct SimulatedMachine: Hardware {
  typealias AddressSpace = UInt64
  struct ThreadState { var pointer: UInt64 = 0 }

  // Not counted: the state lives as long as the simulated system, and counting would take most of the time.
  unowned(unsafe) let state: MachineState

  // MARK: - Time

  func now() -> Ticks { state.now }
  func setTimer(_ deadline: Ticks?) { state.timers[state.current] = deadline }

  // MARK: - Memory

  func pointer(toPhysical address: UInt64) -> UnsafeMutableRawPointer { state.base + Int(address) }
  func mapPhysicalWindow(_ space: inout UInt64, pool: inout PagePool) {}

  func isMemory(_ address: UInt64, bytes: UInt64) -> Bool {
    let size = UInt64(state.pages * 4096)
    return address >= 4096 && address < size && bytes <= size - address
  }

  func makeAddressSpace(topTable: UInt64) -> UInt64 {
    state.mappings[topTable] = [:]
    state.tables[topTable] = []
    state.tablePages[topTable] = []
    return topTable
  }

  /// One page of page tables serves 64 pages.
  func map(_ space: inout UInt64, virtual: UInt64, physical: UInt64, pages: UInt64, flags: MapFlags, pool: inout PagePool)
    throws(MapProblem) -> UInt64
  {
    for page in 0..<pages {
      let address = virtual + page * 4096
      if state.tables[space]?.contains(address >> 18) != true {
        guard let table = pool.pop({ pointer(toPhysical: $0) }) else {
          if page == 0 { throw .needsPages }
          return page
        }
        if state.tablePages[space]?.insert(table).inserted != true { state.fail("a page is two page tables") }
        state.tables[space]?.insert(address >> 18)
      }
      state.mappings[space]?[address] = Translation(physical: physical + page * 4096, flags: flags.rawValue)
    }
    return pages
  }

  func unmap(_ space: inout UInt64, virtual: UInt64, pages: UInt64) -> UInt64 {
    for page in 0..<pages {
      state.mappings[space]?[virtual + page * 4096] = nil
      if state.activeSpaces[state.current] == space { state.cached[state.current].remove(virtual + page * 4096) }
    }
    return pages
  }

  func flushTranslations(on cpus: UInt64) {
    for cpu in 0..<state.cached.count where cpus >> UInt64(cpu) & 1 != 0 {
      if !state.cached[cpu].isEmpty { state.flushes += 1 }
      state.cached[cpu].removeAll()
    }
  }

  // MARK: - Threads

  func makeThreadState() -> ThreadState { ThreadState() }
  func initialize(_ thread: Ref<Thread<SimulatedMachine>>) {}

  func switchState(from old: Ref<Thread<SimulatedMachine>>?, to new: Ref<Thread<SimulatedMachine>>?) {
    if state.loaded[state.current] != old?.key { state.fail("the state of a thread that was not loaded is saved") }
    if let new, state.loaded.contains(new.key), old != new { state.fail("a thread is loaded on two CPUs") }
    state.loaded[state.current] = new?.key
  }

  func activate(_ space: borrowing UInt64) {
    state.activeSpaces[state.current] = copy space
    state.cached[state.current].removeAll(keepingCapacity: true)
  }

  func activateNothing() { activate(0) }
  func restartSystemCall(_ registers: inout UserRegisters) { registers.rip -= 2 }
  func sanitized(flags: UInt64, singleStep: Bool) -> UInt64 { flags & 0xcd5 | 0x202 | (singleStep ? 0x100 : 0) }
  func setThreadPointer(_ state: inout ThreadState, to address: UInt64) { state.pointer = address }
  func isUserAddress(_ address: UInt64) -> Bool { address < AddressSpaceLayout.userEnd }

  // MARK: - Interrupts and other CPUs

  func interruptPending() -> Bool { state.random.next() % 100 < state.interruptPercentage }

  func notify(cpu: Int) {
    if cpu == state.current { state.fail("CPU \(cpu) notifies itself") }
    state.notified.insert(cpu)
  }

  /// 16 interrupts, and 4 that are message-signalled.
  func attachInterrupt(source: UInt64, trigger: InterruptTrigger) -> (line: Int, address: UInt64, data: UInt64)? {
    let lines = source == InterruptSource.messageSignalled ? 16..<20 : source < 16 ? Int(source)..<Int(source) + 1 : 0..<0
    guard let line = lines.first(where: { !state.attached.contains($0) }) else { return nil }
    state.attached.insert(line)
    state.masked.insert(line)
    return (line, 0xfee0_0000, UInt64(line))
  }

  func detachInterrupt(line: Int) {
    state.attached.remove(line)
    state.masked.insert(line)
  }

  func mask(line: Int) { state.masked.insert(line) }
  func unmask(line: Int) { state.masked.remove(line) }

  // MARK: - For core

  func portRead(_ port: UInt16, width: Int) -> UInt32 { state.ports[port] ?? 0 }
  func portWrite(_ port: UInt16, width: Int, value: UInt32) { state.ports[port] = value }
  func print(_ bytes: UnsafeRawBufferPointer) { state.printed += bytes }
  func halt(exitValue: UInt8) { state.exitValue = exitValue }
  func coreFailed(_ fault: Fault, address: UInt64, instruction: UInt64) { state.coreFault = fault }
  func longestInterruptsOff(cpu: Int) -> Ticks { 0 }
}
