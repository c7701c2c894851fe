// Clients that go on when a server of theirs ends: they are told, let go of what they had from it, and open a new session.
//
// A server that stands between its clients and another server (a window manager) hands things on that live in its own sessions
// there: memory that the client has mapped. So those sessions, of the same service, stay open until all clients let go of theirs,
// or until the time for that is over. They are the server's estate.
//
// Invariant: each session in the phase `lost` is in the estate of the instance that served it.

import HID

/// What is left of a server until its clients have let go of it.
final class Estate<Machine: SandboxMachine> {
  /// Sessions at the server, whose clients have yet to close them.
  var lost: [Session<Machine>] = []
  /// The server's own sessions, which stay open that long.
  var kept: [Session<Machine>] = []
  /// In milliseconds.
  let deadline: Int

  init(deadline: Int) { self.deadline = deadline }
}

extension SandboxEngine {
  /// How long a client may take to let go, in milliseconds.
  static var patience: Int { 2000 }

  /// A child says that it goes on when the session's server ends, and wants to be told. Then the session counts as none, but its
  /// donation comes back only when the child closes it.
  ///
  /// - Returns: false if there is no such session of the child's own.
  public func outlive(_ instance: UInt64, number: UInt64) -> Bool {
    guard let session = living(instance)?.session(number), !session.isEnvironment, session.principal == nil else {
      return false
    }
    session.isOutlived = true
    return true
  }

  /// Does the client go on without the server?
  func goesOn(_ session: Session<Machine>) -> Bool {
    guard let client = session.client, client.mark == .none else { return false }
    return session.isOutlived && (session.phase == .open || session.phase == .upgrading)
  }

  /// The session's server ended.
  func lose(_ session: Session<Machine>, in estate: Estate<Machine>) {
    session.provider = .nobody
    session.capability = nil
    session.phase = .lost
    estate.lost.append(session)
    notify(session.client, .session)
    stateChanged()
  }

  /// Keeps the ended server's sessions that its clients may depend on; the others are the caller's.
  func keep(_ sessions: [Session<Machine>], in estate: Estate<Machine>) -> [Session<Machine>] {
    if estate.lost.isEmpty { return sessions }
    var others: [Session<Machine>] = []
    for session in sessions {
      guard case .child = session.provider, session.phase == .open || session.phase == .upgrading,
        estate.lost.contains(where: { $0.service.isSame(as: session.service) })
      else {
        others.append(session)
        continue
      }
      session.client = nil
      estate.kept.append(session)
    }
    estates.append(estate)
    scheduleWake()
    return others
  }

  /// The client let go of the session, or ended itself.
  func letGo(_ session: Session<Machine>) {
    for estate in estates { estate.lost.removeAll { $0 === session } }
    wind()
  }

  /// Ends what nobody depends on any more, and what was waited for long enough.
  func wind() {
    let now = machine.milliseconds
    let over = estates.filter { $0.lost.isEmpty || now >= $0.deadline }
    if over.isEmpty { return }
    estates.removeAll { estate in over.contains { $0 === estate } }
    for estate in over {
      for session in estate.kept { release(session) }
    }
  }

  /// Pays the donation of a lost session back. While a part of it is still with the servers of the one that ended, it may be that
  /// there is not enough: then the client waits as for any server.
  func repay(_ session: Session<Machine>) {
    session.phase = .closing
    debts.append(session)
    letGo(session)
    payDebts()
  }

  /// Pays what can be paid, oldest first.
  func payDebts() {
    while let session = debts.first {
      if let pd = session.client?.pd, machine.give(session.total, to: pd) != .done { return }
      debts.removeFirst()
      session.held = .none
      session.kept = .none
      finish(session)
    }
  }
}
