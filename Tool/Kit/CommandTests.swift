// The tool itself, called as a user would: mostly what it must refuse.

import Foundation

public enum CommandTests {
  /// A filter that matches no test's name, not even that of its own test.
  private static let nothing = "no such" + "\u{20}test"

  private static let refusals: [(arguments: [String], status: Int32, expected: String)] = [
    (["run", "helo"], 1, "there is no scenario \"helo\"; did you mean \"hello\"?"),
    (["check", "no-such-thing-at-all"], 1, "there is no scenario"),
    (["run", "hello", "--cpus", "9"], 64, "--cpus takes a number from 1 to 8"),
    (["run", "hello", "--rom", "nonsense"], 64, "--rom takes NAME=FILE"),
    (["run", "hello", "--exit-on", "("], 64, "is not a regular expression"),
    (["run", "hello", "--timeout", "0"], 64, "--timeout takes a number of seconds above 0"),
    (["new", "component", "Bad Name"], 1, "a component's name"),
    (["new", "component", "hello"], 1, "exists already"),
    (["frobnicate"], 64, "unexpected argument"),
    (["test", "--filter", nothing], 1, "no test's name contains"),
  ]

  public static func cases(_ repository: Repository) -> [TestCase] {
    refusals.map { refusal in
      TestCase(
        "bulkhead \(refusal.arguments.joined(separator: " ").replacingOccurrences(of: nothing, with: "NOTHING")) is refused"
      ) {
        let result = try Command(repository.root.appending(path: "bulkhead").path, refusal.arguments).run()
        guard result.status == refusal.status, result.output.lowercased().contains(refusal.expected.lowercased()) else {
          return .failed("      ended with \(result.status) and printed: \(result.output.prefix(300))")
        }
        return .passed
      }
    }
  }
}
