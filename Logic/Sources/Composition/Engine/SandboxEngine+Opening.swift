// Opening sessions: from the client's wish to the provider's answer.

import HID

extension SandboxEngine {
  private static var maximumServiceBytes: Int { 64 }
  private static var maximumLabelBytes: Int { 240 }
  private static var maximumLines: Int { 32 }

  /// A child asks for a session.
  ///
  /// - Parameters:
  ///   - number: the child's own name for the session from then on.
  ///   - label: what the child calls it, without its own name.
  ///   - donation: moves from the child's account to the provider's, less `sessionCost`.
  /// - Returns: `pending` if the provider is another child; `answer(_:number:)` tells more after a notification.
  public func requestSession(
    _ instance: UInt64, number: UInt64, service: String, label: String, arguments: String = "",
    affinity: AffinityLocation? = nil, donation: Resources
  ) -> SessionAnswer<Machine.Capability> {
    guard let client = living(instance), let pd = client.pd else { return .denied }
    guard number > EnvironmentService.binary.rawValue, client.session(number) == nil else { return .invalid }
    guard arguments.utf8.isEmpty || Self.isValid(arguments, Self.maximumLabelBytes) else { return .invalid }
    let principal = arguments.utf8.isEmpty ? nil : waitingSession(at: client, service, arguments)
    if principal == nil, asksForOthers(client, arguments) {
      tell(client, "child \"\(client.name)\" asked for \(service) on behalf of a session that ended meanwhile")
      return .denied
    }
    let known: KnownRoute<Machine>
    switch knownRoute(of: client, service, label, for: principal) {
    case .known(let route): known = route
    case .invalid: return .invalid
    case .none: return .denied
    }
    let cost = known.cost
    guard donation.ram >= cost.ram else { return .insufficientRAM }
    // A server that is there gets the donation at once; otherwise it is held here.
    let server = known.readyServer
    switch pay(donation, from: pd, donation - cost, to: server?.pd) {
    case .done: break
    case .ramExceeded: return .outOfRAM
    case .capabilitiesExceeded: return .outOfCapabilities
    }
    let session = makeSession(
      of: client, number: number, known.service, known.label, as: known.route.label,
      arguments: principal?.arguments ?? arguments, affinity: principal?.affinity ?? affinity, donation: donation, cost: cost)
    session.principal = principal
    return connect(session, known, isPaid: server != nil)
  }

  /// - Parameter isPaid: the server has its part of the donation.
  private func connect(_ session: Session<Machine>, _ known: KnownRoute<Machine>, isPaid: Bool)
    -> SessionAnswer<Machine.Capability>
  {
    if isPaid {
      swap(&session.donation, &session.held)
      session.isOffered = true
    }
    if let server = known.server { return connect(session, to: server) }
    let answer = connect(session, known.route)
    if case .nobody = session.provider { finish(session) }
    return answer
  }

  private enum RouteAnswer {
    case known(KnownRoute<Machine>)
    /// The request has no sensible form.
    case invalid
    case none
  }

  /// The route of a request; the operator is told if there is none.
  ///
  /// - Parameter principal: the session that the broker makes the request for.
  private func knownRoute(
    of client: Child<Machine>, _ service: String, _ label: String, for principal: Session<Machine>?
  ) -> RouteAnswer {
    if principal == nil, let known = client.knownRoute(service, label) { return .known(known) }
    guard Self.isValid(service, Self.maximumServiceBytes), label.utf8.isEmpty || Self.isValid(label, Self.maximumLabelBytes)
    else { return .invalid }
    guard let route = principal?.routeBeyondBroker ?? route(of: client, service, label) else { return .none }
    guard route.label.utf8.count <= Self.maximumLabelBytes else { return .invalid }
    var server: Child<Machine>?
    if case .child(let name) = route.provider, route.consent == nil { server = child(named: name) }
    let known = KnownRoute(
      service: service, label: label, route: route, cost: cost(of: route, principal), server: server)
    if principal == nil { client.remember(known) }
    return .known(known)
  }

  /// Takes a donation from a client and gives the server its part, if there is one.
  private func pay(
    _ donation: Resources, from client: Machine.Capability, _ part: Resources, to server: Machine.Capability?
  ) -> TransferResult {
    guard let server else { return machine.take(donation, from: client) }
    return machine.relay(donation, from: client, part, to: server)
  }

