// Tests of packages on the host, by `swift test`, counted by what it prints.

import Foundation

public enum HostTests {
  public static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("host tests of the logic") { try run(repository.root.appending(path: "Logic"), repository, "logic") },
      TestCase("host tests of the tool and the kernel") { try run(repository.root, repository, "host") },
    ]
  }

  private static func run(_ package: URL, _ repository: Repository, _ name: String) throws -> TestOutcome {
    let scratch = repository.build.appending(path: name).path
    let result = try Command("swift", ["test", "--package-path", package.path, "--scratch-path", scratch]).run()
    let counts = parse(result.output)
    guard result.status == 0, counts.passed > 0 else {
      let lines = result.output.split(separator: "\n").filter { $0.contains("error") || $0.contains("✘") || $0.contains("Fatal") }
      return TestOutcome(passed: counts.passed, failed: max(1, counts.failed), details: lines.suffix(40).joined(separator: "\n"))
    }
    return counts
  }

  /// Swift Testing closes with "Test run with N tests in M suites passed" or "... failed ... with K issues".
  static func parse(_ output: String) -> TestOutcome {
    var outcome = TestOutcome()
    for line in output.split(separator: "\n") where line.contains("Test run with") {
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "with"), at + 1 < words.count, let count = Int(words[at + 1]) else { continue }
      if line.contains(" passed ") { outcome.passed += count } else { outcome.failed += 1 }
    }
    return outcome
  }
}
