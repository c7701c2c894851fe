// What is written down about wishes, uses and decisions, and the words for it: in the log, in the report `audit`, and for who keeps it.

/// Why something was decided.
public enum Reason: UInt8, CaseIterable, Sendable {
  case rule, remembered, lease, answer, timeout, tooManyQuestions, queueFull, closed, stopped, leaseEnded, focusLost, settings
  case chosen
}

/// One line of the audit log.
public struct AuditRecord: Sendable {
  public enum Event: UInt8, CaseIterable, Sendable {
    case asked, granted, denied, ended
    /// What the user decided from now on: a no, a yes, or to be asked.
    case refused, allowed, reopened
  }

  public let time: UInt64
  public let event: Event
  public let reason: Reason
  public let label: String
  /// Whose wish it was (`Use.component`); empty for what the user decided.
  public let component: String
  public let service: String
  /// Of a use that went on and ended: how long.
  public var duration: UInt64?
}

extension AuditRecord.Event {
  public var words: StaticString {
    switch self {
    case .asked: "asked"
    case .granted: "granted"
    case .denied: "denied"
    case .ended: "ended"
    case .refused: "refused from now on"
    case .allowed: "allowed from now on"
    case .reopened: "asked about from now on"
    }
  }
}

extension Reason {
  public var words: StaticString {
    switch self {
    case .rule: "the rule"
    case .remembered: "as remembered"
    case .lease: "as agreed before"
    case .answer: "the user's answer"
    case .timeout: "nobody answered"
    case .tooManyQuestions: "it asked too often"
    case .queueFull: "it asks too much at a time"
    case .closed: "the component closed it"
    case .stopped: "the user stopped it"
    case .leaseEnded: "the time is over"
    case .focusLost: "it does not have the keyboard"
    case .settings: "to be allowed from now on"
    case .chosen: "chosen in the settings"
    }
  }
}
