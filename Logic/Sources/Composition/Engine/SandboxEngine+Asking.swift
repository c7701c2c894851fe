// Sessions that the user is asked about: they go to the broker, and the broker's own sessions to where those would have gone.

import Consent
import HID

extension SandboxEngine {
  /// Hands the request to the broker instead of its provider.
  func connectToBroker(_ session: Session<Machine>, _ route: ResolvedRoute, _ clause: ConsentClause)
    -> SessionAnswer<Machine.Capability>
  {
    guard let declaration = configuration.consentBroker, let broker = child(named: declaration.name) else { return .denied }
    guard isPossible(session) else { return .denied }
    let asked = AskedRoute(clause: clause, component: Self.component(of: session), provider: route.provider)
    guard asked.prefixing(session.arguments).utf8.count <= Self.maximumArgumentBytes else { return .invalid }
    session.asked = asked
    session.provider = .child(broker)
    broker.addServed(session)
    queueCreation(session, at: broker)
    return .pending
  }

  /// Whose wish a session is: the child; of an init, its child, whose name that init put in front of what the component says.
  /// Components in still deeper inits count as one: nothing here tells a name there from what a component says.
  private static func component(of session: Session<Machine>) -> String {
    guard let child = session.client else { return session.label }
    guard child.declaration.binary.isSame(as: "init") else { return child.name }
    return session.label.firstLabelElement.scoped(to: child.name)
  }

  /// Nobody is asked about what could not be done.
  private func isPossible(_ session: Session<Machine>) -> Bool {
    guard session.service.isSame(as: SteeringWish.service) else { return true }
    return SteeringWish(label: session.providedLabel).map { child(named: $0.child) != nil } ?? false
  }

  /// What the sandbox keeps for its records of the session. Who asks pays for the broker's session as well.
  func cost(of route: ResolvedRoute, _ principal: Session<Machine>?) -> Resources {
    if principal != nil { return .none }
    return route.consent == nil ? Self.sessionCost : Self.sessionCost + Self.sessionCost
  }

  private static var maximumArgumentBytes: Int { 240 }

  /// The session that waits at the broker, and for which it asks for another one; nil: it asks for itself.
  func waitingSession(at broker: Child<Machine>, _ service: String, _ arguments: String) -> Session<Machine>? {
    guard let number = Self.principalNumber(arguments), let session = broker.servedSession(number) else { return nil }
    guard session.asked != nil, session.phase == .requested, session.service.isSame(as: service) else { return nil }
    return session
  }

  /// Does the broker name a session that waits at it? If that has ended meanwhile, nothing is opened, and least of all for the broker
  /// itself.
  func asksForOthers(_ client: Child<Machine>, _ arguments: String) -> Bool {
    guard let name = configuration.consentBroker?.name, client.name.isSame(as: name) else { return false }
    return Self.principalNumber(arguments) != nil
  }

  /// `for: NUMBER`
  private static func principalNumber(_ arguments: String) -> UInt64? {
    let prefix = "for: "
    guard arguments.utf8.starts(with: prefix.utf8) else { return nil }
    var number: UInt64 = 0
    for byte in arguments.utf8.dropFirst(prefix.utf8.count) {
      guard byte >= 48, byte <= 57, number < UInt64.max / 10 - 1 else { return nil }
      number = number * 10 + UInt64(byte - 48)
    }
    return number
  }
}

extension Session {
  /// Where the session would have gone if nobody had to be asked.
  var routeBeyondBroker: ResolvedRoute? {
    asked.map { ResolvedRoute(provider: $0.provider, label: providedLabel) }
  }
}
