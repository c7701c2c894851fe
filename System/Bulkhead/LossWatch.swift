// Going on when a server ends: without this, the parent starts a component anew with each server of its sessions.
//
//     try session.onLoss { ... }
//
// When `action` runs, the session is dead. What came through it (memory that is mapped, above all) goes a moment later: let go of
// it, close the session, open a new one.

/// Somebody wants to know when a session's server ended.
final class LossWatch {
  let id: UInt64
  private let action: () -> Void
  private var timeout: Timeout?
  private var isTold = false

  init(_ id: UInt64, _ action: @escaping () -> Void) {
    self.id = id
    self.action = action
  }

  /// Looks whether the session is lost. If so, `action` is called once, between two events.
  func look(_ environment: Environment) {
    if isTold { return }
    do throws(ParentFailure) {
      let found: Capability<AnySession> = try environment.parent.call(Parent.sessionCapability, id)
      KernelCall.capability(.drop, found.index)
    } catch {
      guard error == .invalidID else { return }
      isTold = true
      let action = action
      timeout = environment.entrypoint.after(.microseconds(0), action)
    }
  }
}

extension Session {
  /// The component goes on when the session's server ends: then `action` is called, between two events, once. The session is to be
  /// closed then; its donation comes back, and pays for the next one.
  public borrowing func onLoss(_ action: @escaping () -> Void) throws(ParentFailure) {
    try environment.watch(id, action)
  }
}

extension Environment {
  func watch(_ id: UInt64, _ action: @escaping () -> Void) throws(ParentFailure) {
    listenForNews()
    try parent.call(Parent.outlive, id)
    let watch = LossWatch(id, action)
    lossWatches.append(watch)
    // What happened before anybody was to be told.
    watch.look(self)
  }

  func unwatch(_ id: UInt64) {
    if !lossWatches.isEmpty { lossWatches.removeAll { $0.id == id } }
  }
}
