// Whoever waits for the person: what the dialog has to know of a session, whichever service it is of.

import Bulkhead
import Secrets

/// What became of what was entered.
enum Verdict {
  case right
  case wrong
  /// The requester will see for itself.
  case handedOver
}

class Requester {
  let label: String
  final let server: PasswordServer
  private(set) var state = UnlockState.waiting
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ label: String, _ server: PasswordServer) {
    self.label = label
    self.server = server
  }

  /// The person is to be asked.
  var wantsAnswer: Bool { state == .waiting }
  var subject: EntrySubject { .password }
  /// What was entered for it before was wrong.
  var isAgain: Bool { false }

  /// What was entered for this requester.
  func judge(_ entry: borrowing Entry, _ vault: Vault, _ entrypoint: Entrypoint) -> Verdict { .wrong }

  func refuse() { decide(.refused) }

  final func wait() { state = .waiting }

  final func decide(_ state: UnlockState) {
    self.state = state
    signal.capability.submit()
  }

  final func keepSignal<I: Interface>(_ request: inout Request, for method: Method<I, Capability<SignalTarget>, Nothing>) {
    request.keep(method, in: &signal)
  }
}
