// The consent broker: stands between components and what the user is asked about.
//
// The parent brings it every session whose route says `consent`; it opens the session at the provider only after the rules
// (Logic/Sources/Consent) say so, and ends it when they say so. It has no other way to reach any provider.

import Bulkhead
import Consent
import HID

@main final class ConsentServer: Component {
  private let environment: Environment
  private var broker: Broker
  private var passages: [Passage] = []
  private var desk: QuestionDesk?
  private let audit: AuditTrail
  private var timeout: Timeout?
  private var service: Service<ConsentControl>?
  private var focus: FocusROM?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let settings = try Settings(environment)
    broker = Broker(remembered: settings.remembered)
    audit = try AuditTrail(environment)
    environment.onForeignTask = { [self] task in self.handle(task) }
    service = try environment.offer(ConsentControl.self) { [self] request throws(RefusedSession) in
      let label = request.label.string
      return ControlSession(self, label, settings.power(of: label))
    }
    desk = try QuestionDesk(environment) { [self] choice in self.carryOut(self.broker.answer(choice, at: self.now)) }
    focus = try FocusROM.open(environment) { [self] label in
      // The question takes the keyboard from whom it is about. It has it again afterwards, or the next news say otherwise.
      if self.broker.question == nil { self.carryOut(self.broker.focus(label, at: self.now)) }
    }
    // What an earlier instance reported last is not so any more: its grants ended with it.
    carryOut([])
  }

  /// Milliseconds.
  private var now: UInt64 { environment.clock.now.microseconds / 1000 }

  private func passage(_ id: UInt64) -> Passage? { passages.first { $0.id == id } }

  // MARK: - What the parent wants

  private func handle(_ task: ServerTask) {
    switch task {
    case .create(let request): begin(request)
    case .upgrade(let id, let quota): upgrade(id, by: quota)
    case .close(let id): close(id)
    }
  }

  private func begin(_ request: SessionRequest) {
    guard let use = Use(request) else { return respond(request.id, .denied) }
    guard request.donation.ram >= Passage.cost.ram else { return respond(request.id, .insufficientRAM) }
    guard request.donation.capabilities >= Passage.cost.capabilities else {
      return respond(request.id, .insufficientCapabilities)
    }
    passages.append(Passage(request))
    carryOut(broker.request(use, at: now))
  }

  private func upgrade(_ id: UInt64, by quota: Quota) {
    guard let passage = passage(id), let beyond = passage.beyond, beyond.state == .open else { return respond(id, nil) }
    do throws(ParentFailure) { try beyond.upgrade(by: quota) } catch { return respond(id, nil) }
    if beyond.state == .open { respond(id, nil) } else { passage.isUpgrading = true }
  }

  private func close(_ id: UInt64) {
    guard let passage = passage(id) else { return respond(id, .invalidID) }
    passage.isClosedByClient = true
    carryOut(broker.closed(id, at: now))
    end(passage)
  }

  private func respond(_ id: UInt64, _ failure: ParentFailure?) {
    try? environment.parent.call(Parent.respond, Pair(id, UInt64(failure?.rawValue ?? 0)))
  }

  // MARK: - What the rules want

  func carryOut(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .grant(let id): open(id)
      case .deny(let id): deny(id, .denied)
      case .revoke(let id): if let passage = passage(id) { end(passage) }
      case .ask: if let use = broker.question { desk?.ask(use) }
      case .dismiss: desk?.dismiss()
      }
    }
    audit.add(broker.takeRecords())
    audit.report(broker.active, remembered: broker.remembered, silenced: broker.silenced)
    scheduleTick()
  }

  private func scheduleTick() {
    timeout = nil
    guard let next = broker.nextTick else { return }
    let wait = next > now ? next - now : 0
    timeout = environment.entrypoint.after(.milliseconds(wait + 1)) { [self] in self.carryOut(self.broker.tick(self.now)) }
  }

  private func deny(_ id: UInt64, _ failure: ParentFailure) {
    passages.removeAll { $0.id == id }
    respond(id, failure)
  }

  private func open(_ id: UInt64) {
    guard let passage = passage(id) else { return }
    var arguments = Text()
    arguments.addArgument("for", id)
    passage.stage = .opening
    let beyond = environment.request(
      passage.request.service, donation: passage.donation, affinity: passage.request.affinity, arguments: arguments)
    passage.beyond = beyond
    beyond.onChange = { [self] in self.proceed(passage) }
    proceed(passage)
  }

  /// Something became of the session at the provider.
  private func proceed(_ passage: Passage) {
    guard let beyond = passage.beyond else { return }
    switch beyond.state {
    case .open where passage.stage == .opening: deliver(passage, beyond)
    case .open where passage.isUpgrading:
      passage.isUpgrading = false
      respond(passage.id, nil)
    case .refused(let failure): refused(passage, failure)
    case .closed: ended(passage)
    case .opening, .open, .upgrading, .closing: break
    }
  }

  private func deliver(_ passage: Passage, _ beyond: PendingSession) {
    passage.stage = .open
    do throws(ParentFailure) {
      try environment.parent.call(Parent.deliver, Pair(passage.id, beyond.capability))
    } catch {
      // The client is gone already.
      carryOut(broker.closed(passage.id, at: now))
      end(passage)
    }
  }

  private func refused(_ passage: Passage, _ failure: ParentFailure) {
    passage.beyond = nil
    if passage.stage != .opening { return ended(passage) }
    switch failure {
    case .insufficientRAM, .insufficientCapabilities:
      broker.failed(passage.id, at: now)
      deny(passage.id, failure)
    default:
      _ = broker.closed(passage.id, at: now)
      deny(passage.id, .denied)
    }
    carryOut([])
  }

  // MARK: - Ends

  private func end(_ passage: Passage) {
    guard let beyond = passage.beyond else { return ended(passage) }
    if passage.stage == .ending { return }
    let isWaiting = passage.stage == .opening
    passage.stage = .ending
    beyond.close()
    if isWaiting, !passage.isClosedByClient { respond(passage.id, .denied) }
    if beyond.state == .closed { ended(passage) }
  }

  private func ended(_ passage: Passage) {
    passage.beyond = nil
    let hadNoAnswer = passage.stage == .held
    passage.stage = .dead
    guard passage.isClosedByClient else { return }
    passages.removeAll { $0 === passage }
    respond(passage.id, hadNoAnswer ? .denied : nil)
  }
}

