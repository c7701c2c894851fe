// An open session, closed when it goes out of scope.

/// A session at a server.
public struct Session<I: SessionInterface>: ~Copyable {
  public let capability: Capability<I>
  /// The session's number between this component and its parent.
  public let id: UInt64
  let environment: Environment

  init(_ capability: Capability<I>, id: UInt64, environment: Environment) {
    self.capability = capability
    self.id = id
    self.environment = environment
  }

  deinit {
    environment.unwatch(id)
    KernelCall.capability(.drop, capability.index)
    // When the server has to be asked, the donation comes back later. Nobody waits for a server here.
    try? environment.parent.call(Parent.close, id)
  }

  /// Calls a method of the session.
  @inline(__always)
  public func call<A: Message, R: Message>(_ method: Method<I, A, R>, _ arguments: A) throws(I.Failure) -> R {
    try capability.call(method, arguments)
  }

  /// Calls a method that needs no arguments.
  @inline(__always)
  public func call<R: Message>(_ method: Method<I, Nothing, R>) throws(I.Failure) -> R { try capability.call(method) }

  /// Calls a method without result.
  @inline(__always)
  public func call<A: Message>(_ method: Method<I, A, Nothing>, _ arguments: A) throws(I.Failure) {
    try capability.call(method, arguments)
  }

  /// Calls a method without arguments and result.
  @inline(__always)
  public func call(_ method: Method<I, Nothing, Nothing>) throws(I.Failure) { try capability.call(method) }

  /// Calls a method whose result is a capability.
  @inline(__always)
  public func call<A: Message, J: Interface>(
    _ method: Method<I, A, Capability<J>>, _ arguments: A
  ) throws(I.Failure) -> OwnedCapability<J> { try capability.call(method, arguments) }

  /// Calls a method that needs no arguments and whose result is a capability.
  @inline(__always)
  public func call<J: Interface>(_ method: Method<I, Nothing, Capability<J>>) throws(I.Failure) -> OwnedCapability<J> {
    try capability.call(method)
  }

  /// Donates more to the session. When the server has to be asked, it gets the quota later, unless the caller waits for it.
  public func upgrade(by quota: Quota, waits: Bool = false) throws(ParentFailure) {
    do throws(ParentFailure) {
      try environment.parent.call(Parent.upgrade, Pair(id, quota))
      return
    } catch {
      guard error == .pending else { throw error }
    }
    guard waits else { return }
    let again: Capability<AnySession> = try environment.waitForSession(id)
    KernelCall.capability(.drop, again.index)
  }

  /// Closes the session, and waits until the server did so and the donation is back. A server that hangs makes this hang.
  public consuming func close() { end() }

  /// Closes the session as `close` does, for who cannot part with it: calls fail from now on.
  public func end() {
    environment.listenForNews()
    environment.unwatch(id)
    while true {
      do throws(ParentFailure) {
        try environment.parent.call(Parent.close, id)
        return
      } catch {
        guard error == .pending else { return }
      }
      environment.entrypoint.dispatchOneIOSignal()
    }
  }
}
