// The one component that learns passwords. It shows the dialog when the person calls it with the attention key, and when a
// component asks for a key; what components get is in System/Sessions/Unlock.swift.
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
  private var entry = Entry()
  /// In the order in which they came.
  private var sessions: [UnlockSession] = []
  /// Whom the dialog names.
  private var asked: UnlockSession?
  /// Labels that the person said no to.
  private var refused: [String] = []
  private var service: Service<Unlock>?
  private var work: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    environment.wipeWhatIsFreed()
    self.environment = environment
    guard Stretching.isRight() else { throw .failed("Argon2id does not come to the result that RFC 9106 gives") }
    let node = try environment.configuration().node
    vault = Vault(environment, Stretching(node), hasEntropy: (try? node.flag("entropy", default: false)) ?? false)
    window = try EntryWindow(environment, isDark: node.attribute("theme")?.isSame(as: "light") != true)
    window.onAction = { [self] action in act(action) }
    window.onCall = { [self] in call() }
    window.onKeyboardChange = { [self] in window.show(entry) }
    service = try environment.offer(Unlock.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  // MARK: - Requesters

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(UnlockSession.cost) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    let session = UnlockSession(request.label.string, self)
    sessions.append(session)
    let isRefused = refused.contains { $0.isSame(as: session.label) }
    if entry.page == .away, !isRefused { begin(for: session) }
    return OpenSession(session)
  }

  func closed(_ session: UnlockSession) {
    sessions.removeAll { $0 === session }
    guard asked === session else { return }
    asked = nil
    // Somebody else's turn, once nobody types for this one any more.
    if entry.page != .checking { proceed() }
  }

  func owner(of token: Capability<UnlockToken>) -> UnlockSession? { sessions.first { $0.owns(token) } }

  // MARK: - The dialog

  /// The attention key.
  private func call() {
    refused = []
    if let session = sessions.first(where: { $0.state == .waiting }) { return begin(for: session) }
    begin(for: nil)
  }

  private func begin(for session: UnlockSession?) {
    asked = session
    entry.begin(for: session?.label)
    window.show(entry)
    if let session { environment.log("asks for \(session.label)") }
  }

  /// The next one who waits, or nobody.
  private func proceed() {
    asked = nil
    entry.end()
    let next = sessions.first { session in
      session.state == .waiting && !refused.contains { $0.isSame(as: session.label) }
    }
    if let next { return begin(for: next) }
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
    let isKept = vault.keep(entry)
    environment.log(isKept ? "a password was chosen" : "error: there is not enough RAM to make a key of a password")
    guard isKept else { return cancel() }
    let outcome = entry.kept()
    // Who asked is gone meanwhile.
    if outcome == nil, asked == nil { return proceed() }
    if outcome == nil { window.show(entry) }
    carryOut(outcome)
  }

  private func judge() {
    guard let session = asked else { return proceed() }
    guard let key = vault.key(of: entry, for: session.label) else {
      environment.log("a wrong password for \(session.label)")
      let outcome = entry.judged(isRight: false)
      if outcome == nil { window.show(entry) }
      return carryOut(outcome)
    }
    environment.log("unlocked for \(session.label)")
    session.unlock(key, environment.entrypoint)
    carryOut(entry.judged(isRight: true))
  }

  private func cancel() {
    if let asked {
      environment.log("refused for \(asked.label)")
      refused.append(asked.label)
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
