// What components wish for, and what is written down about it.

import HID

/// A wish for a session, or for a decision.
public struct Use: Sendable {
  public let id: UInt64
  /// The component's label as the system composed it.
  public let label: String
  /// Whose wish this is: the part of the label that the component has no say in. Of a proposal, who proposes.
  public let component: String
  public let service: String
  /// Why, as the route says.
  public let purpose: String
  public let rule: ConsentRule
  /// Who wishes that the component be allowed this from now on, instead of a session now; nil: it is the session that is wished for.
  public private(set) var proposer: String?

  public init(id: UInt64, label: String, component: String, service: String, purpose: String, rule: ConsentRule) {
    self.id = id
    self.label = label
    self.component = component
    self.service = service
    self.purpose = purpose
    self.rule = rule
  }

  /// The wish that a component be allowed something unasked.
  init(allowing service: String, for label: String, proposedBy proposer: String) {
    self.init(id: 0, label: label, component: proposer, service: service, purpose: "", rule: .always)
    self.proposer = proposer
  }

  func isSameKind(_ other: Use) -> Bool { label.isSame(as: other.label) && service.isSame(as: other.service) }
}

/// What is to be done.
public enum Effect: Equatable, Sendable {
  case grant(UInt64)
  case deny(UInt64)
  /// Take it back, now.
  case revoke(UInt64)
  /// Show a question about that use.
  case ask(UInt64)
  /// The question is over.
  case dismiss
}

/// A decision that outlives its question: shown and changed in the settings.
public struct Remembered: Sendable {
  public let label: String
  public let service: String
  public let isAllowed: Bool

  public init(label: String, service: String, isAllowed: Bool) {
    self.label = label
    self.service = service
    self.isAllowed = isAllowed
  }

  func isAbout(_ service: String, _ label: String) -> Bool { self.service.isSame(as: service) && self.label.isSame(as: label) }
}
