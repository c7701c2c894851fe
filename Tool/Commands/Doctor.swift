import ArgumentParser
import Foundation
import ToolKit

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what this machine lacks.", discussion: "Ends with 1 if something that is needed is missing.")

  func run() throws {
    let findings = Diagnosis.all.map { ($0, $0.examine()) }
    for (need, finding) in findings {
      switch finding {
      case .present(let version): print("ok       \(need.name)\(version.isEmpty ? "" : ": \(version)")")
      case .missing: print("missing  \(need.name): \(need.remedy)")
      case .optional: print("without  \(need.name): \(need.remedy)")
      }
    }
    let isComplete = !findings.contains { if case .missing = $0.1 { true } else { false } }
    print(
      isComplete ? "This machine has all that is needed." : "Install what is missing; ./bulkhead run does so itself on Debian.")
    if !isComplete { throw ExitCode(1) }
  }
}
