// Sessions that the user is asked about first: what a route says about it, and who asks.
//
// init leads such a session to the consent broker instead of its provider, and tells it by the session's arguments why it
// is there. The broker opens the session at the provider in the client's place when the user agreed, and only for sessions
// that wait at it: `for: NUMBER` in its own arguments names the one. So the broker needs no routes of its own, and reaches
// nothing that nobody asked for.

import Consent
import HID

/// What a rule of a route says. A class, because routes are copied all the time and few of them have one.
public final class ConsentClause: Equatable, Sendable {
  public let rule: ConsentRule
  /// The `ttl` attribute in seconds.
  public let lease: UInt32?
  /// What for, in the words that the user reads. At most `maximumPurposeBytes`.
  public let purpose: String

  public static var maximumPurposeBytes: Int { 60 }

  public init(_ rule: ConsentRule, lease: UInt32? = nil, purpose: String) {
    self.rule = rule
    self.lease = lease
    self.purpose = purpose
  }

  /// In front of the client's own arguments, where nothing that the client says can precede it.
  /// - Parameter component: whose wish it is, without what the component itself says.
  func prefixing(_ arguments: String, of component: String) -> String {
    var text = "consent: \(rule.word)"
    if let lease { text += " | ttl: \(lease)" }
    if !purpose.utf8.isEmpty { text += " | purpose: \(purpose)" }
    text += " | component: " + component
    return arguments.utf8.isEmpty ? text : text + " | " + arguments
  }

  public static func == (a: ConsentClause, b: ConsentClause) -> Bool {
    a.rule == b.rule && a.purpose.isSame(as: b.purpose)
  }
}

/// The `consent` node of a configuration.
public struct ConsentDesk: Sendable {
  /// The child that asks.
  public let child: String
  /// Services that no route leads to without saying when the user is asked.
  public let guarded: [String]

  /// Under this name the broker announces that it is there.
  public static var service: String { "Consent" }

  public init(child: String, guarded: [String]) {
    self.child = child
    self.guarded = guarded
  }

  func guards(_ service: String) -> Bool { guarded.contains { $0.isSame(as: service) } }
}
