// Init: runs the components that its configuration (the ROM "config") names. The first component of every system, and a
// component like any other: it can be a child of another init.

import Bulkhead
import Sandbox

@main
final class Init: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let configuration: ROMContent
  private var hasStarted = false

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    configuration = try ROMContent(Text("config"), environment: environment)
    try configuration.watch { [self] in self.update() }
  }

  private func update() {
    if children.apply(configuration.bytes) {
      hasStarted = true
    } else if hasStarted {
      environment.log("error: the new configuration has mistakes: everything stays as it is")
    } else {
      environment.log("error: the configuration has mistakes: nothing is started")
      environment.exit(1)
    }
  }
}
