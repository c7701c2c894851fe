// What children do besides trading sessions: exit, crash, ask for quota, show that they are alive.

import HID

/// How a thread of a child came to its end.
public struct CrashReport: Sendable {
  public let thread: String
  /// What the thread did, as a phrase behind "crashed:", for example "read of unmapped address 0x0".
  public let cause: String
  public let instruction: UInt64

  public init(thread: String, cause: String, instruction: UInt64) {
    self.thread = thread
    self.cause = cause
    self.instruction = instruction
  }
}

extension SandboxEngine {
  /// Is there anything that a child would have been notified of, had it listened?
  public func hasNews(_ instance: UInt64, for notification: Notification) -> Bool {
    guard let child = living(instance) else { return false }
    switch notification {
    case .session: return child.sessions.contains { !$0.isEnvironment }
    case .sessionRequests: return !child.upgrades.isEmpty || !child.closes.isEmpty || !child.creations.isEmpty
    case .resources: return false
    case .yield: return !child.yield.isNone
    case .heartbeat: return child.isHeartbeatOpen
    }
  }

  public func exit(_ instance: UInt64, value: Int) {
    guard let child = living(instance) else { return }
    machine.log("child \"\(child.name)\" exited with exit value \(value)")
    bury(child, as: .exited(value))
    if child.declaration.propagatesExit { machine.exit(value) }
  }

  /// A thread of a child stopped by a fault or an exception.
  public func crash(_ instance: UInt64, _ report: CrashReport) {
    guard let child = living(instance) else { return }
    let (policy, count) = (child.declaration.crash, child.crashRestarts)
    let line =
      "child \"\(child.name)\" crashed: \(report.cause) at instruction \(report.instruction.hexadecimal)"
      + " in thread \"\(report.thread)\"; "
    if child.sessions.contains(where: { $0.phase == .lost }) {
      machine.log(line + "restart, since it had lost a server")
      mark(child, .restart)
      return settle()
    }
    child.lastCrash = report.cause
    guard policy.restarts else {
      machine.log(line + "it stays stopped (to restart it, add to its start node: \"+ crash | restart: yes\")")
      return bury(child, as: .crashed)
    }
    if let limit = policy.limit, count >= limit {
      machine.log(line + "it stays stopped: the limit of restarts (\(limit)) is reached")
      return bury(child, as: .crashed)
    }
    child.crashRestarts = count + 1
    machine.log(line + "restart \(count + 1)" + (policy.limit.map { " of \($0)" } ?? ""))
    mark(child, .restart)
    settle()
  }

  /// Somebody wants a running child to begin anew.
  ///
  /// - Returns: false if there is no such child, or it does not run.
  public func restart(_ name: String) -> Bool {
    guard let child = child(named: name), child.process != nil else { return false }
    mark(child, .restart)
    settle()
    return true
  }

  /// Carries out what somebody who may do so wants of a child, whatever it does at the moment.
  ///
  /// - Returns: false if the configuration does not name such a child.
  public func steer(_ wish: SteeringWish) -> Bool {
    guard let child = child(named: wish.child) else { return false }
    child.crashRestarts = 0
    child.lastCrash = nil
    switch wish.action {
    case .restart: mark(child, .restart)
    case .stop: mark(child, .stop)
    }
    settle()
    return true
  }

  /// A child wants more quota. It gets it if its `managed` node allows; else the operator is told, and the state report says so.
  public func requestResources(_ instance: UInt64, _ amount: Resources) {
    guard let child = living(instance), let pd = child.pd, !amount.isNone else { return }
    if let maximum = child.declaration.maximum, (maximum - child.assigned).covers(amount), slack.covers(amount),
      machine.give(amount, to: pd) == .done
    {
      child.assigned = child.assigned + amount
      child.requested = nil
      notify(child, .resources)
      return stateChanged()
    }
    if child.requested != amount {
      let isFirst = child.requested == nil
      child.requested = amount
      tell(
        child, "child \"\(child.name)\" requests resources: ram_quota=\(amount.ram.byteText), cap_quota=\(amount.capabilities)")
      // A child can ask for ever other amounts, but only once until it is granted something.
      if isFirst { reportNow() } else { reportSoon() }
    }
  }

  /// A child gave back quota that it was asked for.
  public func yielded(_ instance: UInt64) {
    guard let child = living(instance) else { return }
    downgrade(child)
    stateChanged()
  }

  /// What the child is asked to give back.
  public func yieldRequest(_ instance: UInt64) -> Resources { living(instance)?.yield ?? .none }

  /// A child answered a heartbeat.
  public func heartbeat(_ instance: UInt64) {
    if let child = living(instance) { answered(child) }
  }

  /// A child showed that it is alive.
  func answered(_ child: Child<Machine>) {
    child.isHeartbeatOpen = false
    if child.skippedHeartbeats != 0 {
      child.skippedHeartbeats = 0
      stateChanged()
    }
  }

  /// Time passed: sends heartbeats and reports that are due.
  public func tick() {
    let now = machine.milliseconds
    if let due = nextHeartbeat, now >= due, let period = configuration.heartbeatPeriod {
      nextHeartbeat = now + period
      for child in children where child.declaration.heartbeat != nil && child.process != nil { beat(child) }
      settle()
    }
    if let due = nextReport, now >= due { reportNow() }
    wind()
    scheduleWake()
  }

  private func beat(_ child: Child<Machine>) {
    if child.isHeartbeatOpen {
      child.skippedHeartbeats += 1
      stateChanged()
    }
    child.isHeartbeatOpen = true
    if let limit = child.declaration.heartbeat?.restartAfterSkipped, child.skippedHeartbeats >= limit {
      machine.log("child \"\(child.name)\" skipped \(child.skippedHeartbeats) heartbeats: restart")
      mark(child, .restart)
    } else {
      notify(child, .heartbeat)
    }
  }

  func scheduleWake() {
    var due = nextReport
    for other in [nextHeartbeat, estates.first?.deadline] { due = due.map { min($0, other ?? $0) } ?? other }
    machine.wake(at: due)
  }
}
