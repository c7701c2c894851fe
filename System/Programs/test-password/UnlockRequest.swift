// A session that waits for a password.

import Bulkhead

final class UnlockRequest {
  let label: String
  let session: Session<Unlock>
  private(set) var state = UnlockState.waiting
  private var handler: SignalHandler?
  var onDecision: (() -> Void)?

  init(_ environment: Environment, _ label: StaticString) throws(SessionError) {
    self.label = label.description
    session = try environment.open(Unlock.self, label: Text(label))
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal { [self] _ in decided() }
    } catch { throw .failed("no signal handler") }
    if let capability = handler?.capability { try? session.call(Unlock.setSignal, capability) }
  }

  var fullLabel: String { "test-password -> " + label }

  private func decided() {
    let state: UnlockState? = try? session.call(Unlock.state)
    guard let state, state != .waiting, self.state == .waiting else { return }
    self.state = state
    onDecision?()
  }

  var key: Block256? { try? session.call(Unlock.key) }

  /// Shows another one's token, and asks whose it is.
  func owner(ofTokenOf other: UnlockRequest) -> Text? {
    let token: OwnedCapability<UnlockToken>? = try? other.session.call(Unlock.token)
    guard let token else { return nil }
    return try? session.call(Unlock.recognise, token.capability)
  }
}
