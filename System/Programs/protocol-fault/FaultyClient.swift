// The client's side of a session, message by message.

import Bulkhead

final class FaultyClient: StepByStep {
  private let environment: Environment
  private var session = Capability<Greeter>.none
  private static var id: UInt64 { 100 }

  override var count: Int { 7 }

  init(_ environment: Environment) { self.environment = environment }

  override func take(_ step: Int) -> Bool {
    switch step {
    case 0: request()
    case 1: environment.poll { isOpen() }
    case 2: (try? session.call(Greeter.greet, Text("hello"))) != nil
    case 3:
      isAccepted { () throws(ParentFailure) in try parent.call(Parent.upgrade, Pair(Self.id, Quota(ram: 4096, capabilities: 1)))
      }
    case 4: environment.poll { isOpen() }
    case 5: isAccepted { () throws(ParentFailure) in try parent.call(Parent.close, Self.id) }
    default: environment.poll { isClosed() }
    }
  }

  private var parent: Capability<Parent> { environment.parent }

  private func request() -> Bool {
    let wish = SessionRequest(
      id: Self.id, service: Text(Greeter.name), label: Text("faulty"), donation: Quota(ram: 8192, capabilities: 2))
    return isAccepted { () throws(ParentFailure) in
      let _: Capability<AnySession> = try parent.call(Parent.session, wish)
    }
  }

  /// Done, or on its way.
  private func isAccepted(_ call: () throws(ParentFailure) -> Void) -> Bool {
    do throws(ParentFailure) {
      try call()
      return true
    } catch { return error == .pending }
  }

  private func isOpen() -> Bool {
    guard let capability: Capability<AnySession> = try? parent.call(Parent.sessionCapability, Self.id) else { return false }
    session = capability.of(Greeter.self)
    return true
  }

  private func isClosed() -> Bool {
    do throws(ParentFailure) { try parent.call(Parent.close, Self.id) } catch { return error != .pending }
    return true
  }
}