// MARK: - The indicator's and the settings' side

extension ConsentServer {
  /// - Throws: no such use goes on.
  func stop(_ id: UInt64) throws(ConsentFailure) {
    guard broker.active.contains(where: { $0.id == id }) else { throw .unknownUse }
    carryOut(broker.stop(id, at: now))
  }

  /// What takes back is done at once; what gives, the user is asked about, whoever proposes it.
  func decide(_ setting: ConsentSetting, by proposer: String) {
    let (label, service) = (setting.label.string, setting.service.string)
    switch setting.decision {
    case .ask: carryOut(broker.forget(service, for: label, at: now))
    case .deny: carryOut(broker.refuse(service, for: label, at: now))
    case .allow: carryOut(broker.propose(service, for: label, by: proposer, at: now))
    }
  }

  /// What the user refused before this instance began.
  func recall(_ setting: ConsentSetting) {
    carryOut(broker.recall(setting.service.string, for: setting.label.string, at: now))
  }

  func forgive(_ label: Text) {
    broker.settingsOpened(for: label.string)
    carryOut([])
  }
}

/// What a client may do besides ending what goes on.
enum ControlPower {
  case none
  /// Say what the user refused earlier.
  case recalling
  /// Have decisions changed.
  case deciding
}

/// A session of the indicator, the settings, or who keeps refusals.
final class ControlSession: SessionObject {
  private let server: ConsentServer
  private let label: String
  private let power: ControlPower

  init(_ server: ConsentServer, _ label: String, _ power: ControlPower) {
    self.server = server
    self.label = label
    self.power = power
  }

  func serve(_ request: inout Request) {
    request.serve(ConsentControl.stop) { (id) throws(ConsentFailure) -> Void in try self.server.stop(id) }
    request.serve(ConsentControl.decide) { (setting) throws(ConsentFailure) -> Void in try self.decide(setting) }
    request.serve(ConsentControl.forgive) { (label) throws(ConsentFailure) -> Void in
      guard self.power == .deciding else { throw .notAllowed }
      self.server.forgive(label)
    }
  }

  private func decide(_ setting: ConsentSetting) throws(ConsentFailure) {
    switch power {
    case .deciding: server.decide(setting, by: label)
    case .recalling where setting.decision == .deny: server.recall(setting)
    case .recalling, .none: throw .notAllowed
    }
  }
}
