// Parts of a system to look after, by what the configuration's `role` says:
//
//     role: fragile     crashes a while after it began, each time
//     role: listener    wants the microphone, and says when it was taken away
//     role: hostile     tries what it was not given, and more than it was given

import Bulkhead
import HID

@main final class TestSteering: Component {
  private let environment: Environment
  private var timeout: Timeout?
  private var session: PendingSession?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let role = try environment.configuration().node.attribute("role") ?? ""
    if role.isSame(as: "fragile") {
      crashSoon()
    } else if role.isSame(as: "listener") {
      listen()
    } else if role.isSame(as: "hostile") {
      HostileClient(environment).attack()
    } else {
      throw .failed("the configuration names no role that there is")
    }
  }

  // MARK: - Fragile

  /// After everybody has seen it alive.
  private func crashSoon() {
    environment.log("here")
    timeout = environment.entrypoint.after(.milliseconds(1500)) { fatalError("fragile") }
  }

  // MARK: - Listener

  private func listen() {
    let session = environment.request(
      Text(Record.name), donation: Quota(ram: Record.cost.ram + 16384, capabilities: Record.cost.capabilities + 8))
    self.session = session
    session.onChange = { [self] in heard() }
    heard()
  }

  private func heard() {
    guard let session else { return }
    switch session.state {
    case .open:
      environment.log("listening")
      listenOn()
    case .refused: environment.log("refused")
    default: break
    }
  }

  /// Whoever uses a session finds out that it ended.
  private func listenOn() {
    timeout = environment.entrypoint.after(.milliseconds(200)) { [self] in
      guard let session else { return }
      if isReachable(session) { listenOn() } else { environment.log("the microphone was taken away") }
    }
  }

  private func isReachable(_ session: PendingSession) -> Bool {
    do throws(SoundFailure) { try session.capability.of(Record.self).call(Record.stop) } catch { return error != .unreachable }
    return true
  }
}
