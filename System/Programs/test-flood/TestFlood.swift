// Three programs in one, as `role` says: one that shows a moving picture and counts its frames, one that floods the desktop as the
// first one's report `flood` says, and one that plays the display.

import Bulkhead
import HID

@main final class TestFlood: Component {
  private var animator: Animator?
  private var flooder: Flooder?
  private var viewer: Viewer?

  init(_ environment: Environment) throws(SessionError) {
    let role = try environment.configuration().node.attribute("role") ?? ""
    if role.isSame(as: "animator") { animator = try Animator(environment) }
    if role.isSame(as: "flooder") { flooder = try Flooder(environment) }
    if role.isSame(as: "viewer") { viewer = try Viewer(environment) }
  }
}