  /// What became of a session that was pending. A failure is told once, then the number is free again.
  public func answer(_ instance: UInt64, number: UInt64) -> SessionAnswer<Machine.Capability> {
    guard let client = living(instance), let session = client.session(number) else { return .invalid }
    switch session.phase {
    case .queued, .requested, .upgrading: return .pending
    case .open: return session.capability.map { .capability($0) } ?? .invalid
    case .closing, .lost: return .invalid
    case .denied, .insufficientRAM, .insufficientCapabilities: break
    }
    let phase = session.phase
    finish(session)
    return phase == .denied ? .denied : phase == .insufficientRAM ? .insufficientRAM : .insufficientCapabilities
  }

  private static func isValid(_ text: String, _ maximum: Int) -> Bool {
    let bytes = text.utf8.span
    guard bytes.count > 0, bytes.count <= maximum else { return false }
    for position in 0..<bytes.count where bytes[position] < 32 || bytes[position] == 127 { return false }
    return true
  }

  /// The route, or nil after telling the operator what is missing.
  func route(of client: Child<Machine>, _ service: String, _ label: String, isBinary: Bool = false) -> ResolvedRoute? {
    let query = RouteQuery(child: client.declaration, service: service, label: label, isBinary: isBinary)
    do throws(RouteFailure) {
      return try configuration.resolve(query)
    } catch {
      deny(client, configuration.explain(error, of: query))
      return nil
    }
  }

  func deny(_ client: Child<Machine>, _ text: String) {
    client.denials += 1
    client.lastDenial = text
    tell(client, "error: " + text)
    stateChanged()
  }

  /// Prints what a child caused, unless it caused too much.
  func tell(_ child: Child<Machine>, _ line: String) {
    child.lines += 1
    if child.lines <= Self.maximumLines { machine.log(line) }
    if child.lines == Self.maximumLines { warn("more about child \"\(child.name)\" is not shown") }
  }

  func makeSession(
    of client: Child<Machine>, number: UInt64, _ service: String, _ label: String, as providedLabel: String,
    arguments: String, affinity: AffinityLocation?, donation: Resources, cost: Resources
  ) -> Session<Machine> {
    lastServerNumber += 1
    let session = Session<Machine>(
      client: client, number: number, serverNumber: lastServerNumber, service: service, label: label,
      providedLabel: providedLabel, arguments: arguments,
      affinity: affinity ?? client.declaration.affinity, held: donation - cost, kept: cost)
    client.add(session)
    return session
  }

  /// Hands the request to its provider. If there is none in the end, the session's provider stays `nobody`.
  func connect(_ session: Session<Machine>, _ route: ResolvedRoute) -> SessionAnswer<Machine.Capability> {
    if let clause = route.consent { return connectToBroker(session, route, clause) }
    switch route.provider {
    case .parent: return connectToParent(session)
    case .configuration: return connectToConfiguration(session)
    case .child(let name):
      guard let server = child(named: name) else { return .denied }
      return connect(session, to: server)
    case .local: return connectLocally(session)
    }
  }

  private func connect(_ session: Session<Machine>, to server: Child<Machine>) -> SessionAnswer<Machine.Capability> {
    session.provider = .child(server)
    server.addServed(session)
    queueCreation(session, at: server)
    return .pending
  }

  private func connectToParent(_ session: Session<Machine>) -> SessionAnswer<Machine.Capability> {
    if let client = session.client, isFurtherTime(session, of: client) {
      deny(
        client,
        "child \"\(client.name)\" is denied CPU: it is held to the time that \"+ cpu\" promises it, by its first session")
      return .denied
    }
    let request = ProviderRequest(
      service: session.service, label: session.providedLabel, arguments: argumentsForParent(session),
      affinity: session.affinity, donation: session.held)
    let (parentSession, answer) = machine.openAtParent(request)
    guard let parentSession else {
      if case .denied = answer { explainParentDenial(session) }
      return answer
    }
    session.provider = .parent(parentSession)
    session.donation = session.held
    session.held = .none
    session.isKnownToProvider = true
    if case .capability(let capability) = answer {
      session.capability = capability
      session.phase = .open
    } else {
      session.phase = .requested
      pendingAtParent.append(session)
    }
    return answer
  }

