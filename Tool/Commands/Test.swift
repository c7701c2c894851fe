import ArgumentParser
import Foundation
import ToolKit

struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Runs all tests: on the host, and booted.")

  @Option(help: "Only tests whose name contains this.") var filter: String?

  func run() throws {
    let repository = try Repository.current()
    var cases =
      SourceChecks.cases(repository) + HostTests.cases(repository) + FuzzTests.cases(repository)
      + MailProof.cases(repository) + SigningProof.cases(repository) + VaultProof.cases(repository)
      + ScenarioTests.cases(repository) + KeyImportTests.cases(repository)
    cases += ScenarioTests.mediumCases(repository, scenario: "boot-screen") + BadBootTests.cases(repository, scenario: "hello")
    cases += PanicTests.cases(repository, scenario: "registers")
    cases += MeasurementTests.cases(repository) + RequirementTests.cases(repository)
    cases += SwiftScenarioTests.cases(repository)
    cases += CommandTests.cases(repository) + CompositionSpeed.cases()
    cases += TutorialTests.cases(repository, tool: Bundle.main.executablePath ?? CommandLine.arguments[0])
    if let filter {
      cases = cases.filter { $0.name.contains(filter) }
      if cases.isEmpty { throw ToolError("no test's name contains \"\(filter)\"") }
    }
    var run = TestRun { line in
      print(line)
      fflush(nil)
    }
    for test in cases { run.run(test) }
    print(run.summary())
    if run.failed > 0 { throw ExitCode(1) }
  }
}
