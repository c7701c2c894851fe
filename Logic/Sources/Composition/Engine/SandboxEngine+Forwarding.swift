// Children's services for the outside: sessions that the sandbox's own parent asks for, and children serve.
//
// Such a session has no client here. A request that no policy allows is refused; one whose server is not there yet waits,
// since the next configuration may bring it. When the server goes, or the policies change, the session is dead for its
// client, and its donation goes back when the parent closes it.

import HID

extension SandboxEngine {
  /// Tells the parent of services that it does not know of.
  func announceForwarded() {
    for forward in configuration.forwards where !announced.contains(where: { $0.isSame(as: forward.service) }) {
      if machine.announceToParent(forward.service) {
        announced.append(forward.service)
      } else {
        warn(
          "the parent does not let this component provide \(forward.service), to which \"+ service \(forward.service)\" refers")
      }
    }
  }

  /// The parent asks for a session.
  public func createForwarded(_ number: UInt64, _ request: ProviderRequest) {
    guard let target = target(request.service, request.label) else {
      machine.log(
        "error: \(request.service) \"\(request.label)\" from outside is denied: no policy is meant for it; add to \"+ service"
          + " \(request.service)\": \"+ policy | label: \(request.label) | + child NAME\"")
      return machine.respondToParent(number, .denied)
    }
    guard request.donation.ram >= Self.sessionCost.ram else { return machine.respondToParent(number, .insufficientRAM) }
    lastServerNumber += 1
    let session = Session<Machine>(
      client: nil, number: number, serverNumber: lastServerNumber, service: request.service, label: request.label,
      providedLabel: target.label, arguments: request.arguments, affinity: request.affinity,
      held: request.donation - Self.sessionCost, kept: Self.sessionCost)
    forwarded.append(session)
    connectForwarded()
  }

  /// The parent brings more quota for a session.
  public func upgradeForwarded(_ number: UInt64, _ amount: Resources) {
    guard let session = forwardedSession(number) else { return machine.respondToParent(number, .done) }
    session.held = session.held + amount
    guard case .child(let server) = session.provider, session.phase == .open || session.phase == .upgrading else {
      return machine.respondToParent(number, .done)
    }
    session.phase = .upgrading
    if !server.upgrades.contains(where: { $0 === session }) { server.upgrades.append(session) }
    notify(server, .sessionRequests)
  }

  /// The parent wants a session to end.
  public func closeForwarded(_ number: UInt64) {
    guard let session = forwardedSession(number) else { return machine.respondToParent(number, .done) }
    session.isUnwanted = true
    release(session)
  }

  private func forwardedSession(_ number: UInt64) -> Session<Machine>? { forwarded.first { $0.clientNumber == number } }

  private func target(_ service: String, _ label: String) -> (child: String, label: String)? {
    guard let target = configuration.forwards.first(where: { $0.service.isSame(as: service) })?.target(for: label) else {
      return nil
    }
    return (configuration.child(named: target.child)?.name ?? target.child, target.label)
  }

  /// Hands requests that wait for their server to it, if it is there.
  func connectForwarded() {
    for session in forwarded where session.phase == .queued && !session.hasProvider {
      guard let target = target(session.service, session.label), let server = child(named: target.child),
        server.declaration.provides(session.service)
      else { continue }
      session.rename(target.label)
      session.provider = .child(server)
      server.addServed(session)
      queueCreation(session, at: server)
    }
  }

  /// Ends sessions that the configuration now leads elsewhere.
  func reconsiderForwarded() {
    for session in forwarded {
      guard case .child(let server) = session.provider, session.phase != .closing else { continue }
      if let target = target(session.service, session.label), target.child.isSame(as: server.name),
        target.label.isSame(as: session.providedLabel)
      {
        continue
      }
      if session.phase == .queued { withdraw(session, from: server) } else { release(session) }
    }
  }

  /// The server was not told of the session: another one can be.
  private func withdraw(_ session: Session<Machine>, from server: Child<Machine>) {
    server.creations.removeAll { $0 === session }
    server.removeServed(session)
    session.provider = .nobody
  }

  /// The server is through with the session, or gone.
  func finishForwarded(_ session: Session<Machine>) {
    let phase = session.phase
    session.provider = .nobody
    session.capability = nil
    session.phase = .closing
    stateChanged()
    if session.isUnwanted { return endForwarded(session, .done) }
    if !session.isDelivered { return endForwarded(session, .denied) }
    if phase == .upgrading { machine.respondToParent(session.clientNumber, .done) }
  }

  func failForwarded(_ session: Session<Machine>) {
    switch session.phase {
    case .insufficientRAM: endForwarded(session, .insufficientRAM)
    case .insufficientCapabilities: endForwarded(session, .insufficientCapabilities)
    case .queued, .requested, .denied, .open, .upgrading, .closing, .lost: endForwarded(session, .denied)
    }
  }

  /// The parent takes back the donation when it hears this.
  private func endForwarded(_ session: Session<Machine>, _ answer: ProviderAnswer) {
    forwarded.removeAll { $0 === session }
    machine.respondToParent(session.clientNumber, answer)
    stateChanged()
  }

  /// The server made the session, or took an upgrade.
  func changedForwarded(_ session: Session<Machine>) {
    stateChanged()
    if session.isDelivered { return machine.respondToParent(session.clientNumber, .done) }
    guard let capability = session.capability else { return }
    session.isDelivered = true
    machine.deliverToParent(session.clientNumber, capability)
  }
}
