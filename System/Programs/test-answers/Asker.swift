// Wants a session that the user is asked about, uses it as long as it can, and wants the next one.

import Bulkhead

final class Asker {
  private let environment: Environment
  private var session: PendingSession?
  private var timeout: Timeout?

  init(_ environment: Environment) {
    self.environment = environment
    // Meanwhile the keyboard is the application's.
    timeout = environment.entrypoint.after(.seconds(2)) { [self] in wish() }
  }

  private func wish() {
    let session = environment.request(
      Text("Greeter"), label: Text("asked"),
      donation: Quota(ram: Greeter.cost.ram + 8192, capabilities: Greeter.cost.capabilities + 4))
    self.session = session
    session.onChange = { [self] in proceed(session) }
    proceed(session)
  }

  private func proceed(_ session: PendingSession) {
    switch session.state {
    case .open:
      environment.log("has it")
      use(session)
    case .refused, .closed: timeout = environment.entrypoint.after(.milliseconds(20)) { [self] in wish() }
    case .opening, .upgrading, .closing: break
    }
  }

  private func use(_ session: PendingSession) {
    let answer: Text? = try? session.capability.of(Greeter.self).call(Greeter.greet, Text("you"))
    guard answer != nil else { return session.close() }
    environment.log("uses it")
    timeout = environment.entrypoint.after(.milliseconds(20)) { [self] in use(session) }
  }
}
