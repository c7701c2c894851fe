// Reading scenario.hid: strict, and reporting all mistakes at once.

import Foundation
import HID
import Schema
import SecurityReport

struct ScenarioReader {
  let name: String
  let folder: URL
  /// What `binary` can name.
  let components: [String]
  let schemas: [String: Schema]
  /// Components that drive devices.
  let drivers: Set<String>
  /// Only asked for by scenarios that say what is to be protected, or promise time.
  let security: () throws -> SecuritySources
  private var diagnostics: [Diagnostic] = []

  init(
    name: String, folder: URL, components: [String], schemas: [String: Schema] = [:], drivers: Set<String> = [],
    security: @escaping () throws -> SecuritySources = { SecuritySources() }
  ) {
    self.name = name
    self.security = security
    self.drivers = drivers
    self.schemas = schemas
    self.folder = folder
    self.components = components
  }

  static func check(
    _ text: String, name: String, folder: URL, components: [String], schemas: [String: Schema] = [:],
    security: SecuritySources = SecuritySources()
  ) throws -> Scenario {
    var reader = ScenarioReader(name: name, folder: folder, components: components, schemas: schemas) { security }
    return try reader.readAll(text)
  }

  func read(_ text: String) throws -> Scenario {
    var copy = self
    return try copy.readAll(text)
  }

  private mutating func complain(_ position: Position, _ message: String) {
    diagnostics.append(Diagnostic(position, message))
  }

  private mutating func readAll(_ text: String) throws -> Scenario {
    let parsed = Node.parse(text)
    diagnostics = parsed.diagnostics
    guard let top = parsed.node, diagnostics.isEmpty else { throw errors }
    if top.type != "scenario" { complain(top.position, "expected \"scenario\" as the top node, found \"\(top.type)\"") }
    if top.name != name {
      complain(top.position, "the scenario in the folder \"\(name)\" must have that name: \"scenario \(name)\"")
    }
    allow(top, attributes: ["name", "about", "cpus", "memory", "timeout", "manual", "measures-time"], nodes: Self.nodeTypes)
    let config = top.node("config") ?? Node("config", at: top.position)
    if top.nodes("config").count != 1 {
      complain(top.position, "a scenario has exactly one node \"+ config\": init's configuration")
    }
    let (modules, memory) = (modules(top), top.attribute("memory") ?? "256M")
    let scenario = Scenario(
      name: name, about: top.attribute("about") ?? "", cpus: number(top, "cpus", 2, in: 1...8),
      memory: memory, timeout: number(top, "timeout", 60, in: 1...3600),
      must: expectations(top, "must"), never: expectations(top, "never"), exitValue: exitValue(top), modules: modules,
      qemuArguments: top.nodes("qemu").compactMap { $0.attribute("args") }.flatMap {
        $0.split(separator: " ").map(String.init)
      },
      script: script(top), sound: sound(top), disks: disks(top), folder: folder, isManual: flag(top, "manual"),
      measuresTime: flag(top, "measures-time"), config: config,
      binaries: binaries(config, modules, memory: memory), top: top)
    guard diagnostics.isEmpty else { throw errors }
    try checkStatements(scenario)
    return scenario
  }

  /// What the scenario requires of itself, as far as it can be told before anything is built; and promises of time.
  private mutating func checkStatements(_ scenario: Scenario) throws {
    let isSaid = SecurityStatements.nodeTypes.contains { scenario.top.node($0) != nil }
    guard isSaid || Self.promisesTime(scenario.config) else { return }
    let (model, statements) = scenario.security(try security())
    diagnostics += statements.problems + ScheduleCheck.problems(model.tasks, model.timing, among: model.competitors)
    if diagnostics.isEmpty { diagnostics += AssertionCheck(model).problems(statements.assertions) }
    guard diagnostics.isEmpty else { throw errors }
  }

  private static func promisesTime(_ node: Node) -> Bool {
    node.nodes.contains { ($0.type == "cpu" && node.type == "start") || promisesTime($0) }
  }

  private static let nodeTypes =
    ["config", "must", "never", "exit", "rom", "qemu", "script", "sound", "disk"] + SecurityStatements.nodeTypes

  private var errors: ScenarioErrors {
    ScenarioErrors(
      file: "Scenarios/\(name)/scenario.hid", diagnostics: diagnostics.sorted { $0.position.line < $1.position.line })
  }

  private mutating func allow(_ node: Node, attributes: [String], nodes: [String]) {
    for attribute in node.attributes where !attributes.contains(attribute.tag) {
      let hint = Nearest.suggestion(attribute.tag, in: attributes)
      complain(attribute.position, "\"\(node.type)\" has no attribute \"\(attribute.tag)\"\(hint)")
    }
    for child in node.nodes where !nodes.contains(child.type) {
      complain(child.position, "\"\(node.type)\" has no node \"\(child.type)\"\(Nearest.suggestion(child.type, in: nodes))")
    }
  }

