// All that the kernel asks of the machine beneath it. `X86` implements it in ring 0, `SimulatedMachine` in the
// host tests, so that every rule of the kernel runs, unchanged, under a deterministic simulation.
//
// Invariants the kernel keeps for its hardware: it is entered with interrupts off and with the kernel lock held,
// on one CPU at a time; it never blocks; and it leaves with `CPU.current` as the thread to run (nil: idle).

import KernelABI

/// Ticks of the time-stamp counter. The kernel knows no other unit of time.
public typealias Ticks = UInt64

/// Why mapping could not go on.
public enum MapProblem: Error {
  case needsPages
  case invalid
}

public protocol Hardware {
  /// What the machine keeps per address space (x86: the physical address of the top page table). Lives in `Domain`.
  associatedtype AddressSpace
  /// What the machine keeps per thread beside the general registers (x86: FPU state, thread pointer). Lives in `Thread`,
  /// last, and may extend to the end of the thread's page.
  associatedtype ThreadState

  // Time
  func now() -> Ticks
  /// This CPU's timer interrupt comes at `deadline`, or as soon as possible if that has passed; nil: not at all.
  mutating func setTimer(_ deadline: Ticks?)

  // Memory
  /// The kernel's view of physical memory.
  func pointer(toPhysical address: UInt64) -> UnsafeMutableRawPointer
  /// Maps all of RAM, writable but not executable, at `AddressSpaceLayout.corePhysicalWindow`. For core alone.
  mutating func mapPhysicalWindow(_ space: inout AddressSpace, pool: inout PagePool)
  /// Is this range RAM, so that kernel objects may live there?
  func isMemory(_ address: UInt64, bytes: UInt64) -> Bool
  /// An address space without user mappings, whose top table is in the given page.
  mutating func makeAddressSpace(topTable: UInt64) -> AddressSpace
  /// Maps at most `limit` pages; takes page-table pages from `pool`. Returns the pages mapped.
  mutating func map(
    _ space: inout AddressSpace, virtual: UInt64, physical: UInt64, pages: UInt64, flags: MapFlags, pool: inout PagePool
  ) throws(MapProblem) -> UInt64
  /// Unmaps and invalidates on this CPU if it is active here. Returns the pages looked at, at least 1.
  mutating func unmap(_ space: inout AddressSpace, virtual: UInt64, pages: UInt64) -> UInt64
  /// Makes every CPU in `cpus` (bit mask, without this one) forget its translations; returns when they have.
  mutating func flushTranslations(on cpus: UInt64)

  // Threads
  /// The state of a thread that never ran; `initialize` completes it in place.
  func makeThreadState() -> ThreadState
  mutating func initialize(_ thread: Ref<Thread<Self>>)
  /// Saves the machine state of the thread that ran (nil: the CPU was idle), loads that of the one that is to run.
  mutating func switchState(from old: Ref<Thread<Self>>?, to new: Ref<Thread<Self>>?)
  /// Makes the address space the active one of this CPU.
  mutating func activate(_ space: borrowing AddressSpace)
  /// Makes an address space without user mappings active: this CPU goes idle.
  mutating func activateNothing()
  /// Lets the thread execute its system call once more, from the beginning, when it runs next.
  func restartSystemCall(_ registers: inout UserRegisters)
  /// The flags that user code may set; all others get the values that user code must run with.
  func sanitized(flags: UInt64, singleStep: Bool) -> UInt64
  mutating func setThreadPointer(_ state: inout ThreadState, to address: UInt64)
  func isUserAddress(_ address: UInt64) -> Bool

  // Interrupts and other CPUs
  /// Does an interrupt wait for this CPU? Long operations ask this and give way.
  func interruptPending() -> Bool
  /// Interrupts the other CPU, so that it schedules anew.
  mutating func notify(cpu: Int)
  /// Reserves and routes an interrupt; returns its kernel-internal number (0..<256), and address and data for
  /// message-signalled ones. nil if there is none (left).
  mutating func attachInterrupt(source: UInt64, trigger: InterruptTrigger) -> (line: Int, address: UInt64, data: UInt64)?
  mutating func detachInterrupt(line: Int)
  mutating func mask(line: Int)
  mutating func unmask(line: Int)

  // For core
  mutating func portRead(_ port: UInt16, width: Int) -> UInt32
  mutating func portWrite(_ port: UInt16, width: Int, value: UInt32)
  mutating func print(_ bytes: UnsafeRawBufferPointer)
  mutating func halt(exitValue: UInt8)
  /// Core, on which everything else depends, cannot go on: says so and ends the machine.
  mutating func coreFailed(_ fault: Fault, address: UInt64, instruction: UInt64)
  /// Ticks of the longest stretch that the CPU spent in the kernel with interrupts off.
  func longestInterruptsOff(cpu: Int) -> Ticks
}
