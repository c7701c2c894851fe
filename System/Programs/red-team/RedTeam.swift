// Tries everything that a component can try to get at what is not its own, says what came of it, and keeps what it got. For tests.

import Bulkhead

@main final class RedTeam: Component {
  init(_ environment: Environment) throws(SessionError) {
    var capabilities = CapabilityAttempts(environment)
    var services = ServiceAttempts(environment)
    services.run()
    environment.log("opened: " + services.openedText)
    var parent = ParentAttempts(environment)
    environment.log("forged calls to the parent: \(parent.run()) tried, \(parent.gained) gained something")
    environment.log("forged capabilities: \(capabilities.run()) tried, \(capabilities.strangers) lead to something unknown")
    let memory = MemoryAttempts(environment)
    let touched = memory.run()
    environment.log("foreign memory: \(touched.tried) accesses tried, \(touched.succeeded) succeeded")
    environment.log("done")
  }
}
