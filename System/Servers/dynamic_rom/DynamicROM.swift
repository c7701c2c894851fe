// ROMs whose content changes with time.

import Bulkhead
import HID
import Services

@main final class DynamicROM: Component {
  private let environment: Environment
  private var roms: [Sequence] = []
  private var service: Service<ROM>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    let isVerbose = (try? node.flag("verbose", default: false)) ?? false
    for rom in node.nodes("rom") {
      guard let name = rom.name else { throw .failed("a ROM has no name: write \"+ rom NAME\"") }
      roms.append(Sequence(name, rom.nodes, environment, isVerbose: isVerbose))
    }
    service = try environment.offer(ROM.self) { [self] request throws(RefusedSession) in try open(request) }
    for rom in roms { rom.advance() }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    for rom in roms where label.isSame(as: rom.name) || label.utf8.hasEnding(" -> " + rom.name) {
      return try rom.content.open(request)
    }
    environment.log("error: ROM \"\(label)\" is denied: there is no \"+ rom\" of this name")
    throw .denied
  }
}

/// One ROM and its steps.
final class Sequence {
  let name: String
  let content = ROMSource()
  private let steps: [Node]
  private let environment: Environment
  private let isVerbose: Bool
  private var position = 0
  private var wait: Timeout?

  init(_ name: String, _ steps: [Node], _ environment: Environment, isVerbose: Bool) {
    self.name = name
    self.steps = steps
    self.environment = environment
    self.isVerbose = isVerbose
  }

  /// Takes steps up to the next one that waits; without any, each once.
  func advance() {
    for _ in 0..<steps.count {
      let step = steps[position]
      position = (position + 1) % steps.count
      if isVerbose { environment.log("\(name): \(step.type)") }
      if take(step) { return }
    }
  }

  /// True if it waits.
  private func take(_ step: Node) -> Bool {
    switch step.type {
    case let type where type.isSame(as: "inline"): content.set(step.document)
    case let type where type.isSame(as: "empty"): content.set([])
    case let type where type.isSame(as: "sleep"):
      let span = UInt64(max((try? step.number("milliseconds", default: 1000)) ?? 1000, 1))
      wait = environment.entrypoint.after(.milliseconds(span)) { [self] in advance() }
      return true
    default: environment.log("error: \(name): there is no step \"\(step.type)\"")
    }
    return false
  }
}

extension String.UTF8View {
  func hasEnding(_ text: String) -> Bool {
    count >= text.utf8.count && dropFirst(count - text.utf8.count).elementsEqual(text.utf8)
  }
}
