// Who asks for something with consent, and who wants to answer in the person's place; see README.md.

import Bulkhead
import HID

@main final class TestImpostor: Component {
  private var asker: Asker?
  private var impostor: Impostor?

  init(_ environment: Environment) throws(SessionError) {
    let node = try environment.configuration().node
    if node.attribute("role")?.isSame(as: "asker") == true {
      asker = try Asker(environment)
    } else {
      impostor = try Impostor(environment, node)
    }
  }
}
