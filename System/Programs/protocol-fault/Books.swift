// A server that keeps books of what it spends, and a client that gives as little as it can.

import Bulkhead

final class FrugalServer {
  private let environment: Environment
  private var service: Service<Greeter>?
  private let before: QuotaState?
  /// What all open sessions brought.
  fileprivate var donated = Quota.none

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    before = environment.quota
    service = try environment.offer(Greeter.self) { [self] request throws(RefusedSession) in
      donated.ram += request.donation.ram
      donated.capabilities += request.donation.capabilities
      return FrugalSession(self)
    }
  }

  /// How much of its own the server spent since the beginning. Its heap grows by whole pages.
  func audit() -> Text {
    guard let before, let now = environment.quota else { return Text("no account") }
    let capabilities = Int(now.capabilitiesUsed) - Int(before.capabilitiesUsed) - Int(donated.capabilities)
    let ram = Int(now.ramUsed) - Int(before.ramUsed) - Int(donated.ram)
    return Text(
      capabilities <= 2 && ram <= 65536
        ? "nothing spent" : "spent of its own: \(ram) bytes and \(capabilities) capabilities")
  }
}

final class FrugalSession: SessionObject {
  private let server: FrugalServer

  init(_ server: FrugalServer) { self.server = server }

  func upgrade(by quota: Quota) {
    server.donated.ram += quota.ram
    server.donated.capabilities += quota.capabilities
  }

  func serve(_ request: inout Request) {
    request.serve(Greeter.greet) { _ throws(GreeterFailure) in self.server.audit() }
  }
}

/// Asks the parent directly, since the framework would donate more when the server wants it.
final class Miser {
  private let environment: Environment

  init(_ environment: Environment) { self.environment = environment }

  func run() throws(SessionError) {
    let good = try environment.open(Greeter.self)
    var accepted = 0
    for number in 0..<400 as Range<UInt64> where ask(number) { accepted += 1 }
    let answer: Text? = try? good.call(Greeter.greet, Text("how are you?"))
    environment.log("\(accepted) sessions for little; the server says: \(answer?.string ?? "nothing at all")")
    environment.exit(answer.map { $0 == "nothing spent" } == true ? 0 : 1)
  }

  /// From nothing at all to nearly enough.
  private func ask(_ number: UInt64) -> Bool {
    let donation = Quota(ram: number % 20 * 128, capabilities: number % 3)
    let wish = SessionRequest(id: 1000 + number, service: Text(Greeter.name), label: Text("miser"), donation: donation)
    do throws(ParentFailure) {
      let _: Capability<AnySession> = try environment.parent.call(Parent.session, wish)
      return true
    } catch { guard error == .pending else { return false } }
    return environment.poll { isDecided(wish.id) } && isOpen(wish.id)
  }

  private func isDecided(_ id: UInt64) -> Bool {
    do throws(ParentFailure) {
      let _: Capability<AnySession> = try environment.parent.call(Parent.sessionCapability, id)
      return true
    } catch { return error != .pending }
  }

  private func isOpen(_ id: UInt64) -> Bool {
    let capability: Capability<AnySession>? = try? environment.parent.call(Parent.sessionCapability, id)
    return capability != nil
  }
}
