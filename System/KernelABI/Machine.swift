// What core can ask of the kernel: calls on the machine capability.
//
// Core alone holds that capability (its index is `BootInformation.machineCapability`) and the capabilities of
// domains, threads, scheduling contexts and interrupts, which cannot be handed on. Kernel objects live in memory
// that core donates by physical address; the kernel gives it back when `destroy` returns `Outcome.done`.
// Core is trusted to donate only memory that nobody else uses.
//
// Words 0...3 travel in registers, later ones in the message page. An answer's `Outcome` is in rax; a new
// capability index is in word 0 (rdx) of the answer.

/// Labels of calls on the machine capability. `w0...` are the message's words.
public enum MachineOperation: UInt16, Sendable {
  /// Makes a protection domain. w0: physical address of one page, w1: of another for its top page table.
  /// Its capability table is empty (add pages).
  case createDomain = 1
  /// w0: physical address of one page; w1: physical and w2: virtual address of the message page (0: none yet); w3: domain.
  case createThread = 2
  /// w0: physical address of `KernelObjectSize.schedulingContext` bytes.
  case createSchedulingContext = 3
  /// w0: physical address of `KernelObjectSize.rpcObject` bytes; w1: server thread; w2: badge.
  case createRPCObject = 4
  /// w0: physical address of `KernelObjectSize.signalContext` bytes; w1: receiving thread; w2: imprint.
  case createSignalContext = 5
  /// w0: physical address of `KernelObjectSize.interrupt` bytes; w1: global system interrupt, or
  /// `InterruptSource.messageSignalled`; w2: signal context; w3: `InterruptTrigger`.
  /// Answer: w0 capability, w1 message address and w2 message data to program into the device (message-signalled only).
  case createInterrupt = 6
  /// Ends an object (w0) and every capability to it. Preemptible; when it returns, the memory is core's again.
  /// The threads of a domain must be destroyed before the domain.
  case destroy = 7

  /// Gives a domain (w0) one more page (w1, physical) for capability slots.
  case addTablePage = 8
  /// Gives a domain (w0) one more page (w1, physical) for page tables.
  case addPageTablePage = 9
  /// Maps in domain w0 at virtual address w1 the physical memory at w2: w3 pages; w4: `MapFlags`.
  /// Answer: w0 pages mapped, which can be fewer than asked for; continue with the rest, with `Outcome.needsPages`
  /// after adding page-table pages. To replace a mapping by one to other memory or with fewer rights, unmap first.
  case map = 10
  /// Removes in domain w0 from virtual address w1 on w2 pages, on every CPU, before it returns. Answer: w0 pages looked
  /// at, which can be fewer than asked for; continue with the rest.
  case unmap = 11
  /// Puts a copy of capability w1 into the table of domain w0. Answer: w0 its index there.
  case grant = 12

  /// Answer: w0 core's own capability to the object that slot w1 of domain w0's table names, 0 if it names none. What domains
  /// hand each other does not pass core: this is how core finds out. `Outcome.invalidArgument`: the table has no such slot.
  case held = 30

  /// Gives thread w0 the configured scheduling context w1 (0: none, it runs on its callers' time only) and
  /// the RPC object w2 as handler of its faults (0: a fault stops it for good).
  case configureThread = 13
  /// Starts thread w0 at instruction w1 with stack pointer w2 and w3 in rdi.
  case startThread = 14
  /// Keeps thread w0 from running, wherever it is.
  case pauseThread = 15
  /// Undoes `pauseThread`, and lets a thread that is suspended after a fault go on.
  case resumeThread = 16
  /// Answer: `RegisterState` of thread w0, as words. Only of a thread that is paused or suspended.
  case readRegisters = 17
  /// Sets the registers of the paused or suspended thread w0: words 1... are `RegisterState`.
  case writeRegisters = 18
  /// Answer: w0 ticks that thread w0 ran, on any scheduling context.
  case executionTime = 19
  /// Paused or suspended thread w0; w1: 1 on, 0 off: a debug fault after each instruction.
  case singleStep = 20
  /// Sets the thread-local storage base (fs) of thread w0 to w1.
  case setThreadPointer = 21
  /// Sets the message page of thread w0: w1 physical, w2 virtual address.
  case setMessagePage = 22

  /// Scheduling context w0: w1 CPU, w2 priority (0...255, 255 first), w3 budget and w4 period in ticks
  /// (budget == period: no limit, and turns of that length among others of the priority), w5 signal context told about overruns (0: none).
  case configureSchedulingContext = 23

  /// Lets the acknowledged interrupt w0 fire again.
  case acknowledgeInterrupt = 24
  /// Reads from I/O port w0, w1: width in bytes (1, 2, 4). Answer: w0.
  case portRead = 25
  /// Writes w2 to I/O port w0, w1: width in bytes.
  case portWrite = 26
  /// Prints w0 bytes, which start at word 1 of the message page, on the kernel's serial line.
  case log = 27
  /// Ends the machine with exit value w0 (0...255).
  case halt = 28
  /// Answer: words 0...3 are the counters of CPU w0, in the order of `KernelCounter`.
  case counters = 29
}

/// Bytes of memory per kernel object, and its alignment. A domain and a thread take a page each.
public enum KernelObjectSize {
  public static var domain: Int { 4096 }
  public static var thread: Int { 4096 }
  public static var schedulingContext: Int { 512 }
  public static var rpcObject: Int { 64 }
  public static var signalContext: Int { 128 }
  public static var interrupt: Int { 128 }
}

/// How memory is mapped. Reading is always allowed.
public struct MapFlags: Flags, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }
  public static var write: MapFlags { MapFlags(rawValue: 1) }
  /// Never together with `write`: the kernel refuses.
  public static var execute: MapFlags { MapFlags(rawValue: 2) }
  /// Device memory.
  public static var uncached: MapFlags { MapFlags(rawValue: 4) }
  public static var writeCombined: MapFlags { MapFlags(rawValue: 8) }
}

/// Where an interrupt comes from, beside the numbers of global system interrupts.
public enum InterruptSource {
  public static var messageSignalled: UInt64 { UInt64.max }
}

/// How an interrupt line is wired.
public struct InterruptTrigger: Flags, Sendable {
  public let rawValue: UInt64
  @inline(__always) public init(rawValue: UInt64) { self.rawValue = rawValue }
  public static var level: InterruptTrigger { InterruptTrigger(rawValue: 1) }
  public static var activeLow: InterruptTrigger { InterruptTrigger(rawValue: 2) }
}

/// What the words of `MachineOperation.counters` mean.
public enum KernelCounter: Int, Sendable {
  /// Ticks of the longest stretch that this CPU spent in the kernel with interrupts off.
  case longestInterruptsOff = 0
  case idleTicks = 1
  case contextSwitches = 2
  case interrupts = 3
}
