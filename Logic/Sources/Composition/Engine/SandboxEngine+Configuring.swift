// A new configuration: what differs is changed, what does not goes on undisturbed.

import HID

extension SandboxEngine {
  /// Makes the sandbox what a configuration says. Running children are kept where they can be.
  public func apply(_ new: SandboxConfiguration) {
    let isHeartbeatChanged = configuration.heartbeatPeriod != new.heartbeatPeriod
    configuration = new
    matchChildren()
    for child in children { child.knownRoutes = [] }
    for child in children where child.mark == .none { reconsider(child) }
    reconsiderForwarded()
    isRetrying = true
    startAll()
    announceForwarded()
    for child in children { downgrade(child) }
    for child in children { upgrade(child) }
    if isHeartbeatChanged { nextHeartbeat = new.heartbeatPeriod.map { machine.milliseconds + $0 } }
    reportNow()
    scheduleWake()
  }

  /// Brings the list of children into the configuration's order; those it no longer names are marked, and come last.
  private func matchChildren() {
    var old = children
    var matched: [Child<Machine>] = []
    for declaration in configuration.children {
      if let position = old.firstIndex(where: { $0.name.isSame(as: declaration.name) }) {
        let child = old.remove(at: position)
        update(child, declaration)
        matched.append(child)
      } else {
        matched.append(Child(declaration))
      }
    }
    for child in old { mark(child, .remove) }
    children = matched + old
  }

  private func update(_ child: Child<Machine>, _ new: ChildDeclaration) {
    let old = child.declaration
    child.declaration = new
    if new.needsRestart(comparedTo: old) {
      child.crashRestarts = 0
      child.lastCrash = nil
      mark(child, .restart)
      return
    }
    if old.crash != new.crash { child.crashRestarts = 0 }
    guard let text = new.configuration, !same(text, old.configuration) else { return }
    for session in child.sessions {
      guard case .configuration(let rom) = session.provider else { continue }
      if !machine.update(rom, text) { mark(child, .restart) }
    }
  }

  /// Marks a child one of whose sessions would now be routed elsewhere.
  private func reconsider(_ child: Child<Machine>) {
    guard child.process != nil || child.state == .starting else { return }
    for session in child.sessions where isRouteChanged(session, child) {
      mark(child, .restart)
      return
    }
  }

  private func isRouteChanged(_ session: Session<Machine>, _ child: Child<Machine>) -> Bool {
    // What the broker opened goes with the session that it did so for.
    if session.phase == .closing || session.principal != nil { return false }
    let isBinary = session.clientNumber == EnvironmentService.binary.rawValue
    let label = isBinary ? child.declaration.binary : session.label
    let query = RouteQuery(child: child.declaration, service: session.service, label: label, isBinary: isBinary)
    let route: ResolvedRoute
    do throws(RouteFailure) { route = try configuration.resolve(query) } catch { return session.hasProvider }
    guard session.hasProvider else { return false }
    guard route.label.isSame(as: session.providedLabel) else { return true }
    if route.consent != nil || session.asked != nil { return isAskingChanged(session, route) }
    switch (session.provider, route.provider) {
    case (.parent, .parent), (.configuration, .configuration), (.local, .local): return false
    case (.child(let server), .child(let name)): return !server.name.isSame(as: name) || server.mark == .remove
    case (.parent, _), (.configuration, _), (.child, _), (.local, _), (.nobody, _): return true
    }
  }

  private func isAskingChanged(_ session: Session<Machine>, _ route: ResolvedRoute) -> Bool {
    guard let asked = session.asked, case .child(let broker) = session.provider else { return true }
    return asked.clause != route.consent || asked.provider != route.provider || broker.mark == .remove
      || configuration.consentBroker.map { !$0.name.isSame(as: broker.name) } ?? true
  }

  /// Takes back what a child has beyond its declared quota, as far as it is free, and asks it for the rest.
  func downgrade(_ child: Child<Machine>) {
    guard child.process != nil, let pd = child.pd else { return }
    let excess = child.assigned - child.declaration.quota
    child.yield = .none
    if excess.isNone || child.declaration.maximum != nil { return }
    let free = machine.account(of: pd).available - Self.childPreserved
    let amount = excess.limited(to: free)
    let taken = machine.take(amount, from: pd) == .done ? amount : .none
    child.assigned = child.assigned - taken
    child.yield = excess - taken
    if !child.yield.isNone { notify(child, .yield) }
  }

  /// Gives a child what it lacks of its declared quota, as far as there is any.
  func upgrade(_ child: Child<Machine>) {
    guard child.process != nil, let pd = child.pd else { return }
    let amount = (child.declaration.quota - child.assigned).limited(to: slack)
    guard !amount.isNone, machine.give(amount, to: pd) == .done else { return }
    child.assigned = child.assigned + amount
    child.requested = nil
    notify(child, .resources)
  }
}
