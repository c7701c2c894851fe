// Who may use which blocks of which disk, by the policies of the disks' drivers. Whoever writes blocks that somebody else reads,
// alters what that one reads, and is seen by it: parts that overlap are a way between two components that no route shows.

import Composition
import HID
import SecurityReport

struct DiskParts {
  private(set) var parts: [DiskPart] = []

  /// - Parameters:
  ///   - label: of a component, as the server sees it.
  ///   - config: the server's.
  /// Whatever policy could be meant counts.
  init(of component: String, as label: String, at server: String, _ config: Node) {
    for node in config.nodes where node.type == "policy" || node.type == "default-policy" {
      guard node.couldMean(label) else { continue }
      let first = node.attribute("first").flatMap { Int.parse($0) } ?? 0
      let count = node.attribute("count").flatMap { Int.parse($0) }
      parts.append(
        DiskPart(
          component, disk: node.attribute("disk") ?? "the first disk", by: server, first: first, count: count,
          isWritable: (try? node.flag("writeable", default: false)) ?? true))
    }
  }

  /// Ways from writers to readers of the same blocks.
  static func relays(_ parts: [DiskPart]) -> [Relay] {
    var relays: [Relay] = []
    for writer in parts where writer.isWritable {
      for reader in parts where reader.component != writer.component && reader.overlaps(writer) {
        let relay = Relay(from: writer.component, to: reader.component, by: writer.server, isAboutWriter: false)
        if !relays.contains(relay) { relays.append(relay) }
      }
    }
    return relays
  }
}

extension Node {
  /// Whether a policy could be meant for a session of that component. Sessions' labels begin with the component's and may be longer.
  func couldMean(_ component: String) -> Bool {
    if let exact = attribute("label") { return exact.isWithin(component) }
    guard let prefix = attribute("label_prefix") else { return true }
    return component.hasPrefix(prefix) || prefix.hasPrefix(component)
  }
}
