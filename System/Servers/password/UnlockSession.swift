// One requester of a key: waits for the person's answer, and has a key and a token afterwards. Never a password.

import Bulkhead
import Secrets
import Services

final class UnlockSession: Requester, SessionState {
  /// Means something once this is unlocked.
  private var key = Key256()
  private var token: ServedObject<UnlockToken>?

  /// This object and its token.
  static var cost: Quota { Quota(ram: 4 << 10, capabilities: 2) }

  func close() {
    key = Key256()
    token = nil
    server.closed(self)
  }

  override func judge(_ entry: borrowing Entry, _ vault: Vault, _ entrypoint: Entrypoint) -> Verdict {
    guard let key = vault.key(of: entry, for: label) else { return .wrong }
    self.key = key
    token = try? entrypoint.serve(TokenObject(), as: UnlockToken.self)
    decide(.unlocked)
    return .right
  }

  func owns(_ capability: Capability<UnlockToken>) -> Bool { token?.capability == capability }

  func serve(_ request: inout Request) {
    request.serve(Unlock.state) { () throws(UnlockFailure) in self.state }
    keepSignal(&request, for: Unlock.setSignal)
    request.serve(Unlock.key) { () throws(UnlockFailure) -> Block256 in try self.sealedKey() }
    request.serve(Unlock.token) { () throws(UnlockFailure) -> Capability<UnlockToken> in try self.handOut() }
    request.serve(Unlock.recognise) { (token) throws(UnlockFailure) -> Text in
      guard let owner = self.server.owner(of: token) else { throw .unknownToken }
      return Text(owner.label)
    }
  }

  private func check() throws(UnlockFailure) {
    switch state {
    case .waiting: throw .waiting
    case .refused: throw .refused
    case .unlocked: break
    }
  }

  private func sealedKey() throws(UnlockFailure) -> Block256 {
    try check()
    return Block256((key.word(0), key.word(1), key.word(2), key.word(3)))
  }

  private func handOut() throws(UnlockFailure) -> Capability<UnlockToken> {
    try check()
    return token?.capability ?? .none
  }
}

/// What a token is a capability to. Nothing can be asked of it.
private final class TokenObject: RPCObject {
  func serve(_ request: inout Request) {}
}
