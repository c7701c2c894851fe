// Starting a child: its environment is opened first, then it gets its quota, then it runs.

import HID

extension SandboxEngine {
  /// How often a provider of the environment may ask for a larger donation.
  private static var maximumRetries: Int { 16 }

  func start(_ child: Child<Machine>, isRetry: Bool) {
    if !isRetry || child.instance == 0 {
      lastInstance += 1
      child.instance = lastInstance
    }
    child.state = .starting
    starting.append(child)
    child.lines = 0
    child.denials = 0
    child.lastDenial = nil
    child.refused = []
    child.assigned = assignment(for: child)
    instances.insert(child, at: position(of: child.instance))
    if child.declaration.affinity != nil, configuration.affinitySpace == nil {
      warn("child \"\(child.name)\" has an affinity, but no grid that it refers to: add \"+ affinity-space | width: ...\"")
    }
    for service in EnvironmentService.allCases {
      guard open(service, for: child) else { return abandon(child) }
    }
    progress(child)
  }

  /// The declared quota, or what there is.
  private func assignment(for child: Child<Machine>) -> Resources {
    let (wanted, slack) = (child.declaration.quota, slack)
    if !slack.covers(wanted) {
      warn(
        "child \"\(child.name)\" is to get \(wanted.ram.byteText) RAM and \(wanted.capabilities) capabilities, but only"
          + " \(slack.ram.byteText) and \(slack.capabilities) are left: it gets no more")
    }
    return wanted.limited(to: slack)
  }

  private func open(_ service: EnvironmentService, for child: Child<Machine>) -> Bool {
    let label = service == .binary ? child.declaration.binary : ""
    guard let route = route(of: child, service.service, label, isBinary: service == .binary),
      isAllowed(service, route, child)
    else { return false }
    var donation = machine.environmentDonation(service)
    for _ in 0..<Self.maximumRetries {
      guard child.assigned.covers(environmentCost(child) + donation) else {
        tellTooLittle(child)
        return false
      }
      let session = makeSession(
        of: child, number: service.rawValue, service.service, label, as: route.label, arguments: arguments(service, child),
        affinity: child.declaration.affinity, donation: donation, cost: .none)
      switch connect(session, route) {
      case .capability, .pending: return true
      case .insufficientRAM: donation = donation + Resources(ram: 4096, capabilities: 0)
      case .insufficientCapabilities: donation = donation + Resources(ram: 0, capabilities: 4)
      case .denied, .outOfRAM, .outOfCapabilities, .invalid:
        finish(session)
        return false
      }
      finish(session)
    }
    return false
  }

  /// CPU sessions carry the priority, PD sessions the right to know where RAM is.
  private func arguments(_ service: EnvironmentService, _ child: Child<Machine>) -> String {
    switch service {
    case .cpu:
      machine.cpuArguments(
        level: -child.declaration.priority, of: configuration.priorityLevels, time: child.declaration.time)
    case .pd: child.declaration.managesSystem ? Self.managingArguments : ""
    case .log, .binary: ""
    }
  }

  static var managingArguments: String { "managing_system: yes" }

  /// The sandbox itself calls the PD and CPU sessions, and must never wait for a child.
  private func isAllowed(_ service: EnvironmentService, _ route: ResolvedRoute, _ child: Child<Machine>) -> Bool {
    if service == .log || route.provider == .parent { return true }
    deny(
      child,
      "child \"\(child.name)\" is denied \(service.service): this session of its environment must come from the parent; add"
        + " before other rules: \"+ service \(service.service) | + parent\"")
    return false
  }

  private func tellTooLittle(_ child: Child<Machine>) {
    var needed = Resources.none
    for service in EnvironmentService.allCases { needed = needed + machine.environmentDonation(service) }
    deny(
      child,
      "child \"\(child.name)\" cannot start: the sessions of its environment alone take \(needed.ram.byteText) RAM and"
        + " \(needed.capabilities) capabilities, and it has \(child.assigned.ram.byteText) and"
        + " \(child.assigned.capabilities); raise \"ram\" or \"caps\"")
  }

  func environmentCost(_ child: Child<Machine>) -> Resources {
    var cost = Resources.none
    for service in EnvironmentService.allCases {
      if let session = child.session(service.rawValue) { cost = cost + session.total }
    }
    return cost
  }

  /// Starts the program once its whole environment is there.
  func progress(_ child: Child<Machine>) {
    guard child.state == .starting, child.process == nil, let pd = child.environment(.pd), let cpu = child.environment(.cpu),
      child.environment(.log) != nil, let rom = child.environment(.binary)
    else { return }
    guard machine.adopt(pd), machine.give(child.assigned - environmentCost(child), to: pd) == .done else {
      deny(child, "child \"\(child.name)\" cannot start: its quota could not be handed to it")
      return abandon(child)
    }
    let plan = ProcessPlan(instance: child.instance, name: child.name, pd: pd, cpu: cpu, rom: rom)
    do throws(StartFailure) {
      child.process = try machine.start(plan)
      child.state = .running
      starting.removeAll { $0 === child }
      stateChanged()
    } catch {
      tell(error, child)
      abandon(child)
    }
  }

  private func tell(_ failure: StartFailure, _ child: Child<Machine>) {
    let binary = child.declaration.binary
    switch failure {
    case .insufficientQuota:
      deny(
        child,
        "child \"\(child.name)\" cannot start: its quota does not hold its program \"\(binary)\"; raise \"ram\" or \"caps\"")
    case .badBinary(let reason):
      deny(child, "child \"\(child.name)\" cannot start: ROM \"\(binary)\" is not a program: \(reason)")
    case .other(let reason): deny(child, "child \"\(child.name)\" cannot start: \(reason)")
    }
  }

  /// Gives up starting; tried again when the configuration or a server changes.
  func abandon(_ child: Child<Machine>) {
    dismantle(child)
    child.state = .incomplete
    stateChanged()
  }

  /// A provider of the environment refused while the child was starting.
  func environmentFailed(_ child: Child<Machine>, _ session: Session<Machine>) {
    child.refused.append(session)
    mark(child, child.mark == .remove ? .remove : .fail)
  }
}
