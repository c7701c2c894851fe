// CPU: making threads. (Thread.swift: what can be done with them.)

import RPC

public enum CPUFailure: UInt16, Failure {
  case outOfRAM = 1
  case outOfCapabilities = 2
  case invalidDomain = 3
  /// The thread runs already, or does not stand still, or the address is not a component's.
  case invalidState = 4
  /// More than the session allows: priority, budget, or CPU.
  case notAllowed = 5
  case unreachable = 0xffff
}

/// A thread to be made.
public struct ThreadRequest: Message {
  public var domain: Capability<PD>
  /// 0...255, the highest first; cut to what the session allows.
  public var priority: UInt64
  /// Microseconds per period; both 0: round robin.
  public var budget: UInt64
  public var period: UInt64
  /// Number of the CPU.
  public var cpu: UInt64
  public var name: Text

  public init(
    _ name: String, in domain: Capability<PD>, priority: UInt64, budget: UInt64 = 0, period: UInt64 = 0, cpu: UInt64 = 0
  ) {
    self.init(Text(name), in: domain, priority: priority, budget: budget, period: period, cpu: cpu)
  }

  public init(
    _ name: Text, in domain: Capability<PD>, priority: UInt64, budget: UInt64 = 0, period: UInt64 = 0, cpu: UInt64 = 0
  ) {
    self.name = name
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

/// Session arguments: `priority` (the most urgent that threads can have); `budget` and `period` in microseconds (all threads together
/// have no more; one that is made without a budget gets all that is left). Affinity: the CPUs they can have.
public enum CPU: SessionInterface {
  public typealias Failure = CPUFailure
  public static var name: StaticString { "CPU" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 2) }

  /// Makes a thread. The domain pays two pages, 640 bytes for other kernel objects, and 5 capabilities.
  public static var createThread: Method<CPU, ThreadRequest, Capability<CPUThread>> { Method(1) }
  public static var killThread: Method<CPU, Capability<CPUThread>, Nothing> { Method(2, .denies) }
  /// The signal context that is told when a thread of this session stops by a fault. Without one, the fault is logged.
  public static var setFaultSignal: Method<CPU, Capability<SignalTarget>, Nothing> { Method(3, .denies) }
  /// What stopped a thread of this session. Each fault is told once; who sets a fault signal asks until there is none.
  public static var nextFault: Method<CPU, Nothing, ThreadFault> { Method(5, .alters) }
  /// The CPUs that threads of this session can have: the first one, and how many.
  public static var affinitySpace: Method<CPU, Nothing, Affinity> { Method(4, .alters) }
  /// Ticks of the time-stamp counter that threads of this session ran, those included that ended.
  public static var executionTime: Method<CPU, Nothing, UInt64> { Method(6, .alters) }
}
