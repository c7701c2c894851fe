import ArgumentParser
import Foundation
import SecurityReport
import ToolKit

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says whom each component of a scenario has to trust, what falls with it, and how an attacker gets there.",
    discussion: """
      Computed from the scenario, the interfaces' declarations, the sources, and the programs themselves, which are built first.
      --diff takes another scenario, or a file that --json wrote, and prints what differs: "-" there, "+" here. Ends with 1 if
      something does not hold that the scenario requires.
      """)

  @Argument(help: "The scenario.") var scenario: String
  @Option(help: "Everything about one component, by its label or the end of it.") var component: String?
  @Flag(help: "Prints JSON (Documentation/report.md has its schema).") var json = false
  @Option(help: ArgumentHelp("Writes a page to look at, with a graph to click on.", valueName: "file.html")) var html: String?
  @Option(help: ArgumentHelp("Compares with another scenario, or a saved report.", valueName: "scenario|file.json"))
  var diff: String?
  @Flag(help: "Builds nothing, and leaves out all numbers of lines.") var unmeasured = false
  @Flag(help: "Compares with this machine's Linux, doing what the scenario's node compare-linux names.") var compareLinux =
    false
  @Option(help: ArgumentHelp("A Linux kernel with debug information, instead of the running one.", valueName: "file"))
  var vmlinux: String?

  func validate() throws {
    if json, component != nil { throw ValidationError("--json prints all components: leave out --component") }
    if compareLinux, component != nil || diff != nil || html != nil || unmeasured {
      throw ValidationError("--compare-linux prints the comparison and nothing else: only --json and --vmlinux go with it")
    }
    if vmlinux != nil, !compareLinux { throw ValidationError("--vmlinux is for --compare-linux") }
    if diff != nil, component != nil || json {
      throw ValidationError("--diff prints what differs and nothing else: leave out --component and --json")
    }
  }

  func run() throws {
    let repository = try Repository.current()
    if compareLinux { return try compare(repository) }
    let report = try make(scenario, repository)
    let other = try diff.map { try self.other($0, repository) }
    Progress.done()
    let changes = other.map { JSON.difference(from: $0, to: report.json) } ?? []
    if let html { try write(report, other, changes, to: html, repository) }
    if json {
      print(report.json.text)
    } else if other != nil {
      print(changes.isEmpty ? "There is no difference." : changes.joined(separator: "\n"))
    } else if html == nil || component != nil {
      let text = ReportText(report, isBold: isatty(1) == 1)
      print(try component.map { text.detail(try text.component(named: $0)) } ?? text.summary, terminator: "")
    }
    if report.assertions.contains(where: { $0.failure != nil }) { throw ExitCode(1) }
  }

  private func make(_ name: String, _ repository: Repository) throws -> SecurityReport {
    let scenario = try repository.scenario(name)
    if unmeasured { return try repository.report(scenario) }
    return try repository.report(scenario, sizes: measure(scenario, repository))
  }

  private func measure(_ scenario: Scenario, _ repository: Repository) throws -> ProgramSizes {
    try Builder(repository) { Progress.show("building \($0)") }.build(scenario.binaries)
    Progress.show("measuring")
    return try ProgramMeasurement(repository).sizes(of: scenario.programs)
  }

  private func compare(_ repository: Repository) throws {
    let scenario = try repository.scenario(self.scenario)
    let request = try repository.comparisonRequest(scenario)
    let sizes = try measure(scenario, repository)
    let report = try repository.report(scenario, sizes: sizes)
    let comparison = try repository.comparison(request, report, sizes, kernelImage: vmlinux)
    Progress.done()
    print(json ? comparison.json.text + "\n" : ComparisonText(comparison, isBold: isatty(1) == 1).text, terminator: "")
  }

  private func other(_ name: String, _ repository: Repository) throws -> JSON {
    guard name.hasSuffix(".json") else { return try make(name, repository).json }
    guard let data = FileManager.default.contents(atPath: name) else { throw ToolError("cannot read \(name)") }
    do { return try JSONParser.parse([UInt8](data)) } catch { throw ToolError("\(name): \(error)") }
  }

  private func write(
    _ report: SecurityReport, _ other: JSON?, _ changes: [String], to file: String, _ repository: Repository
  ) throws {
    let page = try ReportPage(repository).html(
      title: report.scenario, report: report.json.text, before: other.map { ($0.text, changes) })
    do { try page.write(toFile: file, atomically: true, encoding: .utf8) } catch { throw ToolError("cannot write \(file)") }
    if !json { print("\(file): open it in a browser") }
  }
}
