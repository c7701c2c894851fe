import ArgumentParser
import ToolKit

struct Compose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a scenario's scenario.hid from the Scenario.swift beside it.",
    discussion: """
      A scenario in Swift is compiled against the interfaces' declarations and against what the programs' sources offer: a session
      that is routed to a provider of another interface does not compile (Documentation/scenarios.md).
      """)

  @Argument(help: "The scenario.") var scenario: String
  @Flag(help: "Prints it, and writes nothing.") var print = false

  func run() throws {
    let repository = try Repository.current()
    guard let composed = ComposedScenario(scenario, repository) else {
      throw ToolError("there is no Scenarios/\(scenario)/Scenario.swift to make it from")
    }
    Progress.show("compiling")
    try ScenarioCompiler(repository).prepare()
    let text = try composed.text()
    Progress.done()
    if print { return Swift.print(text, terminator: "") }
    try composed.write(text)
    _ = try repository.scenario(scenario)
  }
}