  /// A second CPU session would have a budget of its own.
  private func isFurtherTime(_ session: Session<Machine>, of client: Child<Machine>) -> Bool {
    client.declaration.time != nil && !session.isEnvironment && session.service.isSame(as: "CPU")
  }

  private func argumentsForParent(_ session: Session<Machine>) -> String {
    guard !session.isEnvironment, let child = session.client else { return session.arguments }
    if session.service.isSame(as: "PD") { return domainArguments(session.arguments, child) }
    guard session.service.isSame(as: "CPU") else { return session.arguments }
    return machine.restrictedCPUArguments(
      session.arguments, level: -child.declaration.priority, of: configuration.priorityLevels)
  }

  /// What a child may not do, its children may not do either.
  private func domainArguments(_ arguments: String, _ child: Child<Machine>) -> String {
    child.declaration.managesSystem && arguments.isSame(as: Self.managingArguments) ? arguments : ""
  }

  func explainParentDenial(_ session: Session<Machine>) {
    guard let client = session.client else { return }
    let hint =
      session.service.isSame(as: "ROM")
      ? "; is there a boot module \"\(session.providedLabel.lastLabelElement)\"?" : ""
    deny(
      client,
      "child \"\(client.name)\" is denied \(session.service) \"\(session.label)\": the parent refuses \"\(session.providedLabel)\""
        + hint)
  }

  private func connectLocally(_ session: Session<Machine>) -> SessionAnswer<Machine.Capability> {
    let request = ProviderRequest(
      service: session.service, label: session.providedLabel, arguments: session.arguments, affinity: session.affinity,
      donation: session.held)
    let (local, answer) = machine.openLocally(request)
    guard let local, case .capability(let capability) = answer else {
      if case .denied = answer, let client = session.client {
        deny(client, "child \"\(client.name)\" is denied \(session.service) \"\(session.label)\" by the component that runs it")
      }
      return answer
    }
    session.provider = .local(local)
    session.donation = session.held
    session.held = .none
    session.capability = capability
    session.phase = .open
    return answer
  }

  private func connectToConfiguration(_ session: Session<Machine>) -> SessionAnswer<Machine.Capability> {
    guard let text = session.client?.declaration.configuration else { return .denied }
    do throws(ConfigurationFailure) {
      let served = try machine.serveConfiguration(text, donation: session.held)
      session.provider = .configuration(served.rom)
      session.donation = session.held
      session.held = .none
      session.capability = served.capability
      session.phase = .open
      return .capability(served.capability)
    } catch {
      return error == .insufficientRAM ? .insufficientRAM : .insufficientCapabilities
    }
  }

  /// The parent said that something became of pending sessions.
  public func parentAnswered() {
    let waiting = pendingAtParent
    pendingAtParent = []
    for session in waiting {
      guard case .parent(let parentSession) = session.provider else { continue }
      switch machine.stateAtParent(parentSession) {
      case .pending: pendingAtParent.append(session)
      case .capability(let capability):
        session.capability = capability
        session.phase = .open
        changed(session)
      case .insufficientRAM, .outOfRAM: fail(session, .insufficientRAM)
      case .insufficientCapabilities, .outOfCapabilities: fail(session, .insufficientCapabilities)
      case .denied, .invalid:
        explainParentDenial(session)
        fail(session, .denied)
      }
    }
    settle()
  }

  /// The provider refused: all but the record's cost goes back at once, the record when the client has read the answer.
  func fail(_ session: Session<Machine>, _ phase: SessionPhase) {
    session.provider = .nobody
    session.phase = phase
    let amount = session.donation + session.held
    session.donation = .none
    session.held = .none
    if session.isForwarded { return failForwarded(session) }
    guard let client = session.client else { return }
    if session.isEnvironment { return environmentFailed(client, session) }
    give(amount, to: client)
    notify(client, .session)
    stateChanged()
  }

  /// The capability arrived, or an upgrade.
  func changed(_ session: Session<Machine>) {
    if session.isForwarded { return changedForwarded(session) }
    guard let client = session.client else { return }
    if client.state == .starting { progress(client) }
    notify(client, .session)
    stateChanged()
  }

  func give(_ amount: Resources, to child: Child<Machine>) {
    guard !amount.isNone, let pd = child.pd else { return }
    _ = machine.give(amount, to: pd)
  }
}
