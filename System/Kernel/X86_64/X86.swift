// The machine as the portable kernel sees it (Kernel/Hardware.swift says what each function promises).

import CX86
import Firmware
import Kernel
import KernelABI

/// What the kernel knows of the machine: written at boot, but for the use of vectors. It lives in the kernel's image and is
/// reached by reference only, so that no call ever copies it.
struct MachineTables: ~Copyable {
  let memory: MemoryRegions
  let clock: Clock
  /// Physical address of the kernel's own top page table.
  let kernelTable: UInt64
  let topology: InterruptTopology
  fileprivate let controllers: Table<IOAPIC?>
  /// What each device vector serves: an interrupt number, `messageSignalled`, or nothing.
  fileprivate let vectors: Table<UInt64>

  fileprivate static var unused: UInt64 { UInt64.max - 1 }

  init(memory: consuming MemoryRegions, clock: Clock, kernelTable: UInt64, topology: InterruptTopology) {
    self.memory = memory
    self.clock = clock
    self.kernelTable = kernelTable
    self.topology = topology
    // Safety: Entry.S reserves the memory for this.
    vectors = unsafe Table(at: Memory.pointer(Symbol.vectorTable), count: 256, repeating: Self.unused)
    controllers = unsafe Table(at: Memory.pointer(Symbol.controllerTable), count: 4, repeating: nil)
    for index in 0..<topology.controllerCount {
      let base = MemoryMap.deviceBase + UInt64(index + 1) * 4096 + topology.controllers[index].address & 4095
      let controller = IOAPIC(base: base, firstInterrupt: topology.controllers[index].firstInterrupt)
      controller.maskAll()
      controllers[index] = controller
    }
  }
}

struct X86: Hardware {
  /// Physical address of the top page table.
  typealias AddressSpace = UInt64

  /// Beside the general registers: the thread pointer here, and the extended state in the second half of the page.
  struct ThreadState {
    var threadPointer: UInt64 = 0
  }

  let tables: Ref<MachineTables>

  // MARK: - Time

  @inline(__always)
  func now() -> Ticks { x86_rdtsc() }

  func setTimer(_ deadline: Ticks?) {
    guard let deadline else { return LocalAPIC.startTimer(0) }
    let now = x86_rdtsc()
    LocalAPIC.startTimer(deadline <= now ? 1 : tables.object.clock.timerCount(for: deadline - now))
  }

  // MARK: - Memory

  @inline(__always)
  func pointer(toPhysical address: UInt64) -> UnsafeMutableRawPointer {
    unsafe Memory.pointer(MemoryMap.window &+ address)
  }

  func isMemory(_ address: UInt64, bytes: UInt64) -> Bool { tables.object.memory.contains(address, bytes: bytes) }

  func flushTranslations(on cpus: UInt64) {
    for cpu in 0..<8 where cpus >> UInt64(cpu) & 1 != 0 {
      x86_store32_release(CPUArea(cpu).flushField, 1)
      LocalAPIC.send(vector: Vector.flush, to: tables.object.topology.cpuIDs[cpu])
    }
    for cpu in 0..<8 where cpus >> UInt64(cpu) & 1 != 0 {
      while x86_load32_acquire(CPUArea(cpu).flushField) != 0 { x86_pause() }
    }
  }

  // MARK: - Threads

  /// Offset of the extended state in a thread's page.
  @inline(__always)
  private static var extendedState: UInt64 { 2048 }

  func makeThreadState() -> ThreadState { ThreadState() }

  func initialize(_ thread: Ref<Thread<X86>>) {
    let area = UInt64(thread.key) + Self.extendedState
    Memory.clear(area, bytes: 2048)
    Memory.store(0x37f as UInt16, at: area)  // x87 control word
    Memory.store(0x1f80 as UInt32, at: area + 24)  // MXCSR
  }

  @inline(__always)
  func switchState(from old: Ref<Thread<X86>>?, to new: Ref<Thread<X86>>?) {
    if let old { x86_xsave(UInt64(old.key) &+ Self.extendedState) }
    guard let new else { return }
    x86_xrstor(UInt64(new.key) &+ Self.extendedState)
    x86_reset_segments()
    x86_write_msr(MSR.fsBase, new.object.machine.threadPointer)
  }

