// Between drivers and the GUI server: many sources of events become one, with characters, repetition and what else the
// configuration asks for.
//
// Invariant: a tree of filters is replaced only while nothing is held down, so that each key is released as it was pressed.

import Bulkhead
import HID
import Input
import InputFilter
import Policy

@main final class EventFilter: Component {
  private let environment: Environment
  private let configuration: Configuration
  private let target: Session<Event>
  private var tree = FilterTree(Node("config")) { _ in nil }
  /// A configuration that waits until all keys are up.
  private var pending: Node?
  private var isBuilding = false
  private var roms: [(name: String, content: ROMContent)] = []
  private var sources: [EventSource] = []
  private var service: Service<Event>?
  private var timeout: Timeout?
  /// Which key map is in use, if anybody is to know.
  private var keyMap: LastingReporter?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    environment.wipeWhatIsFreed()
    configuration = try environment.configuration()
    target = try environment.open(Event.self)
    try configuration.watch { [self] node in
      pending = node
      applyPending()
    }
    service = try environment.offer(Event.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private var now: Microseconds { environment.clock.now.microseconds }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard let input = configuration.node.policy(for: label)?.attribute("input") else {
      environment.log("error: Event \"\(label)\" is denied; add \"+ policy | label: \(label) | input: NAME\"")
      throw .denied
    }
    let source = EventSource(input)
    sources.append(source)
    return EventReceiver(source, self)
  }

  // MARK: Configuration

  private func applyPending() {
    guard let node = pending, !isBuilding, sources.allSatisfy({ $0.held.isEmpty }) else { return }
    pending = nil
    isBuilding = true
    defer { isBuilding = false }
    let chosen = tree.keyMap
    tree = FilterTree(node) { [self] name in rom(name) }
    for mistake in tree.mistakes { environment.log("error: config: \(mistake)") }
    // What the person chose stays, if it is still there.
    if let chosen { tree.choose(chosen) }
    prepareReport(node)
    reportKeyMap()
  }

  private func prepareReport(_ node: Node) {
    let isWanted = (try? node.node("report")?.flag("keymap", default: false)) ?? false
    if !isWanted { keyMap = nil } else if keyMap == nil { keyMap = LastingReporter(Text("keymap"), environment: environment) }
  }

  private func reportKeyMap() {
    if let keyMap, let node = tree.takeKeyMapReport() { keyMap.update(node) }
  }

  /// The content of a ROM, which is read again whenever it changes.
  private func rom(_ name: String) -> Node? {
    for rom in roms where rom.name.isSame(as: name) { return Node.parse(rom.content.bytes).node }
    guard let content = try? ROMContent(Text(name), environment: environment) else { return nil }
    roms.append((name, content))
    try? content.watch { [self] in
      if isBuilding { return }
      if pending == nil { pending = configuration.node }
      applyPending()
    }
    return Node.parse(content.bytes).node
  }

  // MARK: Events

  func handle(_ events: [InputEvent], from source: EventSource) {
    for event in events where source.held.accept(event) { tree.handle(event, from: source.input, at: now) }
    finish()
  }

  /// The driver is gone.
  func remove(_ source: EventSource) {
    for event in source.held.releases() { tree.handle(event, from: source.input, at: now) }
    sources.removeAll { $0 === source }
    finish()
  }

  /// Hands on what came out, and prepares for what becomes due.
  private func finish() {
    var events = tree.take()[...]
    while !events.isEmpty {
      try? target.call(Event.submit, EventBatch(events))
      events = events.dropFirst(EventBatch.limit)
    }
    applyPending()
    reportKeyMap()
    timeout = nil
    guard let time = tree.nextTime else { return }
    let present = now
    timeout = environment.entrypoint.after(.microseconds(time > present ? time - present : 0)) { [self] in
      tree.advance(to: now)
      finish()
    }
  }
}

/// One driver.
final class EventSource {
  let input: String
  var held = HeldKeys()

  init(_ input: String) { self.input = input }
}

/// One driver's session.
final class EventReceiver: SessionObject {
  private let source: EventSource
  private let filter: EventFilter

  init(_ source: EventSource, _ filter: EventFilter) {
    self.source = source
    self.filter = filter
  }

  deinit { filter.remove(source) }

  func serve(_ request: inout Request) {
    request.serve(Event.submit) { (batch) throws(EventFailure) -> Void in filter.handle(batch.events, from: source) }
  }
}
