// The state report: what there is, for operators and managers.

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
    let generator = StateReport(options: options, sandbox: self)
    machine.publish(generator.node.text)
    if options.childRAM || options.childCapabilities || options.ownRAM || options.ownCapabilities {
      nextReport = machine.milliseconds + max(1000, options.delay)
    }
  }
}

/// Generates the state report of a sandbox.
struct StateReport<Machine: SandboxMachine> {
  let options: ReportOptions
  let sandbox: SandboxEngine<Machine>

  var node: Node {
    var node = Node("state")
    if let version = sandbox.configuration.version { node.set("version", version) }
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
    case .starting, .running: break
    }
    if child.skippedHeartbeats > 0 { node.set("skipped_heartbeats", "\(child.skippedHeartbeats)") }
    describeQuota(child, &node)
    if options.requested { node.append(describe(child.refused + child.sessions, "requested")) }
    if options.provided { node.append(describe(child.served, "provided")) }
    return node
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
      sub.set("label", session.providedLabel)
      sub.set("ram", session.total.ram.byteText)
      sub.set("caps", "\(session.total.capabilities)")
      if options.sessionArguments { sub.set("args", session.arguments) }
      node.append(sub)
    }
    return node
  }
}
