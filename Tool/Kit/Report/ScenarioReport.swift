// From a scenario to its report.

import Composition
import HID
import SecurityReport

extension Scenario {
  /// The system as the analysis sees it, with the assets and attackers that the scenario names.
  func security(_ sources: SecuritySources) -> (model: SecurityModel, statements: SecurityStatements) {
    Self.security(top, config, sources, memory: Int.parseBytes(memory) ?? .max)
  }

  static func security(
    _ top: Node, _ config: Node, _ sources: SecuritySources, memory: Int
  ) -> (model: SecurityModel, statements: SecurityStatements) {
    var model = ModelBuilder(config: config, interfaces: sources.interfaces, memory: memory).model
    model.timing = sources.timing
    let statements = SecurityStatements(top, model)
    model.assets = statements.assets
    model.attackers = statements.attackers
    return (model, statements)
  }
}

extension Repository {
  /// The report of a scenario.
  /// - Parameter sizes: of the programs that the scenario runs (`Scenario.programs`); nil: without numbers of lines.
  public func report(_ scenario: Scenario, sizes: ProgramSizes? = nil) throws -> SecurityReport {
    let (model, statements) = scenario.security(try securitySources())
    return SecurityReport(scenario: scenario.name, model: model, assertions: statements.assertions, sizes: sizes)
  }
}
