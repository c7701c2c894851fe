// Steering: one action on one component, as the session's label says: `restart -> NAME` or `stop -> NAME`.
//
// Who runs the component serves it. The authority is the session, and good for one time: what a client may do to whom, and
// when a person is asked, is in the routes.

import RPC

public enum SteeringFailure: UInt16, Failure {
  /// There is no such component (any more).
  case unknown = 1
  /// This session's action was done.
  case spent = 2
  case unreachable = 0xffff
}

/// A client ends components of who serves it, as far as its route's label lets it; the security report knows that.
public enum Steering: SessionInterface {
  public typealias Failure = SteeringFailure
  public static var name: StaticString { "Steering" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 4) }

  /// Does what the session's label says, soon after this returns. The component, its clients, and the caller if it is one of
  /// them may end by it.
  public static var perform: Method<Steering, Nothing, Nothing> { Method(1, .alters | .denies) }
}
