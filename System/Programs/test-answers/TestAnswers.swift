// Three programs in one, as `role` says; see README.md.

import Bulkhead
import HID

@main final class TestAnswers: Component {
  private var asker: Asker?
  private var application: Application?

  init(_ environment: Environment) throws(SessionError) {
    let role = try environment.configuration().node.attribute("role") ?? ""
    if role.isSame(as: "asker") { asker = Asker(environment) }
    if role.isSame(as: "application") { application = try Application(environment) }
    if role.isSame(as: "person") { try Questioned(environment).live() }
  }
}
