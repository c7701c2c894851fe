// The test runner's own bookkeeping: cases, their results, one summary.

import Foundation

/// One thing that is tested. `body` returns what is wrong, or nil.
public struct TestCase {
  public let name: String
  /// How many tests of another runner it stands for; filled in by `body` through `TestCounts`.
  let body: () throws -> TestOutcome

  public init(_ name: String, _ body: @escaping () throws -> TestOutcome) {
    self.name = name
    self.body = body
  }
}

public struct TestOutcome: Sendable {
  public var passed = 0
  public var failed = 0
  public var details = ""

  public static let passed = TestOutcome(passed: 1)

  public static func failed(_ details: String) -> TestOutcome { TestOutcome(failed: 1, details: details) }

  public init(passed: Int = 0, failed: Int = 0, details: String = "") {
    self.passed = passed
    self.failed = failed
    self.details = details
  }
}

public struct TestRun {
  private let report: (String) -> Void
  public private(set) var passed = 0
  public private(set) var failed = 0
  private var failures: [String] = []

  public init(report: @escaping (String) -> Void) { self.report = report }

  public mutating func run(_ test: TestCase) {
    let start = Date()
    var outcome: TestOutcome
    do { outcome = try test.body() } catch { outcome = .failed("\(error)") }
    let seconds = String(format: "%.1f s", Date().timeIntervalSince(start))
    passed += outcome.passed
    failed += outcome.failed
    if outcome.failed > 0 {
      failures.append(test.name)
      report("FAIL  \(test.name) (\(seconds))\n\(outcome.details)")
    } else {
      report("ok    \(test.name) (\(seconds)\(outcome.passed > 1 ? ", \(outcome.passed) tests" : ""))")
    }
  }

  /// The closing lines.
  public func summary() -> String {
    let list = failures.isEmpty ? "" : "failed: \(failures.joined(separator: ", "))\n"
    return "\(list)\(passed) passed, \(failed) failed"
  }
}
