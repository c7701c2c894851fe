// Ending sessions, and giving more to those that go on.

import HID

/// What became of the wish to end a session.
public enum CloseAnswer: Equatable, Sendable {
  case done
  case pending
  case invalid
}

extension SandboxEngine {
  /// A child gives up a session. Its number is free again when `answer(_:number:)` no longer knows it.
  ///
  /// - Returns: `pending` if the server has to be told first; `invalid` if there is no such session, or it belongs to the
  ///   child's environment.
  public func closeSession(_ instance: UInt64, number: UInt64) -> CloseAnswer {
    guard let client = living(instance), let session = client.session(number), !session.isEnvironment else { return .invalid }
    if session.phase == .lost { repay(session) } else if session.phase != .closing { release(session) }
    return client.session(number) === session ? .pending : .done
  }

  /// A child donates more to a session.
  ///
  /// - Returns: `pending` if the provider has to be told first: then `answer(_:number:)` says `pending` until it knows.
  public func upgradeSession(_ instance: UInt64, number: UInt64, _ amount: Resources) -> SessionAnswer<Machine.Capability> {
    guard let client = living(instance), let session = client.session(number), let pd = client.pd else { return .invalid }
    guard session.phase == .open || session.phase == .upgrading, let capability = session.capability else { return .invalid }
    switch machine.take(amount, from: pd) {
    case .done: break
    case .ramExceeded: return .outOfRAM
    case .capabilitiesExceeded: return .outOfCapabilities
    }
    switch session.provider {
    case .parent(let parentSession):
      return upgrade(session, parentSession, amount, client) ? .capability(capability) : .denied
    case .child(let server):
      session.held = session.held + amount
      session.phase = .upgrading
      if !server.upgrades.contains(where: { $0 === session }) { server.upgrades.append(session) }
      notify(server, .sessionRequests)
      return .pending
    case .local(let local):
      session.donation = session.donation + amount
      machine.upgrade(local, amount)
      return .capability(capability)
    case .configuration, .nobody:
      give(amount, to: client)
      return .capability(capability)
    }
  }

  private func upgrade(
    _ session: Session<Machine>, _ parentSession: Machine.ParentSession, _ amount: Resources, _ client: Child<Machine>
  ) -> Bool {
    guard machine.upgradeAtParent(parentSession, amount) == .done else {
      give(amount, to: client)
      return false
    }
    session.donation = session.donation + amount
    return true
  }

  /// Ends a session from the client's side: at once, or when the server in another child says so.
  func release(_ session: Session<Machine>) {
    switch session.provider {
    case .parent(let parentSession):
      pendingAtParent.removeAll { $0 === session }
      machine.closeAtParent(parentSession)
      finish(session)
    case .local(let local):
      machine.close(local)
      finish(session)
    case .configuration(let rom):
      machine.close(rom)
      finish(session)
    case .nobody: finish(session)
    case .child(let server): release(session, at: server)
    }
  }

  private func release(_ session: Session<Machine>, at server: Child<Machine>) {
    if !server.upgrades.isEmpty { server.upgrades.removeAll { $0 === session } }
    guard session.isKnownToProvider else {
      server.creations.removeAll { $0 === session }
      server.removeServed(session)
      takeBack(session, from: server)
      return finish(session)
    }
    if session.phase == .closing { return }
    session.phase = .closing
    session.capability = nil
    server.closes.append(session)
    notify(server, .sessionRequests)
    stateChanged()
  }

  /// The session is over for everybody: all that its client gave goes back.
  func finish(_ session: Session<Machine>) {
    if session.isForwarded { return finishForwarded(session) }
    if session.phase == .lost { letGo(session) }
    session.provider = .nobody
    session.capability = nil
    if let client = session.client {
      client.remove(session)
      if !session.isEnvironment {
        give(session.total, to: client)
        notify(client, .session)
      }
    }
    session.client = nil
    stateChanged()
    payDebts()
  }
}
