// A bar with programs: a click has an init start one, whose configuration this is the writer of.

import Bulkhead
import Geometry
import GuiClient
import HID
import Launching
import Painting
import Toolkit
import Widgets

@main final class LauncherProgram: Component {
  private let environment: Environment
  private let window: InterfaceWindow<Int>
  private var launcher: Launcher
  private let configuration: Reporter
  private let called: Reporter
  private let state: ROMContent

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    launcher = Launcher(try environment.configuration().node)
    for mistake in launcher.mistakes { environment.log("error: config: \(mistake)") }
    configuration = Reporter(Text("config"), environment: environment)
    called = Reporter(Text("called"), environment: environment)
    try configuration.report(launcher.configuration)
    try called.report(launcher.called)
    state = try ROMContent(Text("state"), environment: environment)
    window = try InterfaceWindow(environment, title: Text("Programs"))
    window.onWishes = { [self] wishes in for index in wishes { launch(index) } }
    try state.watch { [self] in readState() }
    window.show(bar)
  }

  private func launch(_ index: Int) {
    guard launcher.launch(index) else { return }
    publish()
  }

  private func readState() {
    guard let node = Node.parse(state.bytes).node, launcher.read(node) else { return }
    publish()
  }

  private func publish() {
    do throws(SessionError) {
      try configuration.update(launcher.configuration)
      try called.update(launcher.called)
    } catch { environment.log("error: the reports are not taken") }
    window.show(bar)
  }

  // MARK: What is seen

  private var bar: Element<Int> {
    let tiles = launcher.entries.indices.map { index in tile(index).key(launcher.entries[index].name) }
    return .column(spacing: 0, [.separator, .line(spacing: 4, padding: Padding(8, 0), [.spacer] + tiles + [.spacer])])
  }

  private func tile(_ index: Int) -> Element<Int> {
    let entry = launcher.entries[index]
    let button = Element<Int>.button(entry.title, icon: Self.icon(entry.icon), style: .plain, index)
    let isRunning = launcher.isRunning(index)
    let mark = Element<Int>.custom(Size(24, 3), version: isRunning ? 1 : 0) { canvas, frame, style in
      guard isRunning else { return }
      let width = style.px(16)
      let line = Rectangle(frame.minX + (frame.width - width) / 2, frame.minY, width, frame.height)
      canvas.fill(style.rounded(line, style.px(1)), style.theme.accent)
    }
    return .column(spacing: 1, padding: Padding(0, 4), [button, mark])
  }

  private static func icon(_ name: String) -> Icon {
    switch name {
    case let name where name.isSame(as: "picture"): .picture
    case let name where name.isSame(as: "screen"): .screen
    case let name where name.isSame(as: "camera"): .camera
    case let name where name.isSame(as: "microphone"): .microphone
    case let name where name.isSame(as: "log"): .log
    case let name where name.isSame(as: "terminal"): .terminal
    case let name where name.isSame(as: "settings"): .settings
    case let name where name.isSame(as: "shield"): .shield
    default: .window
    }
  }
}
