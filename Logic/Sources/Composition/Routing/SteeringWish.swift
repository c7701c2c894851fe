// What a Steering session is for: its label says so, and so the routes decide what a client may do to whom.
//
//     + service Steering | label_prefix: restart | consent: ask-each-time | purpose: to restart it | + local
//     + service Steering | label: stop -> recorder | + local

import HID

public enum SteeringAction: UInt8, Sendable {
  /// Ends what there is, and starts anew: what runs, what crashed, what was stopped.
  case restart
  /// Ends it until somebody restarts it.
  case stop

  var word: String {
    switch self {
    case .restart: "restart"
    case .stop: "stop"
    }
  }
}

/// One action on one child.
public struct SteeringWish: Sendable {
  /// The name of the service.
  public static var service: String { "Steering" }

  public let action: SteeringAction
  public let child: String

  public init(_ action: SteeringAction, _ child: String) {
    self.action = action
    self.child = child
  }

  /// The two last parts of a session's label: the action, and the child's name.
  ///
  /// - Returns: nil if they are not.
  public init?(label: String) {
    let (word, name) = (label.labelPath.lastLabelElement, label.lastLabelElement)
    guard !name.utf8.isEmpty else { return nil }
    for action in [SteeringAction.restart, .stop] where action.word.isSame(as: word) {
      self.init(action, name)
      return
    }
    return nil
  }

  /// What a client calls the session in which it has this done.
  public var label: String { action.word + String.labelSeparator + child }
}
