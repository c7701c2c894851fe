// A password server without a person: whoever asks has the key that was set last, at once.

import Bulkhead
import Services

final class PasswordDouble: SessionState {
  private let key: UInt64
  private let onClose: () -> Void

  init(_ key: UInt64, _ onClose: @escaping () -> Void) {
    self.key = key
    self.onClose = onClose
  }

  func close() { onClose() }

  func serve(_ request: inout Request) {
    request.serve(Unlock.state) { () throws(UnlockFailure) in .unlocked }
    request.serve(Unlock.key) { () throws(UnlockFailure) in Block256((self.key, 2, 3, 4)) }
    var nobody = OwnedCapability<SignalTarget>(adopting: .none)
    request.keep(Unlock.setSignal, in: &nobody)
  }
}
