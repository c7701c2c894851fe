// What scenarios require of numbers of lines, which `check` cannot tell: one test for each scenario that does.

import Foundation
import SecurityReport

public enum RequirementTests {
  public static func cases(_ repository: Repository) -> [TestCase] {
    repository.scenarioNames().filter { countsLines($0, repository) }.map { name in
      TestCase("\(name) has no more trusted lines than it allows itself") {
        let scenario = try repository.scenario(name)
        try Builder(repository) { _ in }.build(scenario.binaries)
        let sizes = try ProgramMeasurement(repository).sizes(of: scenario.programs)
        let failures = try repository.report(scenario, sizes: sizes).assertions.compactMap(\.failure)
        return failures.isEmpty ? .passed : .failed(failures.map { "      \($0)" }.joined(separator: "\n"))
      }
    }
  }

  private static func countsLines(_ name: String, _ repository: Repository) -> Bool {
    let scenario = try? repository.scenario(name)
    return scenario?.top.nodes("assert").contains { $0.attribute("trusted-lines-of") != nil } ?? false
  }
}
