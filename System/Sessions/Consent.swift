// Consent: what goes on with the user's consent right now, and the user's ways to change that. For the indicator and the
// settings; the broker serves it.

import RPC

public enum ConsentFailure: UInt16, Failure {
  /// No such use goes on.
  case unknownUse = 1
  /// The session may take back what was given, and no more.
  case notAllowed = 2
  case unreachable = 0xffff
}

/// What the user decided for a component and a service.
public enum ConsentDecision: UInt8, Message {
  /// Ask as the route says.
  case ask = 0
  case allow = 1
  case deny = 2
}

public struct ConsentSetting: Message {
  public let label: Text
  public let service: Text
  public let decision: ConsentDecision

  public init(label: Text, service: Text, _ decision: ConsentDecision) {
    self.label = label
    self.service = service
    self.decision = decision
  }

  public func encode(into message: inout MessageWriter) {
    decision.encode(into: &message)
    label.encode(into: &message)
    service.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    decision = try ConsentDecision(from: &message)
    label = try Text(from: &message)
    service = try Text(from: &message)
  }
}

public enum ConsentControl: SessionInterface {
  public typealias Failure = ConsentFailure
  public static var name: StaticString { "Consent" }
  /// It takes back in the user's name. What gives, the broker asks the user about.
  public static var clientInfluence: Influence { .denies }
  public static var cost: Quota { .smallSession }

  /// Ends a use, by its number in the broker's report `uses`. When this returns, nothing more reaches the component.
  public static var stop: Method<ConsentControl, UInt64, Nothing> { Method(1, .denies) }
  /// Has a decision changed: `deny` and `ask` at once, and a no ends what goes on; `allow` once the user said yes to it, so it returns
  /// before. For those whom the broker's configuration lets decide.
  public static var decide: Method<ConsentControl, ConsentSetting, Nothing> { Method(2, .alters | .denies) }
  /// The user looks at a component's settings: if it asked too often, it may ask again. Likewise.
  public static var forgive: Method<ConsentControl, Text, Nothing> { Method(3, .denies) }
}