  @inline(__always)
  func activate(_ space: borrowing AddressSpace) { x86_write_cr3(copy space) }

  func activateNothing() { x86_write_cr3(tables.object.kernelTable) }

  /// `syscall` is two bytes long.
  func restartSystemCall(_ registers: inout UserRegisters) { registers.rip -= 2 }

  func sanitized(flags: UInt64, singleStep: Bool) -> UInt64 {
    flags & Flag.userMask | Flag.always | Flag.interrupts | (singleStep ? Flag.trap : 0)
  }

  func setThreadPointer(_ state: inout ThreadState, to address: UInt64) { state.threadPointer = address }

  func isUserAddress(_ address: UInt64) -> Bool { address < AddressSpaceLayout.userEnd }

  // MARK: - Interrupts and other CPUs

  /// Another CPU that waits for the kernel lock has its interrupts off, too.
  func interruptPending() -> Bool {
    Stretch.pass()
    return x86_lock_waiters() > 0 || LocalAPIC.hasRequest
  }

  func notify(cpu: Int) { LocalAPIC.send(vector: Vector.reschedule, to: tables.object.topology.cpuIDs[cpu]) }

  private func controller(of interrupt: UInt64) -> IOAPIC? {
    for index in 0..<4 {
      if let controller = tables.object.controllers[index], let number = UInt32(exactly: interrupt), controller.contains(number)
      {
        return controller
      }
    }
    return nil
  }

  mutating func attachInterrupt(source: UInt64, trigger: InterruptTrigger) -> (line: Int, address: UInt64, data: UInt64)? {
    guard source == InterruptSource.messageSignalled || isFree(source) else { return nil }
    for vector in Vector.firstDevice...Vector.lastDevice where tables.object.vectors[vector] == MachineTables.unused {
      let id = tables.object.topology.cpuIDs[0]
      if source != InterruptSource.messageSignalled {
        guard let controller = controller(of: source) else { return nil }
        controller.route(UInt32(source), vector: vector, trigger: trigger, to: id)
      }
      tables.object.vectors[vector] = source
      // Intel SDM volume 3, 10.11: fixed delivery, edge, to one CPU.
      return (vector, 0xfee0_0000 | UInt64(id) << 12, UInt64(vector))
    }
    return nil
  }

  private func isFree(_ source: UInt64) -> Bool {
    for vector in Vector.firstDevice...Vector.lastDevice where tables.object.vectors[vector] == source { return false }
    return true
  }

  mutating func detachInterrupt(line: Int) {
    mask(line: line)
    tables.object.vectors[line] = MachineTables.unused
  }

  /// A message-signalled interrupt cannot be masked here: its device sends one per event, and the signal counts.
  func mask(line: Int) { controller(of: tables.object.vectors[line])?.setMasked(UInt32(tables.object.vectors[line]), true) }

  func unmask(line: Int) { controller(of: tables.object.vectors[line])?.setMasked(UInt32(tables.object.vectors[line]), false) }

  // MARK: - For core

  func portRead(_ port: UInt16, width: Int) -> UInt32 {
    switch width {
    case 1: UInt32(x86_in8(port))
    case 2: UInt32(x86_in16(port))
    default: x86_in32(port)
    }
  }

  func portWrite(_ port: UInt16, width: Int, value: UInt32) {
    switch width {
    case 1: x86_out8(port, UInt8(truncatingIfNeeded: value))
    case 2: x86_out16(port, UInt16(truncatingIfNeeded: value))
    default: x86_out32(port, value)
    }
  }

  func print(_ bytes: UnsafeRawBufferPointer) {
    // Safety: the portable kernel passes bytes within a message page.
    for index in 0..<bytes.count { unsafe Serial.put(bytes[index]) }
  }

  func halt(exitValue: UInt8) { Panic.end(exitValue) }

  func coreFailed(_ fault: Fault, address: UInt64, instruction: UInt64) { Panic.coreFailed(fault, address, instruction) }

  func longestInterruptsOff(cpu: Int) -> Ticks { Stretch.longest(CPUArea(cpu).cpu) }
}
