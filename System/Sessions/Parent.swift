// The parent: the one thing that a component holds from the start, and the way to everything else.

import RPC

public enum ParentFailure: UInt16, Failure {
  /// No route leads to such a service. (The operator sees a diagnostic; the component learns no more than this.)
  case denied = 1
  /// The component's own quota does not suffice for the donation.
  case outOfRAM = 2
  case outOfCapabilities = 3
  /// The server needs a larger donation.
  case insufficientRAM = 4
  case insufficientCapabilities = 5
  /// The number is in use, or names nothing.
  case invalidID = 6
  /// The server has not answered yet: wait for the session signal, then ask for the capability.
  case pending = 7
  /// There is nothing to do for a server.
  case nothingPending = 8
  case unreachable = 0xffff
}

/// Wish for a session.
public struct SessionRequest: Message {
  /// Chosen by the client; names the session from then on. 1...15 are for the environment.
  public var id: UInt64
  public var service: Text
  public var label: Text
  /// Bytes of RAM and number of capabilities that the client donates to the session.
  public var ram: UInt64
  public var capabilities: UInt64
  /// What the service defines.
  public var argument: UInt64

  public init(id: UInt64, service: StaticString, label: Text, ram: UInt64 = 0, capabilities: UInt64 = 0, argument: UInt64 = 0) {
    self.init(id: id, service: Text(service), label: label, ram: ram, capabilities: capabilities, argument: argument)
  }

  public init(id: UInt64, service: Text, label: Text, ram: UInt64, capabilities: UInt64, argument: UInt64) {
    self.id = id
    self.service = service
    self.label = label
    self.ram = ram
    self.capabilities = capabilities
    self.argument = argument
  }

  public func encode(into message: inout MessageWriter) {
    id.encode(into: &message)
    ram.encode(into: &message)
    capabilities.encode(into: &message)
    argument.encode(into: &message)
    service.encode(into: &message)
    label.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    id = try UInt64(from: &message)
    ram = try UInt64(from: &message)
    capabilities = try UInt64(from: &message)
    argument = try UInt64(from: &message)
    service = try Text(from: &message)
    label = try Text(from: &message)
  }
}

/// What a server has to do next.
public struct ServerTask: Message {
  public enum Kind: UInt64 {
    case create = 1
    case upgrade = 2
    case close = 3
  }

  public let kind: Kind
  public let request: SessionRequest

  public init(_ kind: Kind, _ request: SessionRequest) {
    self.kind = kind
    self.request = request
  }

  public func encode(into message: inout MessageWriter) {
    kind.rawValue.encode(into: &message)
    request.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    guard let kind = Kind(rawValue: try UInt64(from: &message)) else { throw .malformed }
    self.kind = kind
    request = try SessionRequest(from: &message)
  }
}

/// Occasions on which a parent signals its child.
public enum ParentSignal: UInt64 {
  /// A pending session became available, or was denied.
  case session = 0
  /// A server has something to do (`Parent.nextTask`).
  case serverTask = 1
  case resourcesAvailable = 2
  case yield = 3
  case heartbeat = 4
}

public enum Parent: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "Parent" }

  /// The component is done; the value is for the parent. Does not return.
  public static var exit: Method<Parent, Int, Nothing> { Method(1) }
  /// Requests a session. Takes effect at once for services of the parent itself; else `pending`.
  public static var session: Method<Parent, SessionRequest, Capability<AnySession>> { Method(2) }
  /// The capability of a session that was pending.
  public static var sessionCapability: Method<Parent, UInt64, Capability<AnySession>> { Method(3) }
  /// Closes a session; its donation returns.
  public static var close: Method<Parent, UInt64, Nothing> { Method(4) }
  /// Donates more to a session: id, RAM, capabilities.
  public static var upgrade: Method<Parent, Pair<UInt64, Pair<UInt64, UInt64>>, Nothing> { Method(5) }
  /// Offers a service.
  public static var announce: Method<Parent, Text, Nothing> { Method(6) }
  /// Says which signal context is told of a `ParentSignal`.
  public static var setSignal: Method<Parent, Pair<UInt64, Capability<SignalTarget>>, Nothing> { Method(7) }
  /// What a server has to do next; `nothingPending` when it has done all.
  public static var nextTask: Method<Parent, Nothing, ServerTask> { Method(8) }
  /// A server's answer to `create`: the id of the request, and the session's capability.
  public static var deliver: Method<Parent, Pair<UInt64, Capability<AnySession>>, Nothing> { Method(9) }
  /// A server's answer otherwise: the id, and 0 for done or a `ParentFailure`.
  public static var respond: Method<Parent, Pair<UInt64, UInt64>, Nothing> { Method(10) }
  /// Asks for more quota: bytes of RAM, capabilities. Granted or not, the answer comes as `resourcesAvailable`.
  public static var requestResources: Method<Parent, Pair<UInt64, UInt64>, Nothing> { Method(11) }
  public static var heartbeat: Method<Parent, Nothing, Nothing> { Method(12) }
}

/// A session of whatever kind.
public enum AnySession: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "" }
}

/// The receiving end of signals.
public enum SignalTarget: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "" }
}

/// Session numbers of a component's environment.
public enum EnvironmentSession {
  public static var protectionDomain: UInt64 { 1 }
  public static var cpu: UInt64 { 2 }
  public static var log: UInt64 { 3 }
  public static var binary: UInt64 { 4 }
  public static var firstFree: UInt64 { 16 }
}
