// Kills a disk's driver, or what it needs, while somebody writes to the disk; see README.md.

import Bulkhead
import HID
import Sandbox
import Services

@main final class DiskKills: Component {
  private let environment: Environment
  private let children: ChildSystem
  private var victims: [String] = []
  private var kills = 0
  private let limit: Int
  private var timeout: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    var node = Node("config")
    let configuration = try environment.configuration().node
    limit = (try? configuration.number("kills", default: 8)) ?? 8
    for sub in configuration.nodes {
      if sub.type.isSame(as: "kill") { victims.append(sub.name ?? "") } else { node.append(sub) }
    }
    children.onLog = { line in environment.log(line) }
    children.onExit = { value in environment.exit(value) }
    children.serve(Log.self) { [self] request throws(RefusedSession) in
      LogReceiver(request) { [self] line in hear(line.string, from: request.label.string) }
    }
    if victims.isEmpty || !children.apply(Array(node.text.utf8)) { throw .failed("the configuration is refused") }
  }

  private func hear(_ line: String, from label: String) {
    environment.log("\(label): \(line)")
    if line.utf8.elementsEqual("loading".utf8) { killSoon() }
  }

  /// Between 20 and 200 ms later: at some moment of what goes on by then.
  private func killSoon() {
    if kills == limit { return environment.log("killed \(kills) times") }
    let pause = TimeSpan.milliseconds(20 + UInt64(kills * 53 % 180))
    timeout = environment.entrypoint.after(pause) { [self] in
      _ = children.restart(victims[kills % victims.count])
      kills += 1
      killSoon()
    }
  }
}
