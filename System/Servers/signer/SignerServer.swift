// The signer: asks the person under each message, and has it signed after a yes.
//
// Invariants:
//   - The vault gets the bytes of a message only after the person's yes to exactly these bytes.
//   - One message is before the person at a time; the others wait in the order in which they came.
//   - Nothing that a client does makes memory of the signer's own grow.

import Bulkhead
import Consent
import HID
import Services
import SigningView

@main final class SignerServer: Component {
  private enum Stage {
    /// Nobody is asked.
    case idle
    /// The message is before the person.
    case asking
    /// The person said yes, and the vault is not open yet.
    case unlocking
  }

  private let environment: Environment
  private let clock: Session<RTC>
  private var vault: KeyVault?
  private var desk: SigningDesk?
  private var service: Service<Signer>?
  private var stage = Stage.idle
  /// Those that wait for the person, the one that is asked about first.
  private var waiting: [SignerSession] = []
  private var patience = Patience()
  private var timeout: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    guard let user = try environment.configuration().node.attribute("user"), let userID = Text(exactly: user) else {
      throw .failed("the configuration says no \"user\", or one that is too long")
    }
    clock = try environment.open(RTC.self)
    vault = try KeyVault(environment, userID: userID) { [self] in self.vaultChanged() }
    desk = try SigningDesk(environment) { [self] choice in self.answered(choice) }
    service = try environment.offer(Signer.self) { [self] request throws(RefusedSession) in try self.open(request) }
  }

  /// Milliseconds.
  private var now: UInt64 { environment.clock.now.microseconds / 1000 }

  // MARK: - Clients

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(SignerSession.cost) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    guard let session = SignerSession.make(quota, request.label.string, self) else { throw .insufficientRAM }
    return OpenSession(session)
  }

  func ask(_ session: SignerSession) {
    waiting.append(session)
    proceed()
  }

  func closed(_ session: SignerSession) { withdrawn(session) }

  /// The session's message is gone, or it has none.
  func withdrawn(_ session: SignerSession) {
    guard let position = waiting.firstIndex(where: { $0 === session }) else { return }
    waiting.remove(at: position)
    if position == 0, stage != .idle { end() }
  }

  // MARK: - The person

  /// Shows the next message, once its client may ask again.
  private func proceed() {
    guard stage == .idle, let next = waiting.first(where: { patience.earliest($0.label) <= now }) else { return wait() }
    waiting.removeAll { $0 === next }
    waiting.insert(next, at: 0)
    guard let message = next.message else { return }
    stage = .asking
    environment.log("asks for a signature of \(next.label): \(message.size) bytes")
    desk?.ask(message, for: next.label, digest: vault?.digest(of: message) ?? [])
  }

  /// Until somebody may ask again.
  private func wait() {
    guard stage == .idle, let earliest = waiting.map({ patience.earliest($0.label) }).min() else { return }
    let delay = earliest > now ? earliest - now : 0
    timeout = environment.entrypoint.after(.milliseconds(delay + 1)) { [self] in self.proceed() }
  }

  private func end() {
    stage = .idle
    desk?.dismiss()
    proceed()
  }

  private func answered(_ choice: Choice) {
    guard stage == .asking, let session = waiting.first else { return }
    guard choice == .yes else { return refuse(session) }
    environment.log("the person says yes to \(session.label)")
    stage = .unlocking
    desk?.dismiss()
    if vault?.state != .unlocked { vault?.unlock() }
    vaultChanged()
  }

  private func refuse(_ session: SignerSession) {
    environment.log("no signature for \(session.label)")
    patience.refused(session.label, at: now)
    waiting.removeAll { $0 === session }
    session.refuse()
    end()
  }

  // MARK: - The vault

  private func vaultChanged() {
    guard stage == .unlocking, let session = waiting.first, let vault else { return }
    switch vault.state {
    case .locked, .asking: break
    case .refused, .damaged: refuse(session)
    case .unlocked: sign(session, vault)
    }
  }

  private func sign(_ session: SignerSession, _ vault: KeyVault) {
    guard let message = session.message, let time: UInt64 = try? clock.call(RTC.now) else { return refuse(session) }
    do throws(SigningFailure) {
      let key = try vault.key(at: UInt32(clamping: time))
      let signature = try vault.sign(message, with: key, at: UInt32(clamping: time))
      let certificate = try vault.certificate(of: key)
      patience.forgive(session.label)
      waiting.removeAll { $0 === session }
      session.signed(signature, certificate)
      environment.log("signed for \(session.label)")
      end()
    } catch {
      // The vault's signal comes when there is entropy.
      if error == .noEntropy { return }
      environment.log("error: the vault does not sign: \(error.rawValue)")
      refuse(session)
    }
  }
}
