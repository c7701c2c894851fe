// What the parent wants of its child: tasks for servers, and signs of life. One signal context tells of all of it.

extension Environment {
  /// Offers a service to whom the parent routes there.
  /// - Parameter make: makes the object that serves a session, or refuses. The request's label is the client's full one,
  ///   and its donation is what the session has to pay everything with.
  public func offer<I: SessionInterface>(
    _ interface: I.Type, _ make: @escaping (SessionRequest) throws(RefusedSession) -> any SessionObject
  ) throws(SessionError) -> Service<I> { try offer(interface, named: Text(I.name), make) }

  /// Makes a service that the parent does not hear of, for a component that brings the clients itself.
  public func makeService<I: SessionInterface>(
    _ interface: I.Type, _ make: @escaping (SessionRequest) throws(RefusedSession) -> any SessionObject
  ) -> Service<I> { Service<I>(Text(I.name), entrypoint: entrypoint, make: make) }

  /// Offers a service under a name that is not its interface's.
  public func offer<I: SessionInterface>(
    _ interface: I.Type, named name: Text,
    _ make: @escaping (SessionRequest) throws(RefusedSession) -> any SessionObject
  ) throws(SessionError) -> Service<I> {
    let service = Service<I>(name, entrypoint: entrypoint, make: make)
    listenToParent()
    services.append(service)
    do throws(ParentFailure) { try parent.call(Parent.announce, name) } catch {
      throw .failed("the parent does not let this component provide the service")
    }
    return service
  }

  /// From now on the parent's tasks arrive, even if no service is offered here.
  public func listenToTasks() { listenToParent() }

  /// From now on the parent can ask for signs of life and bring clients. Happens at the latest when `init` is through.
  func listenToParent() {
    if tasks != nil { return }
    tasks = try? entrypoint.onSignal { _ in
      if self.services.isEmpty, self.onForeignTask == nil {
        try? self.parent.call(Parent.heartbeat)
      } else {
        self.handleTasks()
      }
    }
    guard let capability = tasks?.capability else { return }
    try? parent.call(Parent.setSignal, Pair(ParentSignal.heartbeat, capability))
    try? parent.call(Parent.setSignal, Pair(ParentSignal.serverTask, capability))
  }

  /// Calls `action` whenever the parent would like to have quota back: free what is not needed badly. When `action` returns,
  /// the parent takes what is unused.
  public func onYieldRequest(_ action: @escaping (Quota) -> Void) throws(SessionError) {
    do throws(EntrypointError) {
      yielding = try entrypoint.onSignal { _ in
        guard let wish: Quota = try? self.parent.call(Parent.yieldRequest) else { return }
        action(wish)
        try? self.parent.call(Parent.yieldResponse)
      }
    } catch { throw .failed("no signal handler for the parent's wishes") }
    guard let capability = yielding?.capability else { return }
    try? parent.call(Parent.setSignal, Pair(ParentSignal.yield, capability))
  }

  /// Does all that the parent has for this component as a server.
  func handleTasks() {
    while let next: NextTask = try? parent.call(Parent.nextTask) {
      switch next.task {
      case .create(let request): create(request)
      case .upgrade(let id, let amount): finish(next.task, id, services.contains { $0.upgrade(id, by: amount) })
      case .close(let id): finish(next.task, id, services.contains { $0.close(id) })
      }
      if next.isLast { return }
    }
  }

  private func finish(_ task: ServerTask, _ id: UInt64, _ isKnown: Bool) {
    if !isKnown, let onForeignTask { return onForeignTask(task) }
    respond(id, isKnown ? nil : .invalidID)
  }

  private func create(_ request: SessionRequest) {
    guard let service = service(named: request.service) else {
      if let onForeignTask { return onForeignTask(.create(request)) }
      return respond(request.id, .denied)
    }
    do throws(RefusedSession) {
      let capability = try service.create(request)
      deliver(capability, for: request.id, from: service)
    } catch {
      switch error {
      case .denied: respond(request.id, .denied)
      case .insufficientRAM: respond(request.id, .insufficientRAM)
      case .insufficientCapabilities: respond(request.id, .insufficientCapabilities)
      }
    }
  }

  /// (A closure for `first` would copy the whole request.)
  private func service(named name: Text) -> ServiceEndpoint? {
    for service in services where service.name == name { return service }
    return nil
  }

  private func deliver(_ capability: Capability<AnySession>, for id: UInt64, from service: ServiceEndpoint) {
    do throws(ParentFailure) {
      try parent.call(Parent.deliver, Pair(id, capability))
    } catch {
      // The client is gone already.
      _ = service.close(id)
    }
  }

  private func respond(_ id: UInt64, _ failure: ParentFailure?) {
    try? parent.call(Parent.respond, Pair(id, UInt64(failure?.rawValue ?? 0)))
  }
}
