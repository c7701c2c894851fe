// One requester of a key that follows from a passphrase, not from the password. The passphrase stays in the entry; what the session
// keeps is the key, until it is fetched.

import Bulkhead
import OpenPGP
import Secrets
import Services

final class PassphraseSession: Requester, SessionState {
  /// What was asked for last.
  private var wish: PassphraseWish?
  /// Means something once this is unlocked.
  private var key = Key256()
  private var tries = 0

  /// This object.
  static var cost: Quota { Quota(ram: 4 << 10, capabilities: 1) }

  func close() {
    key = Key256()
    wish = nil
    server.closed(self)
  }

  override var wantsAnswer: Bool { state == .waiting && wish != nil }
  override var subject: EntrySubject { .passphrase }
  override var isAgain: Bool { wish?.isAgain ?? false }

  func serve(_ request: inout Request) {
    request.serve(Passphrase.state) { () throws(PassphraseFailure) in self.state }
    keepSignal(&request, for: Passphrase.setSignal)
    request.serve(Passphrase.ask) { (wish) throws(PassphraseFailure) -> Void in try self.ask(wish) }
    request.serve(Passphrase.key) { () throws(PassphraseFailure) -> Block256 in try self.takeKey() }
  }

  private func ask(_ wish: PassphraseWish) throws(PassphraseFailure) {
    if state == .refused { throw .refused }
    guard !wantsAnswer else { throw .waiting }
    guard wish.stringToKey != nil, [16, 24, 32].contains(wish.keyLength) else { throw .invalidArgument }
    tries += 1
    key = Key256()
    guard tries <= Entry.patience else { return refuse() }
    self.wish = wish
    wait()
    server.wants(self)
  }

  private func takeKey() throws(PassphraseFailure) -> Block256 {
    guard wish != nil else { throw .notAsked }
    switch state {
    case .waiting: throw .waiting
    case .refused: throw .refused
    case .unlocked: break
    }
    defer { key = Key256() }
    return Block256((key.word(0), key.word(1), key.word(2), key.word(3)))
  }

  override func judge(_ entry: borrowing Entry, _ vault: Vault, _ entrypoint: Entrypoint) -> Verdict {
    guard let wish, let stringToKey = wish.stringToKey else { return .wrong }
    let bytes = entry.withPassword { passphrase in
      stringToKey.key(passphrase, bytes: Int(wish.keyLength), PassphraseHashes())
    }
    for index in bytes.indices { key[index] = bytes[index] }
    PassphraseHashes.cleanUp()
    decide(.unlocked)
    return .handedOver
  }
}

extension PassphraseWish {
  /// Nil: OpenPGP knows no such thing.
  fileprivate var stringToKey: StringToKey? {
    guard let algorithm = HashAlgorithm(rawValue: hash) else { return nil }
    let bytes = salt.map { salt in (0..<8).map { UInt8(truncatingIfNeeded: salt >> UInt64($0 * 8)) } } ?? []
    return StringToKey(algorithm: algorithm, salt: bytes, count: Int(count))
  }
}
