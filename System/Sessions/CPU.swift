// CPU: making threads, and what can be done with them.

import RPC

public enum CPUFailure: UInt16, Failure {
  case outOfRAM = 1
  case outOfCapabilities = 2
  case invalidDomain = 3
  /// The thread runs already, or the address is not a component's.
  case invalidState = 4
  case unreachable = 0xffff
}

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

/// A thread to be made.
public struct ThreadRequest: Message {
  public var domain: Capability<PD>
  /// 0...255, the highest first; cut to what the session allows.
  public var priority: UInt64
  /// Microseconds per period; both 0: round robin.
  public var budget: UInt64
  public var period: UInt64
  public var cpu: UInt64
  public var name: Text

  public init(_ name: String, in domain: Capability<PD>, priority: UInt64, budget: UInt64 = 0, period: UInt64 = 0, cpu: UInt64 = 0) {
    self.name = Text(name)
    self.domain = domain
    self.priority = priority
    self.budget = budget
    self.period = period
    self.cpu = cpu
  }

  public func encode(into message: inout MessageWriter) {
    message.append(priority)
    message.append(budget)
    message.append(period)
    message.append(cpu)
    name.encode(into: &message)
    domain.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    priority = try message.next()
    budget = try message.next()
    period = try message.next()
    cpu = try message.next()
    name = try Text(from: &message)
    domain = try Capability(from: &message)
  }

  public static var capabilities: Int { 1 }
}

public enum CPU: Interface {
  public typealias Failure = CPUFailure
  public static var name: StaticString { "CPU" }

  /// Makes a thread. The domain pays two pages, a scheduling context, and 1 capability.
  public static var createThread: Method<CPU, ThreadRequest, Capability<CPUThread>> { Method(1) }
  public static var killThread: Method<CPU, Capability<CPUThread>, Nothing> { Method(2) }
  /// The signal context that is told when a thread of this session stops by a fault.
  public static var setFaultSignal: Method<CPU, Capability<SignalTarget>, Nothing> { Method(3) }
}

public enum CPUThread: Interface {
  public typealias Failure = CPUFailure
  public static var name: StaticString { "CPUThread" }

  /// Starts the thread at an instruction, on a stack (its lowest address, and the one behind its highest).
  public static var start: Method<CPUThread, Pair<UInt64, Pair<UInt64, UInt64>>, Nothing> { Method(1) }
  public static var pause: Method<CPUThread, Nothing, Nothing> { Method(2) }
  public static var resume: Method<CPUThread, Nothing, Nothing> { Method(3) }
  public static var state: Method<CPUThread, Nothing, ThreadState> { Method(4) }
}
