// The server's side: announcing, fetching tasks, answering.

import HID

/// What a server has to do next.
public enum ProviderTask: Sendable {
  case create(number: UInt64, ProviderRequest)
  case upgrade(number: UInt64, Resources)
  case close(number: UInt64)
}

/// What a server says about a task, other than by delivering a capability.
public enum ProviderAnswer: Sendable {
  case done
  case denied
  case insufficientRAM
  case insufficientCapabilities
}

extension SandboxEngine {
  /// A child says that it can be asked for a service now.
  ///
  /// - Returns: false if its declaration does not say that it provides the service.
  public func announce(_ instance: UInt64, service: String) -> Bool {
    guard let server = living(instance) else { return false }
    guard server.declaration.provides(service) else {
      deny(
        server,
        "child \"\(server.name)\" announces \(Self.shown(service)), which it is not said to provide; add to"
          + " \"+ start \(server.name)\": \"+ provides | + service \(Self.shown(service))\"")
      return false
    }
    if !server.hasAnnounced(service) { server.announced.append(service) }
    for session in server.creations where session.announcement.isSame(as: service) { session.isOffered = true }
    if !server.creations.isEmpty { notify(server, .sessionRequests) }
    return true
  }

  /// What a child says is shown only as far as it can stand in a line.
  private static func shown(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8.prefix(64) { bytes.append(byte < 32 || byte >= 127 ? 63 : byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func queueCreation(_ session: Session<Machine>, at server: Child<Machine>) {
    session.phase = .queued
    session.isOffered = session.isOffered || server.hasAnnounced(session.announcement)
    server.creations.append(session)
    if session.isOffered { notify(server, .sessionRequests) }
  }

  /// Would `nextTask` bring something?
  public func hasTask(_ instance: UInt64) -> Bool { living(instance).map { hasTask($0) } ?? false }

  private func hasTask(_ server: Child<Machine>) -> Bool {
    if !server.upgrades.isEmpty || !server.closes.isEmpty { return true }
    return !server.creations.isEmpty && server.creations.contains { $0.isOffered }
  }

  /// What the server has to do next; upgrades come first, then ends, then beginnings. What is held for the server moves
  /// with its task.
  /// Asking counts as a heartbeat.
  public func nextTask(_ instance: UInt64) -> ProviderTask? { takeTask(instance)?.task }

  /// The same, and whether it is the last one for the moment.
  public func takeTask(_ instance: UInt64) -> (task: ProviderTask, isLast: Bool)? {
    guard let server = living(instance), let pd = server.pd else { return nil }
    answered(server)
    guard let task = takeTask(of: server, pd) else { return nil }
    return (task, !hasTask(server))
  }

  private func takeTask(of server: Child<Machine>, _ pd: Machine.Capability) -> ProviderTask? {
    if !server.upgrades.isEmpty {
      let session = server.upgrades.removeFirst()
      let amount = hand(session, to: pd)
      return .upgrade(number: session.serverNumber, amount)
    }
    if let session = server.closes.first {
      // The only one, as a rule.
      if server.closes.count == 1 { server.closes.removeLast() } else { server.closes.removeFirst() }
      return .close(number: session.serverNumber)
    }
    guard let position = server.creations.firstIndex(where: { $0.isOffered }) else { return nil }
    return create(server.creations.remove(at: position), pd)
  }

  private func create(_ session: Session<Machine>, _ pd: Machine.Capability) -> ProviderTask {
    hand(session, to: pd)
    session.isKnownToProvider = true
    session.phase = .requested
    let request = ProviderRequest(
      service: session.service, label: session.providedLabel,
      arguments: session.asked?.prefixing(session.arguments) ?? session.arguments, affinity: session.affinity,
      donation: session.donation)
    return .create(number: session.serverNumber, request)
  }

  /// Gives what is held for the provider to it.
  @discardableResult
  private func hand(_ session: Session<Machine>, to pd: Machine.Capability) -> Resources {
    let amount = session.held
    guard !amount.isNone, machine.give(amount, to: pd) == .done else { return .none }
    session.donation = session.donation + amount
    session.held = .none
    return amount
  }

  /// The server made the session.
  ///
  /// - Returns: false if it was not asked to.
  public func deliver(_ instance: UInt64, number: UInt64, _ capability: Machine.Capability) -> Bool {
    guard let session = living(instance)?.servedSession(number), session.phase == .requested else { return false }
    session.capability = capability
    session.phase = .open
    changed(session)
    settle()
    return true
  }

  /// The server refused to make a session, or finished an upgrade or the end of one.
  ///
  /// - Returns: false if there was nothing to answer.
  public func respond(_ instance: UInt64, number: UInt64, _ answer: ProviderAnswer) -> Bool {
    guard let server = living(instance), let session = server.servedSession(number) else { return false }
    switch session.phase {
    case .requested: return refused(session, by: server, answer)
    case .upgrading where session.held.isNone:
      session.phase = .open
      changed(session)
    case .closing where !server.closes.contains(where: { $0 === session }):
      returnAll(of: session, from: server)
      server.removeServed(session)
      finish(session)
    case .queued, .upgrading, .closing, .open, .lost, .denied, .insufficientRAM, .insufficientCapabilities:
      return false
    }
    return true
  }

  private func refused(_ session: Session<Machine>, by server: Child<Machine>, _ answer: ProviderAnswer) -> Bool {
    takeBack(session, from: server)
    server.removeServed(session)
    switch answer {
    case .insufficientRAM: fail(session, .insufficientRAM)
    case .insufficientCapabilities: fail(session, .insufficientCapabilities)
    case .denied, .done:
      if let client = session.client, session.asked == nil {
        deny(
          client,
          "child \"\(client.name)\" is denied \(session.service) \"\(session.label)\": its server \"\(server.name)\" refuses"
            + " \"\(session.providedLabel)\"; add a policy for this label to the configuration of \"\(server.name)\"")
      }
      fail(session, .denied)
    }
    settle()
    return true
  }

  /// Gives the client of a session that ended all that it gave for it.
  private func returnAll(of session: Session<Machine>, from server: Child<Machine>) {
    guard let client = session.client?.pd, !session.isEnvironment, let pd = server.pd,
      machine.relay(session.donation, from: pd, session.total, to: client) == .done
    else { return takeBack(session, from: server) }
    session.donation = .none
    session.held = .none
    session.kept = .none
  }

  /// Takes the session's donation from its server; what the server has spent counts as assigned to it from now on.
  func takeBack(_ session: Session<Machine>, from server: Child<Machine>) {
    guard let pd = server.pd, !session.donation.isNone else { return }
    if machine.take(session.donation, from: pd) == .done {
      session.held = session.held + session.donation
      session.donation = .none
      return
    }
    let part = machine.account(of: pd).available.limited(to: session.donation)
    let taken = machine.take(part, from: pd) == .done ? part : .none
    let missing = session.donation - taken
    warn(
      "child \"\(server.name)\" keeps \(missing.ram.byteText) RAM and \(missing.capabilities) capabilities of a session"
        + " \(session.service) \"\(session.providedLabel)\" that ended")
    server.assigned = server.assigned + missing
    session.held = session.held + taken
    session.donation = .none
  }
}
