// The parent: the one thing that a component holds from the start, and the way to everything else.
//
// A parent never waits for a server. What cannot be answered at once is `pending`: the parent signals when there is news.
// Life of a session: requested -> (pending ->) available -> upgraded ... -> closed. Each request either moves its
// donation from the client through the parent to the server, or changes nothing.

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

/// Occasions on which a parent signals its child.
public enum ParentSignal: UInt64, Message {
  /// A pending session became available, was denied, upgraded or closed.
  case session = 0
  /// A server has something to do (`Parent.nextTask`).
  case serverTask = 1
  /// A resource request was granted: the quota is in the account.
  case resourcesAvailable = 2
  /// The parent would like to have quota back (`Parent.yieldRequest`).
  case yield = 3
  /// The parent wants to know whether the component still answers (`Parent.heartbeat`).
  case heartbeat = 4
}

public enum Parent: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "Parent" }

  /// The component is done; the value is for the parent. Does not return.
  public static var exit: Method<Parent, Int, Nothing> { Method(1, .sees) }
  /// Requests a session. Throws `pending` when a server has to be asked: the session signal comes with its answer.
  public static var session: Method<Parent, SessionRequest, Capability<AnySession>> { Method(2) }
  /// The capability of a session that was pending. Throws what became of it otherwise, and forgets it then.
  public static var sessionCapability: Method<Parent, UInt64, Capability<AnySession>> { Method(3) }
  /// Closes a session; its donation returns. Throws `pending` when the server has to be asked: the session signal comes
  /// when the donation is back, and the number can be used anew.
  public static var close: Method<Parent, UInt64, Nothing> { Method(4) }
  /// Donates more to a session. Throws `pending` when the server has to be asked.
  public static var upgrade: Method<Parent, Pair<UInt64, Quota>, Nothing> { Method(5) }
  /// Offers a service. Doing so again changes nothing.
  public static var announce: Method<Parent, Text, Nothing> { Method(6, .denies) }
  /// Says which signal context is told of a `ParentSignal`; none: nobody.
  public static var setSignal: Method<Parent, Pair<ParentSignal, Capability<SignalTarget>>, Nothing> { Method(7, .denies) }
  /// What a server has to do next: upgrades first, then closing, then creation. Throws `nothingPending` when it has done all.
  /// Counts as a sign of life, as `heartbeat` does.
  public static var nextTask: Method<Parent, Nothing, NextTask> { Method(8) }
  /// A server's answer to `create`: the id of the request, and the session's capability.
  public static var deliver: Method<Parent, Pair<UInt64, Capability<AnySession>>, Nothing> { Method(9) }
  /// A server's answer otherwise: the id, and 0 for done or the raw value of `denied`, `insufficientRAM` or
  /// `insufficientCapabilities`.
  public static var respond: Method<Parent, Pair<UInt64, UInt64>, Nothing> { Method(10) }
  /// Asks for more quota. When it is granted, the signal `resourcesAvailable` follows; that can take for ever.
  public static var requestResources: Method<Parent, Quota, Nothing> { Method(11, .sees | .denies) }
  /// The answer to a `heartbeat` signal.
  public static var heartbeat: Method<Parent, Nothing, Nothing> { Method(12, .denies) }
  /// How much the parent would like to have back.
  public static var yieldRequest: Method<Parent, Nothing, Quota> { Method(13, .alters) }
  /// The component freed what it could; the parent looks at the account.
  public static var yieldResponse: Method<Parent, Nothing, Nothing> { Method(14, .denies) }
  /// The component goes on when the session's server ends, instead of being started anew with it. Then the session signal comes,
  /// and asking for the session's capability throws `invalidID`. What came from the server is to be let go of at once: it goes
  /// a moment later. The donation returns when the session is closed.
  public static var outlive: Method<Parent, UInt64, Nothing> { Method(15, .denies) }
}

/// A session of whatever kind.
public enum AnySession: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "" }
}

/// A signal context, as its senders see it. There is nothing to call.
public enum SignalTarget: Interface {
  public typealias Failure = ParentFailure
  public static var name: StaticString { "" }
}

extension Capability where I == SignalTarget {
  /// Adds `count` to the signal context. Never blocks; nothing happens if the receiver is gone.
  @inline(__always)
  public func submit(count: UInt64 = 1) {
    TracePoint.note(.submit, count, UInt64(index.rawValue))
    KernelCall.submit(index, count: count)
  }
}

extension Capability where I == AnySession {
  /// The same capability, as one to an object of a known kind.
  public func of<Other: Interface>(_ type: Other.Type) -> Capability<Other> { Capability<Other>(index) }
}

extension Capability {
  public var erased: Capability<AnySession> { Capability<AnySession>(index) }
}

/// An interface of which sessions can be requested.
public protocol SessionInterface: Interface {
  /// What a client donates unless it says otherwise: enough for a session that is used moderately.
  static var cost: Quota { get }
}

extension Quota {
  /// The cost of a session at core that does not hold anything: its RPC object, and what core remembers of it.
  public static var smallSession: Quota { Quota(ram: 4096, capabilities: 1) }
}

/// Session numbers of a component's environment.
public enum EnvironmentSession {
  public static var protectionDomain: UInt64 { 1 }
  public static var cpu: UInt64 { 2 }
  public static var log: UInt64 { 3 }
  public static var binary: UInt64 { 4 }
  public static var firstFree: UInt64 { 16 }
}
