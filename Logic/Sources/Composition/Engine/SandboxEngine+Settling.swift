// Ending and restarting children, and everything that depends on them, until nothing is left to do.
//
// All that has to go is ended before anything is started, so that quota and providers are free again; starting goes in
// the order of the configuration.

import HID

extension SandboxEngine {
  /// Carries out the marks of children, if there are any.
  func settle() {
    if hasMarks { startAll() }
  }

  /// Has a child ended, and perhaps started again, when things settle.
  func mark(_ child: Child<Machine>, _ mark: Child<Machine>.Mark) {
    child.mark = mark
    hasMarks = true
  }

  /// Carries out the marks of children and starts those that are to be started.
  func startAll() {
    guard !isSettling else { return }
    isSettling = true
    repeat {
      spreadMarks()
      endMarked()
      startWaiting()
    } while hasMarks
    isSettling = false
    connectForwarded()
    stateChanged()
  }

  /// Whoever uses a server that goes has to start anew, unless it said that it goes on.
  private func spreadMarks() {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for server in children where server.mark != .none {
        for session in server.served where session.phase == .open || session.phase == .upgrading {
          // Not the broker uses the server, but the client that it asked for.
          let user = session.principal == nil ? session.client : session.principal?.client
          guard let client = user, client.mark == .none, !session.isOutlived else { continue }
          mark(client, .restart)
          hasChanged = true
        }
      }
    }
  }

  private func endMarked() {
    var restarted: [Child<Machine>] = []
    for child in children where child.mark != .none {
      dismantle(child)
      if child.mark == .fail { child.state = .incomplete }
      if child.mark == .stop { child.state = .stopped }
      if child.mark == .restart {
        restarted.append(child)
        isRetrying = true
      }
      if child.mark == .remove {
        refuseClients(of: child)
        child.refused = []
      }
    }
    children.removeAll { $0.mark == .remove }
    for child in children { child.mark = .none }
    hasMarks = false
    for child in restarted { child.state = .waiting }
  }

  private func startWaiting() {
    for child in children {
      switch child.state {
      case .waiting: start(child, isRetry: false)
      case .incomplete where child.mark == .none && isRetrying: start(child, isRetry: true)
      case .incomplete, .starting, .running, .exited, .crashed, .stopped: break
      }
    }
    isRetrying = false
  }

  /// Ends the current instance: it makes no more requests, and all that it had goes back.
  func dismantle(_ child: Child<Machine>) {
    silence(child)
    let estate = Estate<Machine>(deadline: machine.milliseconds + Self.patience)
    loseClients(of: child, estate)
    for session in keep(child.sessions.filter { !$0.isEnvironment }, in: estate).reversed() { abandon(session) }
    for service in [EnvironmentService.cpu, .log, .binary, .pd] {
      if let session = child.session(service.rawValue) { abandon(session) }
    }
    child.sessions = []
    child.knownRoutes = []
    child.announced = []
    child.requested = nil
    child.yield = .none
    child.skippedHeartbeats = 0
    child.isHeartbeatOpen = false
    child.assigned = .none
    instances.removeAll { $0 === child }
    starting.removeAll { $0 === child }
    recent = nil
    earlier = nil
  }

  private func silence(_ child: Child<Machine>) {
    guard let process = child.process else { return }
    child.process = nil
    machine.stop(process)
  }

  /// The session's client is gone; its account with it.
  private func abandon(_ session: Session<Machine>) {
    session.client = nil
    release(session)
  }

  /// What the instance served ends with it; requests that it had not answered wait for the next one.
  private func loseClients(of server: Child<Machine>, _ estate: Estate<Machine>) {
    let sessions = server.served
    server.served = []
    server.creations = []
    server.upgrades = []
    server.closes = []
    for session in sessions {
      // The donation came back with the server's account.
      session.held = session.held + session.donation
      session.donation = .none
      session.isKnownToProvider = false
      let isWaiting = session.phase == .queued || session.phase == .requested
      guard isWaiting, session.client != nil || session.isForwarded else {
        if goesOn(session) { lose(session, in: estate) } else { finish(session) }
        continue
      }
      server.addServed(session)
      server.creations.append(session)
      session.isOffered = false
      session.phase = .queued
    }
  }

  /// The server does not come back.
  private func refuseClients(of server: Child<Machine>) {
    let sessions = server.served
    server.served = []
    server.creations = []
    for session in sessions {
      if session.isForwarded { session.provider = .nobody } else { fail(session, .denied) }
    }
  }

  /// Stops a child for good, keeping what remains of it for those who want to look. Its threads end, so that nobody waits for
  /// an answer of theirs.
  func bury(_ child: Child<Machine>, as state: ChildState) {
    silence(child)
    child.state = state
    for session in child.sessions.reversed() where !session.isEnvironment { release(session) }
    if let cpu = child.session(EnvironmentService.cpu.rawValue) { release(cpu) }
    machine.childStopped()
    stateChanged()
  }
}
