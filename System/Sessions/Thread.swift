// Thread: starting, stopping and looking at one thread.

import KernelABI
import RPC

/// How a thread stands.
public struct ThreadState: Message {
  /// The label of the fault message (`KernelABI.Fault`) that stopped it; 0: none.
  public let fault: UInt64
  public let address: UInt64
  public let instruction: UInt64
  /// Ticks that it ran.
  public let executionTime: UInt64

  public init(fault: UInt64, address: UInt64, instruction: UInt64, executionTime: UInt64) {
    self.fault = fault
    self.address = address
    self.instruction = instruction
    self.executionTime = executionTime
  }

  public func encode(into message: inout MessageWriter) {
    message.append(fault)
    message.append(address)
    message.append(instruction)
    message.append(executionTime)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    fault = try message.next()
    address = try message.next()
    instruction = try message.next()
    executionTime = try message.next()
  }
}

/// What stopped a thread, for whoever watches over a CPU session.
public struct ThreadFault: Message {
  /// The label of the fault message (`KernelABI.Fault`); 0: no thread has stopped since the last time.
  public let fault: UInt64
  /// What the thread tried to reach, for faults of memory access.
  public let address: UInt64
  public let instruction: UInt64
  public let thread: Text

  public init(fault: UInt64, address: UInt64, instruction: UInt64, thread: Text) {
    self.fault = fault
    self.address = address
    self.instruction = instruction
    self.thread = thread
  }

  public static var none: ThreadFault { ThreadFault(fault: 0, address: 0, instruction: 0, thread: Text()) }

  public func encode(into message: inout MessageWriter) {
    message.append(fault)
    message.append(address)
    message.append(instruction)
    thread.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    fault = try message.next()
    address = try message.next()
    instruction = try message.next()
    thread = try Text(from: &message)
  }
}

/// A thread's registers, in the order of `KernelABI.RegisterState`.
public struct ThreadRegisters: Message {
  public var values: InlineArray<18, UInt64>

  public init() { values = InlineArray(repeating: 0) }

  public func encode(into message: inout MessageWriter) {
    for index in 0..<RegisterState.words { message.append(values[index]) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    self.init()
    for index in 0..<RegisterState.words { values[index] = try message.next() }
  }
}

public enum CPUThread: Interface {
  public typealias Failure = CPUFailure
  public static var name: StaticString { "Thread" }

  /// Starts the thread at an instruction, on a stack (its lowest address, and the one behind its highest). It finds
  /// `StartInformation` in its message page, whose address is in rdi.
  public static var start: Method<CPUThread, Pair<UInt64, Pair<UInt64, UInt64>>, Nothing> { Method(1) }
  public static var pause: Method<CPUThread, Nothing, Nothing> { Method(2, .denies) }
  /// Lets a paused thread, or one that was stopped by a fault, go on.
  public static var resume: Method<CPUThread, Nothing, Nothing> { Method(3, .denies) }
  public static var state: Method<CPUThread, Nothing, ThreadState> { Method(4, .alters) }
  /// Of a thread that stands still.
  public static var registers: Method<CPUThread, Nothing, ThreadRegisters> { Method(5) }
  /// Of a thread that stands still.
  public static var setRegisters: Method<CPUThread, ThreadRegisters, Nothing> { Method(6) }
  /// The signal context that is told when this thread stops by a fault, instead of the session's.
  public static var setFaultSignal: Method<CPUThread, Capability<SignalTarget>, Nothing> { Method(7, .denies) }
  /// Of a thread that stands still: stop after each instruction.
  public static var setSingleStep: Method<CPUThread, Bool, Nothing> { Method(8, .denies) }
}
