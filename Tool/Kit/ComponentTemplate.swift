// The template of `new component`: a program that says something, and a scenario that listens.

import Foundation

public struct ComponentTemplate {
  let name: String

  public init(_ name: String) throws {
    let isValid = name.range(of: "^[a-z][a-z0-9-]*$", options: .regularExpression) != nil && name.count <= 40
    guard isValid else {
      throw ToolError("a component's name has lower-case letters, digits and \"-\", and starts with a letter: not \"\(name)\"")
    }
    self.name = name
  }

  public func write(to repository: Repository) throws {
    let program = repository.system.appending(path: "Programs/\(name)")
    let scenario = repository.scenarios.appending(path: name)
    guard !repository.components().contains(name), !FileManager.default.fileExists(atPath: scenario.path) else {
      throw ToolError("a component or scenario \"\(name)\" exists already: choose another name")
    }
    try write(source, to: program.appending(path: "Main.swift"))
    try write(readme, to: program.appending(path: "README.md"))
    try write(schema, to: program.appending(path: "schema.hid"))
    try write(scenarioText, to: scenario.appending(path: "scenario.hid"))
  }

  private func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  private var typeName: String { name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

  private var source: String {
    """
    // What \(name) is for, in a sentence. What must always hold.

    import Bulkhead

    @main final class \(typeName): Component {
      init(_ environment: Environment) throws(SessionError) {
        environment.log("\(name) is here")
        environment.exit(0)
      }
    }

    """
  }

  private var readme: String {
    """
    # \(name)

    What it does, which services it needs, and its configuration.

        + start \(name) | ram: 1M
          + route | + any-service | + parent

    """
  }

  private var schema: String {
    """
    schema | about: What the configuration of \(name) may say: nothing as yet.
    . For example:  + attribute period_ms | type: number | least: 1 | about: how often it looks (250)
    -

    """
  }

  private var scenarioText: String {
    """
    scenario \(name) | about: Starts \(name) and listens to what it says.
    + must | log: ^\\[init -> \(name)\\] \(name) is here$
    + exit | value: 0
    + config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service LOG
      + start \(name) | ram: 1M | caps: 100
        + exit | propagate: yes
        + route | + any-service | + parent
    -

    """
  }
}
