// Sessions that are opened, upgraded and closed without waiting for their servers: for components that must go on meanwhile.
//
//     let session = environment.request(wish)
//     session.onChange = { ... }
//
// Such a session lasts until it is closed, whether or not anybody keeps it. Belongs to the component's first thread.

public final class PendingSession {
  public enum State: Equatable {
    /// The server has not answered yet.
    case opening
    case open
    /// More was donated, and the server does not know yet.
    case upgrading
    /// Why there is no session.
    case refused(ParentFailure)
    /// The server has yet to give back the donation.
    case closing
    /// The donation is back.
    case closed
  }

  public let id: UInt64
  public private(set) var state = State.opening
  /// To the session, once it is open. Stays the same until the session is closed.
  public private(set) var capability = Capability<AnySession>.none
  /// Called after each change of `state` that came later than the call that caused it.
  public var onChange: (() -> Void)?

  init(id: UInt64) { self.id = id }

  private var parent: Capability<Parent> { StartRecord.current.parent }

  /// Is there nothing to hear of any more?
  var isOver: Bool {
    switch state {
    case .refused, .closed: true
    case .opening, .open, .upgrading, .closing: false
    }
  }

  func begin(_ request: SessionRequest) {
    do throws(ParentFailure) {
      capability = try parent.call(Parent.session, request)
      state = .open
    } catch {
      if error != .pending { state = .refused(error) }
    }
  }

  /// Donates more. The state is `upgrading` until the server knows.
  public func upgrade(by quota: Quota) throws(ParentFailure) {
    do throws(ParentFailure) {
      try parent.call(Parent.upgrade, Pair(id, quota))
    } catch {
      guard error == .pending else { throw error }
      state = .upgrading
    }
  }

  /// Ends the session. What was got through it is dead from then on, or as soon as the server answers.
  public func close() {
    if isOver || state == .closing { return }
    if capability != .none { KernelCall.capability(.drop, capability.index) }
    capability = .none
    do throws(ParentFailure) {
      try parent.call(Parent.close, id)
      state = .closed
    } catch {
      state = error == .pending ? .closing : .closed
    }
  }

  /// Looks whether something became of it.
  func update() {
    let before = state
    switch state {
    case .opening, .upgrading: lookForAnswer()
    case .closing: lookForEnd()
    case .open, .refused, .closed: return
    }
    if state != before { onChange?() }
  }

  private func lookForAnswer() {
    do throws(ParentFailure) {
      let found: Capability<AnySession> = try parent.call(Parent.sessionCapability, id)
      if capability == .none { capability = found } else { KernelCall.capability(.drop, found.index) }
      state = .open
    } catch {
      if error != .pending { state = .refused(error) }
    }
  }

  private func lookForEnd() {
    do throws(ParentFailure) {
      try parent.call(Parent.close, id)
      state = .closed
    } catch {
      if error != .pending { state = .closed }
    }
  }
}

extension Environment {
  /// Requests a session without waiting for its server; what is said of it comes by its `onChange`.
  public func request(
    _ service: Text, label: Text = Text(), donation: Quota, affinity: Affinity = .anywhere, arguments: Text = Text()
  ) -> PendingSession {
    listenForNews()
    let session = PendingSession(id: takeSessionID())
    session.begin(
      SessionRequest(
        id: session.id, service: service, label: label, donation: donation, affinity: affinity, arguments: arguments))
    pendingSessions.append(session)
    return session
  }

  /// The parent said that something became of some session.
  func updatePendingSessions() {
    for session in pendingSessions { session.update() }
    pendingSessions.removeAll { $0.isOver }
    for watch in lossWatches { watch.look(self) }
  }
}
