// When the user is asked before a component gets a session: the `consent` attribute of a route.

import HID

/// What a route says.
public enum ConsentRule: Equatable, Sendable {
  /// The session does not exist for the component, and nobody is asked.
  case never
  /// Each session is asked for, and lasts until it is closed or stopped.
  case eachTime
  /// The answer is good for that many seconds: for as many sessions as the component opens, all of which end then.
  case perSession(seconds: UInt32)
  /// Asked for, and over as soon as the component has the keyboard no more.
  case whileFocused
  /// Nobody is asked. The use is shown and recorded all the same.
  case always

  /// Nil: no such rule, or `ask-per-session` without seconds, or seconds where they mean nothing.
  /// - Parameter lease: the `ttl` attribute in seconds, at least 1.
  public init?(_ text: String, lease: UInt32? = nil) {
    if text.isSame(as: "ask-per-session") {
      guard let lease, lease > 0 else { return nil }
      self = .perSession(seconds: lease)
      return
    }
    guard lease == nil else { return nil }
    if text.isSame(as: "never") {
      self = .never
    } else if text.isSame(as: "ask-each-time") {
      self = .eachTime
    } else if text.isSame(as: "while-focused") {
      self = .whileFocused
    } else if text.isSame(as: "always") {
      self = .always
    } else {
      return nil
    }
  }
}

extension ConsentRule {
  /// As in configurations.
  public var word: StaticString {
    switch self {
    case .never: "never"
    case .eachTime: "ask-each-time"
    case .perSession: "ask-per-session"
    case .whileFocused: "while-focused"
    case .always: "always"
    }
  }
}
