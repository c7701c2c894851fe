// Tests of packages on the host, by `swift test`, counted by what it prints.

import Foundation

public enum HostTests {
  public static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("host tests of the logic") { try run(repository.root.appending(path: "Logic"), repository, "logic") },
      TestCase("host tests of the tool and the kernel") { try run(repository.root, repository, "host") },
      TestCase("a million random steps of the simulated kernel") { try simulate(repository) },
    ]
  }

  /// `BULKHEAD_SIMULATION_STEPS` and `BULKHEAD_SIMULATION_SEED` make it longer, or another one.
  private static func simulate(_ repository: Repository) throws -> TestOutcome {
    let environment = ProcessInfo.processInfo.environment
    let steps = environment["BULKHEAD_SIMULATION_STEPS"] ?? "1000000"
    let seed = environment["BULKHEAD_SIMULATION_SEED"] ?? "1"
    let scratch = repository.build.appending(path: "simulation").path
    let result = try Command(
      "swift",
      [
        "run", "--package-path", repository.root.path, "-c", "release", "-Xswiftc", "-enable-testing", "-Xswiftc",
        "-enforce-exclusivity=unchecked", "--scratch-path",
        scratch,
        "kernel-simulation", steps, seed,
      ]
    ).run()
    let lines = result.output.split(separator: "\n").suffix(2).joined(separator: "\n")
    return result.status == 0 && lines.contains("all invariants held") ? .passed : .failed(lines)
  }

  private static func run(_ package: URL, _ repository: Repository, _ name: String) throws -> TestOutcome {
    let scratch = repository.build.appending(path: name).path
    let result = try Command("swift", ["test", "--package-path", package.path, "--scratch-path", scratch]).run()
    let counts = parse(result.output)
    guard result.status == 0, counts.passed > 0 else {
      let lines = result.output.split(separator: "\n").filter {
        $0.contains("error") || $0.contains("✘") || $0.contains("Fatal")
      }
      return TestOutcome(
        passed: counts.passed, failed: max(1, counts.failed), details: lines.suffix(40).joined(separator: "\n"))
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
