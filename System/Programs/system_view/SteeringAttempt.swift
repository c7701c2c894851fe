// One action on its way: the session that it needs is requested, the person answers or not, it is done, the session is closed.

import Bulkhead

final class SteeringAttempt {
  enum End {
    case done, refused, failed

    var words: StaticString {
      switch self {
      case .done: "done"
      case .refused: "refused"
      case .failed: "failed"
      }
    }
  }

  private let environment: Environment
  private let label: String
  private var session: PendingSession?
  var onEnd: ((End) -> Void)?

  /// - Parameter label: what is to be done to whom.
  init(_ environment: Environment, _ label: String) {
    self.environment = environment
    self.label = label
  }

  func begin() {
    guard let label = Text(exactly: label) else { return end(.failed) }
    let session = environment.request(Text(Steering.name), label: label, donation: Steering.cost)
    self.session = session
    session.onChange = { [self] in proceed() }
    proceed()
  }

  private func proceed() {
    guard let session else { return }
    switch session.state {
    case .open: perform(session)
    case .refused: end(.refused)
    case .opening, .upgrading, .closing, .closed: break
    }
  }

  private func perform(_ session: PendingSession) {
    do throws(SteeringFailure) {
      try session.capability.of(Steering.self).call(Steering.perform)
      end(.done)
    } catch { end(.failed) }
  }

  private func end(_ end: End) {
    session?.onChange = nil
    session?.close()
    session = nil
    let onEnd = onEnd
    self.onEnd = nil
    onEnd?(end)
  }
}
