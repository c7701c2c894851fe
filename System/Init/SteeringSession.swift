// One action on one child, for whom the routes give it to: done once, and after the answer, since the caller may end by it.

import Bulkhead
import Composition
import Sandbox

final class SteeringSession: SessionObject {
  private let environment: Environment
  private let children: ChildSystem
  private let wish: SteeringWish
  private var isSpent = false

  /// Nil if the label names no action, or no child that there is.
  static func open(_ label: String, _ environment: Environment, _ children: ChildSystem) -> SteeringSession? {
    guard let wish = SteeringWish(label: label), children.state(of: wish.child) != nil else { return nil }
    return SteeringSession(wish, environment, children)
  }

  private init(_ wish: SteeringWish, _ environment: Environment, _ children: ChildSystem) {
    self.wish = wish
    self.environment = environment
    self.children = children
  }

  func serve(_ request: inout Request) {
    request.serve(Steering.perform) { () throws(SteeringFailure) -> Void in try self.perform() }
  }

  private func perform() throws(SteeringFailure) {
    if isSpent { throw .spent }
    guard children.state(of: wish.child) != nil else { throw .unknown }
    isSpent = true
    PendingSteering(wish, environment, children).start()
  }
}

/// What was promised is done even if the session is closed meanwhile.
private final class PendingSteering {
  private let wish: SteeringWish
  private let environment: Environment
  private let children: ChildSystem
  private var timeout: Timeout?

  init(_ wish: SteeringWish, _ environment: Environment, _ children: ChildSystem) {
    self.wish = wish
    self.environment = environment
    self.children = children
  }

  /// The timeout keeps this until it is done.
  func start() {
    timeout = environment.entrypoint.after(.microseconds(0)) { [self] in
      environment.log("steered: \(wish.label)")
      _ = children.steer(wish)
      timeout = nil
    }
  }
}
