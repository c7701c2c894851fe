// A scenario: a system to boot, and what it must do. (Documentation/scenarios.md is the user's description.)

import Foundation
import HID

/// A line that the log must, or must never, have.
public struct Expectation: Sendable {
  public let pattern: String
  public let position: Position
  /// May come anywhere, instead of behind the expectation before it.
  public let isAnywhere: Bool
}

/// A boot module besides the programs.
public struct ModuleFile: Sendable {
  public enum Content: Sendable {
    /// A file of the developer's machine.
    case file(URL)
    /// All faces, drawn for screens of that scale.
    case font(scales: [UInt8])
    case text(String)
  }
  public let name: String
  public let content: Content

  public init(name: String, file: URL) { self.init(name: name, content: .file(file)) }

  public init(name: String, content: Content) {
    self.name = name
    self.content = content
  }

  func bytes() throws -> [UInt8] {
    switch content {
    case .font(let scales): return try FontBuilder().file(scales: scales)
    case .text(let text): return Array(text.utf8)
    case .file(let file):
      guard let data = try? Data(contentsOf: file) else {
        throw ToolError("cannot read the file \(file.path) for the boot module \"\(name)\"")
      }
      return [UInt8](data)
    }
  }
}

public struct Scenario: Sendable {
  public let name: String
  public let about: String
  public var cpus: Int
  public var memory: String
  public var timeout: Int
  /// Lines that must appear, in this order.
  public let must: [Expectation]
  public let never: [Expectation]
  public let exitValue: Int?
  public let modules: [ModuleFile]
  public let qemuArguments: [String]
  /// What a person does meanwhile.
  public var script: [ScriptLine] = []
  /// Nil: the machine has no sound.
  public var sound: SoundHardware?
  public var disks: [DiskHardware] = []
  /// Where the scenario and its pictures are.
  public let folder: URL
  /// Only run when asked for by name: it is no test.
  public let isManual: Bool
  /// It says how long things take: nothing else may go on meanwhile.
  public let measuresTime: Bool
  /// init's configuration.
  public let config: Node
  /// Programs to be built and put into the image.
  public let binaries: [String]
  /// The whole scenario: what is said of assets and attackers, and required.
  public let top: Node

  /// All programs that run.
  public var programs: [String] { ["kernel", "core", "init"] + binaries }
}

extension Scenario {
  /// Whether the machine has a graphics card.
  public var hasScreen: Bool {
    qemuArguments.contains { $0.contains("vga") || $0.contains("VGA") || $0.contains("gpu") || $0.contains("bochs-display") }
  }
}

/// Everything wrong with a scenario, each with its place and the way to mend it.
public struct ScenarioErrors: Error, CustomStringConvertible {
  public let file: String
  public let diagnostics: [Diagnostic]

  public var description: String {
    diagnostics.map { "\(file):\($0.position.line):\($0.position.column): \($0.message)" }.joined(separator: "\n")
  }
}

extension Repository {
  /// Reads and checks a scenario.
  /// - Parameter changes: what `hid set` would be told to change in it: `scenario | + config | + start a | : ram: 2M`.
  public func scenario(_ name: String, changes: [String] = []) throws -> Scenario {
    let names = scenarioNames()
    let composed = ComposedScenario(name, self)
    guard names.contains(name) else {
      if composed != nil {
        throw ToolError("\"\(name)\" is written in Swift: ./bulkhead compose \(name) makes its scenario.hid")
      }
      throw ToolError("there is no scenario \"\(name)\"\(Nearest.suggestion(name, in: names)) (./bulkhead list shows all)")
    }
    let folder = scenarios.appending(path: name)
    let (original, combined) = try scenarioText(name)
    try composed?.verify(original)
    let text = try changes.reduce(original) { text, change in
      try TextEditor(Array(text.utf8), name: "Scenarios/\(name)/scenario.hid").setting(change)
    }
    let reader = try ScenarioReader(
      name: name, folder: folder, components: components(), schemas: schemas(), drivers: drivers(), security: securitySources)
    do { return try reader.read(text) } catch let errors as ScenarioErrors {
      guard let combined else { throw errors }
      throw ScenarioErrors(file: try kept(text, in: combined), diagnostics: errors.diagnostics)
    }
  }

  /// A text that was made of several, for whoever reads of a mistake in it.
  private func kept(_ text: String, in file: String) throws -> String {
    let url = root.appending(path: file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return file
  }
}
