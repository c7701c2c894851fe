// Where the facts come from: state reports as ROMs, and the consent broker's report `uses`.

import Bulkhead
import HID
import SystemView

final class FactSource {
  private struct State {
    let path: String
    let content: ROMContent
  }

  private var states: [State] = []
  private let uses: ROMContent?

  /// - Throws: the outermost state report is not to be had; all else can be missing.
  init(_ environment: Environment, _ configuration: Node) throws(SessionError) {
    let root = configuration.attribute("root") ?? "init"
    states.append(State(path: root, content: try ROMContent(Text("state"), environment: environment)))
    for node in configuration.nodes("group") {
      guard let path = node.attribute("path"), let label = node.attribute("rom").flatMap({ Text(exactly: $0) }),
        let content = try? ROMContent(label, environment: environment)
      else { continue }
      states.append(State(path: path, content: content))
    }
    uses = try? ROMContent(Text("uses"), environment: environment)
  }

  /// Calls `action` now, and whenever one of them has something new.
  func watch(_ action: @escaping () -> Void) throws(SessionError) {
    for state in states { try state.content.watch { action() } }
    try uses?.watch { action() }
  }

  /// Has the first report made anew.
  func refresh() { states[0].content.refresh() }

  var facts: SystemFacts {
    let nodes = states.map { StateSource(path: $0.path, node: Node.parse($0.content.bytes).node) }
    return SystemFacts(nodes, uses: uses.flatMap { Node.parse($0.bytes).node })
  }
}
