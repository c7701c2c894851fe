// The tree of filters, as the configuration says:
//
//     + output
//       + chargen
//         + map de
//         + map us
//         + switch KEY_SPACE | with: KEY_LEFTMETA
//         + repeat | delay_ms: 230 | rate_ms: 40
//         + remap
//           + key KEY_CAPSLOCK | to: KEY_ESC
//           + merge
//             + input ps2
//             + input usb

import HID
import Input

/// A tree that is in use. Its inputs are the `input` nodes, by name.
public final class FilterTree {
  private let output = Output()
  private var inputs: [(name: String, filter: Filter)] = []
  private var filters: [Filter] = []
  private var generators: [CharacterGenerator] = []
  private var reportedMap: String?
  public private(set) var mistakes: [String] = []
  private let include: (String) -> Node?

  /// - Parameter include: the content of a ROM by its name, nil if there is none.
  public init(_ configuration: Node, include: @escaping (String) -> Node?) {
    self.include = include
    guard let top = configuration.node("output") else {
      mistakes.append("there is no output: add \"+ output\" with filters in it")
      return
    }
    for child in top.nodes { build(child, output) }
  }

  /// An event of the input of that name; events of inputs that do not exist go nowhere.
  public func handle(_ event: InputEvent, from input: String, at time: Microseconds) {
    for entry in inputs where entry.name.isSame(as: input) { entry.filter.handle(event, at: time) }
  }

  public func advance(to time: Microseconds) {
    for filter in filters { filter.advance(to: time) }
  }

  /// When `advance` has something to do.
  public var nextTime: Microseconds? {
    var next: Microseconds?
    for filter in filters {
      guard let time = filter.nextTime else { continue }
      next = min(next ?? time, time)
    }
    return next
  }

  /// What came out since the last time.
  public func take() -> [InputEvent] { output.take() }

  // MARK: Key maps

  /// The key map in use; nil if there is none with a name.
  public var keyMap: String? { generators.first?.maps.name }

  /// Has the map of that name in use wherever there is one.
  public func choose(_ name: String) {
    for generator in generators { generator.choose(name) }
  }

  /// Which map is in use, among which ones, and what chooses another (`KeyMapChoice.report`); nil if it is what it was the last time.
  public func takeKeyMapReport() -> Node? {
    guard let maps = generators.first?.maps, let name = maps.name, reportedMap?.isSame(as: name) != true else { return nil }
    reportedMap = name
    return maps.report
  }

  // MARK: Building

  /// Makes the filter of a node, and those within it, whose events go to `next`.
  private func build(_ node: Node, _ next: Filter) {
    switch node.type {
    case let type where type.isSame(as: "input"): addInput(node, next)
    case let type where type.isSame(as: "merge"): add(Merge(next), node)
    case let type where type.isSame(as: "remap"): add(Remap(remapping(node), next), node)
    case let type where type.isSame(as: "chargen"): add(generator(node, next), node)
    case let type where type.isSame(as: "accelerate"):
      add(Accelerate(percent: number(node, "percent", 10), limit: max(number(node, "max", 8), 1), next), node)
    case let type where type.isSame(as: "button-scroll"):
      add(ButtonScroll(key(node, "button") ?? .middleButton, step: max(number(node, "step", 12), 1), next), node)
    case let type where type.isSame(as: "transform"):
      add(
        Transform(swaps: flag(node, "swap"), flipsX: flag(node, "flip_x"), flipsY: flag(node, "flip_y"), next), node)
    default: complain(node, "there is no filter \"\(node.type)\"")
    }
  }

  private func addInput(_ node: Node, _ next: Filter) {
    guard let name = node.name else { return complain(node, "an input has no name: write \"+ input NAME\"") }
    if inputs.contains(where: { $0.name.isSame(as: name) }) { return complain(node, "the input \"\(name)\" is there twice") }
    inputs.append((name, next))
  }

  private static var settings: [String] { ["key", "include", "map", "repeat", "switch"] }

  /// Adds a filter and what is within its node.
  private func add(_ filter: Filter, _ node: Node) {
    filters.append(filter)
    for child in node.nodes where !Self.settings.contains(where: { child.type.isSame(as: $0) }) { build(child, filter) }
  }

  private func remapping(_ node: Node) -> [(from: Key, to: Key)] {
    var table: [(from: Key, to: Key)] = []
    for child in node.nodes("key") {
      guard let from = key(child, "name"), let target = key(child, "to") else { continue }
      table.append((from, target))
    }
    for child in node.nodes("include") {
      if let content = included(child) { table += remapping(content) }
    }
    return table
  }

  private func included(_ node: Node) -> Node? {
    guard let name = node.attribute("rom") else {
      complain(node, "which ROM? write \"rom: NAME\"")
      return nil
    }
    guard let content = include(name) else {
      complain(node, "there is no ROM \"\(name)\", or nothing in it")
      return nil
    }
    return content
  }

  private func generator(_ node: Node, _ next: Filter) -> CharacterGenerator {
    var maps = choice(node)
    for child in node.nodes("map") { add(child, to: &maps) }
    if !maps.isChoice, let needless = node.node("switch") { complain(needless, "there is no other map to choose") }
    let times = node.node("repeat")
    let delay = times.map { number($0, "delay_ms", 250) } ?? 250
    let period = times.map { number($0, "rate_ms", 40) } ?? 0
    let generator = CharacterGenerator(
      maps, delay: UInt64(max(delay, 1)) * 1000, period: UInt64(max(period, 0)) * 1000, next)
    generators.append(generator)
    return generator
  }

  private func choice(_ node: Node) -> KeyMapChoice {
    guard let keys = node.node("switch"), let key = key(keys, "name") else { return KeyMapChoice() }
    return KeyMapChoice(key: key, modifier: self.key(keys, "with"))
  }

  /// A map by name is one to choose; what a ROM says is added to it, or is one to choose if it is given a name.
  private func add(_ node: Node, to maps: inout KeyMapChoice) {
    if let name = node.name {
      guard let known = KeyMap(named: name) else { return complain(node, "there is no map \"\(name)\": us, de, fr, or a ROM") }
      maps.append(name, known)
    } else if let content = included(node) {
      if let name = node.attribute("as") { maps.append(name, KeyMap()) }
      maps.extend { $0.add(content, &mistakes) }
    }
  }

  // MARK: Values

  private func complain(_ node: Node, _ text: String) { mistakes.append("line \(node.position.line): \(text)") }

  private func number(_ node: Node, _ tag: String, _ standard: Int32) -> Int32 {
    guard let text = node.attribute(tag) else { return standard }
    if let value = Int.parse(text), value >= 0, value <= 100_000 { return Int32(value) }
    complain(node, "\(tag) is \"\(text)\", which is not a whole number up to 100000")
    return standard
  }

  private func flag(_ node: Node, _ tag: String) -> Bool {
    if let value = try? node.flag(tag, default: false) { return value }
    complain(node, "\(tag) is neither yes nor no")
    return false
  }

  private func key(_ node: Node, _ tag: String) -> Key? {
    guard let name = node.attribute(tag) else { return nil }
    if let key = Key(name: name) { return key }
    complain(node, "there is no key \"\(name)\"")
    return nil
  }
}
