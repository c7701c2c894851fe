// Decides where windows are. Reads what windows there are and what the person does to frames, and reports the layout; it has
// neither a session at the window manager nor one at the GUI server.

import Bulkhead
import HID
import WindowManagement

@main final class Layouter: Component {
  private let windows: ROMContent
  private let input: ROMContent
  private let reporter: Reporter
  private var layout: WindowLayout
  private var isInputKnown = false
  private var last = ""

  init(_ environment: Environment) throws(SessionError) {
    windows = try ROMContent(Text("window_list"), environment: environment)
    input = try ROMContent(Text("window_input"), environment: environment)
    reporter = Reporter(Text("window_layout"), environment: environment)
    layout = try Self.former(environment)
    try windows.watch { [self] in
      guard let node = Node.parse(windows.bytes).node else { return }
      layout.update(list: node)
      report()
    }
    try input.watch { [self] in
      defer { isInputKnown = true }
      guard let node = Node.parse(input.bytes).node else { return }
      // What was there before the first news may have been acted on by an earlier instance.
      if isInputKnown { layout.update(input: node) } else { layout.skip(input: node) }
      report()
    }
  }

  /// The layout that an earlier instance reported, if the configuration says that it can be read; else what that says itself.
  private static func former(_ environment: Environment) throws(SessionError) -> WindowLayout {
    let configuration = try environment.configuration()
    if (try? configuration.node.flag("remembers", default: false)) == true {
      let content = try ROMContent(Text("window_layout"), environment: environment)
      defer { content.close() }
      if let report = Node.parse(content.bytes).node { return WindowLayout(after: report, configuration.node) }
    }
    var layout = WindowLayout()
    layout.place(configuration.node)
    return layout
  }

  private func report() {
    let text = layout.report.text
    if text.isSame(as: last) { return }
    last = text
    try? reporter.report(Array(text.utf8))
  }
}
