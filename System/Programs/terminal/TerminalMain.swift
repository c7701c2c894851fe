// A terminal: a window that shows what one program writes, and hands it what is typed.
//
// One program at a time. Two programs that shall not see each other's text have two terminals, each a component of its own.

import Bulkhead
import Geometry
import HID
import Services
import TerminalEmulation

@main final class TerminalMain: Component {
  private let environment: Environment
  private let window: TerminalWindow
  private var service: Service<Terminal>?
  /// Whose session is open. It belongs to the service.
  private var client: TerminalLink?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try TerminalWindow(environment, TerminalSettings(try environment.configuration().node))
    window.onInput = { [self] bytes in client?.offer(bytes) }
    window.onSize = { [self] in client?.tellSize() }
    window.onClose = { environment.exit(0) }
    service = try environment.offer(Terminal.self) { [self] request throws(RefusedSession) in try open(request) }
    environment.log("terminal")
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    guard client == nil else {
      environment.log("error: Terminal \"\(request.label.string)\" is denied: the terminal has a program already")
      throw .denied
    }
    let link = TerminalLink(try TerminalBlocks(request), window) { [self] in
      client = nil
      window.programLeft()
    }
    client = link
    return OpenSession(link)
  }
}

/// What the configuration says.
struct TerminalSettings {
  let title: String
  let size: GridSize
  let lines: Int
  let isDark: Bool

  init(_ node: Node) {
    title = node.attribute("title") ?? "Terminal"
    size = GridSize(columns: Self.number(node, "columns", 80), rows: Self.number(node, "rows", 24))
    lines = max(0, min(Self.number(node, "lines", 2000), 5000))
    isDark = node.attribute("theme")?.isSame(as: "light") != true
  }

  private static func number(_ node: Node, _ name: String, _ standard: Int) -> Int {
    node.attribute(name).flatMap { Int($0) } ?? standard
  }
}