  private mutating func number(_ node: Node, _ tag: String, _ standard: Int, in range: ClosedRange<Int>) -> Int {
    guard let text = node.attribute(tag) else { return standard }
    guard let value = Int.parse(text), range.contains(value) else {
      complain(node.position, "\"\(tag)\" must be a number from \(range.lowerBound) to \(range.upperBound), found \"\(text)\"")
      return standard
    }
    return value
  }

  private mutating func flag(_ node: Node, _ tag: String) -> Bool {
    do { return try node.flag(tag, default: false) } catch {
      complain(error.attribute.position, "\"\(tag)\" must be \(error.expected)")
      return false
    }
  }

  private mutating func expectations(_ top: Node, _ type: String) -> [Expectation] {
    top.nodes(type).compactMap { node in
      allow(node, attributes: type == "must" ? ["log", "order"] : ["log"], nodes: [])
      let order = node.attribute("order")
      if let order, order != "any" { complain(node.position, "\"order\" can only be \"any\", found \"\(order)\"") }
      guard let pattern = node.attribute("log") else {
        complain(node.position, "say what is expected: \"+ \(type) | log: <regular expression>\"")
        return nil
      }
      if (try? NSRegularExpression(pattern: pattern)) == nil {
        complain(node.position, "\"\(pattern)\" is not a regular expression")
      }
      return Expectation(pattern: pattern, position: node.position, isAnywhere: order == "any")
    }
  }

  private mutating func script(_ top: Node) -> [ScriptLine] {
    var reader = ScriptReader()
    let lines = top.nodes("script").flatMap { reader.read($0) }
    diagnostics += reader.problems
    return lines
  }

  private mutating func sound(_ top: Node) -> SoundHardware? {
    guard let node = top.node("sound") else { return nil }
    allow(node, attributes: ["microphone", "tones"], nodes: [])
    let word = node.attribute("microphone") ?? "silence"
    let microphone = SoundHardware.Microphone(rawValue: word)
    if microphone == nil { complain(node.position, "\"microphone\" hears \"silence\" or a \"ramp\", found \"\(word)\"") }
    let words = (node.attribute("tones") ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let tones = words.compactMap { Int.parse($0) }.filter { (20...20_000).contains($0) }
    if tones.count != words.count { complain(node.position, "\"tones\" are numbers from 20 to 20000: \"440, 1000\"") }
    return SoundHardware(microphone: microphone ?? .silence, tones: tones)
  }

  private mutating func disks(_ top: Node) -> [DiskHardware] {
    var reader = DiskReader(folder)
    let disks = reader.read(top.nodes("disk"), steps: top.nodes("script").flatMap { $0.nodes("disk") })
    diagnostics += reader.problems
    return disks
  }

  private mutating func exitValue(_ top: Node) -> Int? {
    guard let node = top.node("exit") else { return nil }
    allow(node, attributes: ["value"], nodes: [])
    return number(node, "value", 0, in: 0...127)
  }

  private mutating func modules(_ top: Node) -> [ModuleFile] {
    var seen: Set<String> = ["core", "init", "config"]
    return top.nodes("rom").compactMap { node in
      allow(node, attributes: ["name", "file", "font"], nodes: [])
      guard let name = node.name, (node.attribute("file") == nil) != (node.attribute("font") == nil) else {
        complain(
          node.position, "a boot module needs a name, and a file or a font: \"+ rom NAME | file: PATH\" or \"| font: 1x\"")
        return nil
      }
      if !seen.insert(name).inserted { complain(node.position, "there is a boot module \"\(name)\" already") }
      return moduleContent(node).map { ModuleFile(name: name, content: $0) }
    }
  }

  private mutating func moduleContent(_ node: Node) -> ModuleFile.Content? {
    guard let file = node.attribute("file") else {
      let scales: [String: [UInt8]] = ["1x": [1], "2x": [2], "both": [1, 2]]
      let font = node.attribute("font") ?? ""
      if scales[font] == nil { complain(node.position, "\"font\" is \"1x\", \"2x\" or \"both\", found \"\(font)\"") }
      return scales[font].map { .font(scales: $0) }
    }
    let url = folder.appending(path: file)
    if !FileManager.default.fileExists(atPath: url.path) {
      complain(node.position, "there is no file \"\(file)\" beside the scenario")
    }
    return .file(url)
  }

  /// The programs that the configuration needs, after checking it.
  private mutating func binaries(_ config: Node, _ modules: [ModuleFile], memory: String) -> [String] {
    var check = CompositionCheck(components: components, modules: modules.map(\.name), schemas: schemas, drivers: drivers)
    check.check(config, memory: Int.parseBytes(memory) ?? .max)
    diagnostics += check.problems
    return check.binaries
  }
}
