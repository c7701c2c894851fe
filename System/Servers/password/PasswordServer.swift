// The one component that learns passwords. It shows the dialog when the person calls it with the attention key, and when a
// component asks for a key; what components get is in System/Sessions/Unlock.swift and Passphrase.swift.
//
// Invariants:
//   - The password is in `entry`, and nowhere else: what the heap takes back is overwritten.
//   - Only components whose sessions are open are asked about, one after the other; who was refused is not asked about again
//     before the person pressed the attention key.

import Bulkhead
import HID
import Secrets
import Services

@main final class PasswordServer: Component {
  private let environment: Environment
  private let window: EntryWindow
  private let vault: Vault
  private var entry: Entry
  private var wrong = WrongAnswers()
  /// In the order in which they came.
  private var requesters: [Requester] = []
  private var unlocks: [UnlockSession] = []
  /// Whom the dialog names.
  private var asked: Requester?
  private var refused = Refusals()
  private var unlock: Service<Unlock>?
  private var passphrases: Service<Passphrase>?
  private var work: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    environment.wipeWhatIsFreed()
    self.environment = environment
    try Stretching.check()
    environment.log("the standards' examples come out right")
    let node = try environment.configuration().node
    let store = (try? node.flag("disk", default: false)) == true ? try PasswordStore(environment) : nil
    vault = Vault(environment, Stretching(node), hasEntropy: (try? node.flag("entropy", default: false)) ?? false, store)
    entry = Entry(vault.remember())
    window = try EntryWindow(environment, isDark: node.attribute("theme")?.isSame(as: "light") != true)
    window.onAction = { [self] action in act(action) }
    window.onCall = { [self] in call() }
    window.onKeyboardChange = { [self] in window.show(entry) }
    unlock = try environment.offer(Unlock.self) { [self] request throws(RefusedSession) in
      try pay(request, UnlockSession.cost)
      let session = UnlockSession(request.label.string, self)
      unlocks.append(session)
      requesters.append(session)
      wants(session)
      return OpenSession(session)
    }
    if (try? node.flag("passphrases", default: false)) == true { try offerPassphrases() }
  }

  private func offerPassphrases() throws(SessionError) {
    passphrases = try environment.offer(Passphrase.self) { [self] request throws(RefusedSession) in
      try pay(request, PassphraseSession.cost)
      let session = PassphraseSession(request.label.string, self)
      requesters.append(session)
      return OpenSession(session)
    }
  }

  // MARK: - Requesters

  private func pay(_ request: SessionRequest, _ cost: Quota) throws(RefusedSession) {
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(cost) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
  }

  /// A session waits for an answer from now on.
  func wants(_ requester: Requester) {
    if entry.page == .away, !refused.contains(requester.label) { begin(for: requester, isCalled: false) }
  }

  func closed(_ session: Requester) {
    requesters.removeAll { $0 === session }
    unlocks.removeAll { $0 === session }
    guard asked === session else { return }
    asked = nil
    // Somebody else's turn, once nobody types for this one any more.
    if entry.page != .checking { proceed() }
  }

  func owner(of token: Capability<UnlockToken>) -> UnlockSession? { unlocks.first { $0.owns(token) } }

  // MARK: - The dialog

  /// The attention key.
  private func call() {
    refused.removeAll()
    begin(for: requesters.first { $0.wantsAnswer }, isCalled: true)
  }

  private func begin(for requester: Requester?, isCalled: Bool) {
    asked = requester
    entry.begin(
      for: requester?.label, requester?.subject ?? .password, isCalled: isCalled, isAgain: requester?.isAgain ?? false)
    window.show(entry)
    guard let requester else { return }
    environment.log(
      requester.subject == .password ? "asks for \(requester.label)" : "asks for a passphrase for \(requester.label)")
  }

  /// The next one who waits, or nobody.
  private func proceed() {
    asked = nil
    entry.end()
    if let next = requesters.first(where: { $0.wantsAnswer && !refused.contains($0.label) }) {
      return begin(for: next, isCalled: false)
    }
    window.hide()
  }

  private func act(_ action: EntryAction) {
    let outcome = entry.handle(action)
    guard entry.page != .away else { return }
    if outcome == nil || entry.page == .checking { window.show(entry) }
    carryOut(outcome)
  }

  private func carryOut(_ outcome: EntryOutcome?) {
    switch outcome {
    case nil: break
    case .isNew: afterShowing { [self] in keep() }
    case .isEntered: afterShowing { [self] in judge() }
    case .isCancelled: cancel()
    case .isOver: proceed()
    }
  }

  /// What takes long begins when the screen says so.
  private func afterShowing(_ body: @escaping () -> Void) { work = environment.entrypoint.after(.milliseconds(60), body) }

  private func keep() {
    let problem = vault.keep(entry)
    environment.log(problem.map { "error: no password was chosen: \($0)" } ?? "a password was chosen")
    guard problem == nil else { return cancel() }
    let outcome = entry.kept()
    // Who asked is gone meanwhile.
    if outcome == nil, asked == nil { return proceed() }
    if outcome == nil { window.show(entry) }
    carryOut(outcome)
  }

  private func judge() {
    guard let requester = asked else { return proceed() }
    switch requester.judge(entry, vault, environment.entrypoint) {
    case .handedOver: proceed()
    case .wrong:
      let pause = wrong.add()
      environment.log("\(wrong.count) wrong in a row: an answer after \(pause) ms")
      work = environment.entrypoint.after(.milliseconds(pause)) { [self] in tellWrong() }
    case .right:
      environment.log("unlocked for \(requester.label)")
      wrong.clear()
      if let identity = vault.identity { entry.remember(identity) }
      carryOut(entry.judged(isRight: true))
    }
  }

  private func tellWrong() {
    guard let requester = asked else { return proceed() }
    environment.log("a wrong password for \(requester.label)")
    let outcome = entry.judged(isRight: false)
    if outcome == nil { window.show(entry) }
    carryOut(outcome)
  }

  private func cancel() {
    if let asked {
      environment.log("refused for \(asked.label)")
      refused.add(asked.label)
      asked.refuse()
    }
    proceed()
  }
}

extension Stretching {
  /// What the configuration says; as OWASP recommends for little memory unless it says something.
  init(_ node: Node) {
    memory = (node.attribute("memory").flatMap { Int.parse($0) }).map { UInt32(clamping: max(64, $0)) } ?? 7168
    passes = (node.attribute("passes").flatMap { Int.parse($0) }).map { UInt32(clamping: max(1, $0)) } ?? 5
  }
}
