// The state report: what there is, for operators and managers.

import Consent
import HID

extension SandboxEngine {
  /// Something changed that the next report shows.
  func stateChanged() {
    guard let options = configuration.report else { return }
    let due = machine.milliseconds + options.delay
    if let planned = nextReport, planned <= due { return }
    nextReport = due
    scheduleWake()
  }

  /// Something happened that a manager should see soon: at once, but never more often than the report's delay.
  func reportSoon() {
    guard let options = configuration.report else { return }
    let due = lastReport + options.delay
    if machine.milliseconds >= due { return reportNow() }
    nextReport = nextReport.map { min($0, due) } ?? due
    scheduleWake()
  }

  func reportNow() {
    nextReport = nil
    lastReport = machine.milliseconds
    guard let options = configuration.report else { return }
    if options.isLocal { return machine.reportChanged() }
    machine.publish(StateReport(options: options, sandbox: self).node.text)
    if options.childRAM || options.childCapabilities || options.ownRAM || options.ownCapabilities {
      nextReport = machine.milliseconds + max(1000, options.delay)
    }
  }
}

extension SandboxEngine {
  /// The state report of this moment, for those who read it from the component itself; nil: the configuration does not say
  /// `local`.
  public var localReport: String? {
    guard let options = configuration.report, options.isLocal else { return nil }
    return StateReport(options: options, sandbox: self).node.text
  }

  /// Milliseconds that readers of the local report have to put up with old facts.
  public var reportDelay: Int { configuration.report?.delay ?? 0 }
}

/// Generates the state report of a sandbox.
struct StateReport<Machine: SandboxMachine> {
  let options: ReportOptions
  let sandbox: SandboxEngine<Machine>

  var node: Node {
    var node = Node("state")
    if let version = sandbox.configuration.version { node.set("version", version) }
    if options.childCPU { node.set("ms", "\(sandbox.machine.milliseconds)") }
    let account = sandbox.machine.account
    if options.ownRAM {
      node.append(amounts("ram", account.quota.ram, account.used.ram, account.available.ram, isBytes: true))
    }
    if options.ownCapabilities {
      let (quota, used, available) = (account.quota, account.used, account.available)
      node.append(amounts("caps", quota.capabilities, used.capabilities, available.capabilities, isBytes: false))
    }
    for child in sandbox.children { node.append(describe(child)) }
    return node
  }

  private func amounts(_ type: String, _ quota: Int, _ used: Int, _ available: Int, isBytes: Bool) -> Node {
    var node = Node(type)
    node.set("quota", isBytes ? quota.byteText : "\(quota)")
    node.set("used", isBytes ? used.byteText : "\(used)")
    node.set("avail", isBytes ? available.byteText : "\(available)")
    return node
  }

  private func describe(_ child: Child<Machine>) -> Node {
    var node = Node("child")
    node.set("name", child.name)
    node.set("binary", child.declaration.binary)
    if let version = child.declaration.version { node.set("version", version) }
    if options.ids { node.set("id", "\(child.instance)") }
    switch child.state {
    case .incomplete, .waiting: node.set("state", "incomplete")
    case .crashed: node.set("state", "crashed")
    case .exited(let value): node.set("exited", "\(value)")
    case .stopped: node.set("state", "stopped")
    case .starting, .running: break
    }
    if child.skippedHeartbeats > 0 { node.set("skipped_heartbeats", "\(child.skippedHeartbeats)") }
    describeTrouble(child, &node)
    describeQuota(child, &node)
    if options.childCPU { node.append(describeTime(child)) }
    if options.routes { for route in describeRoutes(child) { node.append(route) } }
    if options.requested { node.append(describe(child.refused + child.sessions, "requested")) }
    if options.provided { node.append(describe(child.served, "provided")) }
    return node
  }

  /// What went wrong, for whoever looks after the child.
  private func describeTrouble(_ child: Child<Machine>, _ node: inout Node) {
    if child.crashRestarts > 0 { node.set("restarts", "\(child.crashRestarts)") }
    if let crash = child.lastCrash { node.set("crash", crash.asAttribute) }
    if child.denials > 0 { node.set("denied", "\(child.denials)") }
    if let denial = child.lastDenial { node.set("denial", denial.asAttribute) }
  }

  private func describeTime(_ child: Child<Machine>) -> Node {
    var microseconds = 0
    for session in child.sessions where session.service.isSame(as: "CPU") {
      if let cpu = session.capability, session.phase == .open { microseconds += sandbox.machine.executionTime(of: cpu) }
    }
    var node = Node("cpu")
    node.set("us", "\(microseconds)")
    return node
  }

  /// Rules for one service that lead to a child: who can talk to whom, whether or not they do.
  private func describeRoutes(_ child: Child<Machine>) -> [Node] {
    var nodes: [Node] = []
    for rule in child.declaration.route.rules {
      guard let service = rule.service, rule.consent?.rule != .never else { continue }
      for target in rule.targets {
        guard case .child(let name) = target.kind else { continue }
        var node = Node("route")
        node.set("service", service)
        node.set("server", name)
        if rule.consent != nil { node.set("consent", "yes") }
        nodes.append(node)
      }
    }
    return nodes
  }

  private func describeQuota(_ child: Child<Machine>, _ node: inout Node) {
    guard options.childRAM || options.childCapabilities, let pd = child.pd else { return }
    let account = sandbox.machine.account(of: pd)
    let (quota, used, available) = (account.quota, account.used, account.available)
    if options.childRAM {
      var ram = Node("ram")
      ram.set("assigned", child.assigned.ram.byteText)
      add(amounts("ram", quota.ram, used.ram, available.ram, isBytes: true), to: &ram)
      if let requested = child.requested, requested.ram > 0 { ram.set("requested", requested.ram.byteText) }
      node.append(ram)
    }
    if options.childCapabilities {
      var caps = Node("caps")
      caps.set("assigned", "\(child.assigned.capabilities)")
      add(amounts("caps", quota.capabilities, used.capabilities, available.capabilities, isBytes: false), to: &caps)
      if let requested = child.requested, requested.capabilities > 0 { caps.set("requested", "\(requested.capabilities)") }
      node.append(caps)
    }
  }

  private func add(_ other: Node, to node: inout Node) {
    for attribute in other.attributes { node.set(attribute.tag, attribute.value) }
  }

  private func describe(_ sessions: [Session<Machine>], _ type: String) -> Node {
    var node = Node(type)
    for session in sessions {
      var sub = Node("session")
      sub.set("name", session.service)
      sub.set("state", session.phase.text.description)
      sub.set("label", session.providedLabel.asAttribute)
      sub.set("ram", session.total.ram.byteText)
      sub.set("caps", "\(session.total.capabilities)")
      if options.sessionArguments { sub.set("args", session.arguments.asAttribute) }
      if options.routes {
        if session.principal != nil { sub.set("for", "consent") }
        if let server = session.serverName { sub.set("server", server) }
      }
      node.append(sub)
    }
    return node
  }
}

extension Session {
  /// The child that serves it, or will when the user says yes; nil: somebody else does.
  var serverName: String? {
    if let asked {
      guard case .child(let name) = asked.provider else { return nil }
      return name
    }
    guard case .child(let server) = provider else { return nil }
    return server.name
  }
}

extension String {
  /// Without what would end an attribute: texts that components have a part in.
  var asAttribute: String {
    var bytes: [UInt8] = []
    for byte in utf8 { bytes.append(byte < 32 || byte == 127 || byte == UInt8(ascii: "|") ? UInt8(ascii: "/") : byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
