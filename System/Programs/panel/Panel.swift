// Shows a ROM in the log, each time that it changes.

import Bulkhead
import HID

@main final class Panel: Component {
  private let environment: Environment
  private let time: ROMContent
  private let limit: Int
  private var count = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    limit = (try? node.number("until", default: 8)) ?? 8
    time = try ROMContent(Text("time"), environment: environment)
    try time.watch { [self] in show() }
  }

  private func show() {
    guard let milliseconds = Node.parse(time.bytes).node?.attribute("milliseconds") else { return }
    environment.log("the clock says \(milliseconds) ms")
    count += 1
    if count < limit { return }
    environment.log("that was the tour")
    environment.exit(0)
  }
}
