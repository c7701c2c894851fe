// The kernel's state, and the five ways into it.
//
// Every entry follows one pattern: it changes objects, and ends in `schedule`, which leaves in `CPU.current` the thread
// that the entry code returns to, unless nothing that it changed concerns who runs. Nothing blocks inside; long work
// checks `interruptPending` and gives way, to be continued by executing the same system call again.

import KernelABI

public struct Kernel<H: Hardware>: ~Copyable {
  typealias ThreadRef = Ref<Thread<H>>
  typealias ContextRef = Ref<SchedulingContext<H>>
  typealias SlotRef = Ref<CapabilitySlot<H>>
  public typealias CPURef = Ref<CPU<H>>

  public var hardware: H
  let cpus: Table<CPURef?>
  public internal(set) var cpuCount = 0
  /// Core's first thread, whose faults nobody can handle.
  var core: ThreadRef?
  /// What fires on each interrupt line.
  let lines: Table<Ref<Interrupt<H>>?>

  /// Bytes of memory that the kernel needs beside itself.
  public static var memoryBytes: Int { (8 + 256) * 8 }

  /// - Safety: `memory` has `memoryBytes` bytes, for ever.
  @unsafe
  public init(hardware: consuming H, memory: UnsafeMutableRawPointer) {
    self.hardware = hardware
    cpus = unsafe Table(at: memory, count: 8, repeating: nil)
    lines = unsafe Table(at: memory + 64, count: 256, repeating: nil)
  }

  /// Makes a CPU known, in the order of their indices. At most 8.
  public mutating func add(_ cpu: CPURef) {
    cpus[cpuCount] = cpu
    cpuCount += 1
  }

  // MARK: - Entries

  /// The current thread executed `syscall`: the things that happen most. False, with nothing changed, if it is anything
  /// else: then `systemCall` follows.
  @inline(__always)
  public mutating func fastPath(on cpu: CPURef) -> Bool {
    guard let thread = cpu.object.current else { return true }
    switch thread.object.registers.rax {
    case Syscall.call.rawValue: return fastCall(thread, on: cpu)
    case Syscall.submit.rawValue: return fastSubmit(thread, on: cpu)
    default: return fastReply(thread, on: cpu)
    }
  }

  /// The current thread executed `syscall`, and it is nothing for the fast path.
  public mutating func systemCall(on cpu: CPURef) {
    guard let thread = cpu.object.current else { return }
    if execute(thread, on: cpu) || cpu.object.releasing != nil { schedule(cpu) }
  }

  /// A device interrupt arrived on a line.
  public mutating func interrupt(line: Int, on cpu: CPURef) {
    cpu.object.interrupts &+= 1
    if line >= 0, line < 256, let interrupt = lines[line] {
      hardware.mask(line: line)
      interrupt.object.isMasked = true
      submitToHolder(of: interrupt.embeddedSlot(&interrupt.object.signal), on: cpu)
    }
    schedule(cpu)
  }

  /// The timer of this CPU fired.
  public mutating func timer(on cpu: CPURef) {
    cpu.object.interrupts &+= 1
    cpu.object.timerAt = nil
    schedule(cpu)
  }

  /// Another CPU changed what this one should run.
  public mutating func notification(on cpu: CPURef) {
    schedule(cpu)
  }

  /// The current thread cannot go on: its fault handler is called in its name. False if the handler does not wait for
  /// that: then `fault` follows.
  @inline(__always)
  public mutating func fastPath(_ fault: Fault, address: UInt64, code: UInt64, on cpu: CPURef) -> Bool {
    guard let thread = cpu.object.current else { return true }
    thread.object.fault = fault
    thread.object.faultAddress = address
    thread.object.faultCode = code
    return fastFault(fault, of: thread, on: cpu)
  }

  /// The current thread cannot go on, and it is nothing for the fast path.
  public mutating func fault(on cpu: CPURef) {
    guard let thread = cpu.object.current, let fault = thread.object.fault else { return }
    if thread == core {
      hardware.coreFailed(fault, address: thread.object.faultAddress, instruction: thread.object.registers.rip)
    }
    callFaultHandler(thread, on: cpu)
    schedule(cpu)
  }

  /// - Returns: whether another thread may have to run now.
  @inline(__always)
  private mutating func execute(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    switch Syscall(rawValue: thread.object.registers.rax & 0xff) {
    case .call: return call(thread, on: cpu)
    case .receive: return receive(thread, on: cpu)
    case .submit: return submit(thread, on: cpu)
    case .yield: yield(thread, on: cpu)
    case .capability:
      capabilityOperation(thread, on: cpu)
      return false
    case nil:
      thread.object.finish(.invalidArgument)
      return false
    }
    return true
  }
}

extension Thread {
  /// Ends the system call with nothing but an outcome.
  mutating func finish(_ outcome: Outcome) {
    registers.rax = outcome.rawValue
  }
}
