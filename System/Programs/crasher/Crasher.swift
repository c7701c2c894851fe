// Breaks the rule that its configuration names, to show what happens then. For tests.

import Bulkhead
import HID

@main final class Crasher: Component {
  init(_ environment: Environment) throws(SessionError) {
    let kind = try environment.configuration().node.attribute("kind") ?? ""
    guard let violation = Violation(kind) else { throw .failed("the configuration names no known kind of crash") }
    do throws(RegionMapFailure) { try violation.commit(environment) } catch {}
    throw .failed("the crash did not happen")
  }
}
