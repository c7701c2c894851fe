// Init: runs the components that its configuration (the ROM "config") names. The first component of every system, and a
// component like any other: it can be a child of another init.

import Bulkhead
import Sandbox

@main
final class Init: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let state: StateROM
  private let configuration: ROMContent
  private var hasStarted = false

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    state = StateROM(environment, children)
    configuration = try ROMContent(Text("config"), environment: environment)
    serveChildren()
    try configuration.watch { [self] in self.update() }
  }

  /// What routes to `local` lead to.
  private func serveChildren() {
    children.serve(ROM.self) { [self] request throws(RefusedSession) in try state.open(request) }
    children.serve(Steering.self) { [self] request throws(RefusedSession) in
      guard let session = SteeringSession.open(request.label.string, environment, children) else { throw .denied }
      return session
    }
  }

  /// A configuration that somebody has yet to write is none with mistakes.
  private func update() {
    let text = configuration.bytes
    if text.isEmpty, !hasStarted { return }
    if children.apply(text) {
      hasStarted = true
    } else if hasStarted {
      environment.log("error: the new configuration has mistakes: everything stays as it is")
    } else {
      environment.log("error: the configuration has mistakes: nothing is started")
      environment.exit(1)
    }
  }
}
