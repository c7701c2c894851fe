// `Scenarios/NAME/Scenario.swift`, and the `scenario.hid` that was made from it and is kept beside it: the text that is booted,
// checked and compared, and that a reader can look at. It says which text it was made from.

import Foundation

public struct ComposedScenario {
  public let name: String
  private let repository: Repository
  private var folder: URL { repository.scenarios.appending(path: name) }
  private var source: URL { folder.appending(path: "Scenario.swift") }

  /// Nil if the scenario is not written in Swift.
  public init?(_ name: String, _ repository: Repository) {
    self.name = name
    self.repository = repository
    guard FileManager.default.fileExists(atPath: source.path) else { return nil }
  }

  /// What `scenario.hid` has to say.
  public func text() throws -> String {
    let lines = try ScenarioCompiler(repository).hid(source).split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first else {
      throw ToolError("Scenarios/\(name)/Scenario.swift prints nothing: end it with .compose()")
    }
    let text = ([first, Substring(try mark())] + lines.dropFirst()).joined(separator: "\n")
    return try TextEditor(Array(text.utf8), name: "what Scenarios/\(name)/Scenario.swift prints").formatted()
  }

  public func write(_ text: String) throws {
    try text.write(to: folder.appending(path: "scenario.hid"), atomically: true, encoding: .utf8)
  }

  /// - Throws: `ToolError` if `scenario.hid` was made from another text.
  func verify(_ text: String) throws {
    guard try !text.split(separator: "\n").contains(Substring(mark())) else { return }
    throw ToolError("Scenarios/\(name)/scenario.hid is not what Scenario.swift beside it says: ./bulkhead compose \(name)")
  }

  /// A comment with a checksum of the text (FNV-1a, 64 bits), which need not withstand anybody.
  private func mark() throws -> String {
    let bytes = [UInt8](try Data(contentsOf: source))
    let sum = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return ". Made by ./bulkhead compose from Scenario.swift (\(String(sum, radix: 16)))"
  }
}
