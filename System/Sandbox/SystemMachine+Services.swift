// Services beside those of children: what the component serves its children itself, and what its own parent asks of it.

import Bulkhead
import Composition

extension SystemMachine {
  /// A session at one of them.
  public final class LocalSession {
    let service: ServiceEndpoint
    let id: UInt64

    init(_ service: ServiceEndpoint, _ id: UInt64) {
      self.service = service
      self.id = id
    }
  }

  public func openLocally(_ request: ProviderRequest) -> (session: LocalSession?, answer: SessionAnswer<KeptCapability>) {
    guard let service = localServices.first(where: { $0.name == Text(request.service) }) else { return (nil, .denied) }
    let id = nextSession
    nextSession += 1
    do throws(RefusedSession) {
      let capability = try service.create(SessionRequest(id: id, request))
      return (LocalSession(service, id), .capability(KeptCapability(borrowing: capability)))
    } catch {
      switch error {
      case .denied: return (nil, .denied)
      case .insufficientRAM: return (nil, .insufficientRAM)
      case .insufficientCapabilities: return (nil, .insufficientCapabilities)
      }
    }
  }

  public func upgrade(_ session: LocalSession, _ donation: Composition.Resources) {
    _ = session.service.upgrade(session.id, by: donation.quota)
  }

  public func close(_ session: LocalSession) { _ = session.service.close(session.id) }
}

// MARK: - Requests of the parent

extension SystemMachine {
  public func announceToParent(_ service: String) -> Bool {
    environment.onForeignTask = { task in self.forward(task) }
    environment.listenToTasks()
    return (try? environment.parent.call(Parent.announce, Text(service))) != nil
  }

  private func forward(_ task: ServerTask) {
    switch task {
    case .create(let request): engine.createForwarded(request.id, ProviderRequest(request))
    case .upgrade(let number, let amount): engine.upgradeForwarded(number, Composition.Resources(amount))
    case .close(let number): engine.closeForwarded(number)
    }
  }

  /// If the client is gone already, its parent asks for the session's end next.
  public func deliverToParent(_ number: UInt64, _ capability: KeptCapability) {
    try? environment.parent.call(Parent.deliver, Pair(number, capability.capability))
  }

  public func respondToParent(_ number: UInt64, _ answer: ProviderAnswer) {
    try? environment.parent.call(Parent.respond, Pair(number, answer.code))
  }
}
