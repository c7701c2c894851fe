// Does a log show what the scenario says it must?

import Foundation

/// Watches a log line by line.
public struct LogJudge {
  private let must: [(pattern: String, regex: NSRegularExpression)]
  /// Those that may come anywhere, as long as they did not.
  private var anywhere: [(pattern: String, regex: NSRegularExpression)]
  private let never: [(pattern: String, regex: NSRegularExpression)]
  private var next = 0
  public private(set) var violation: String?

  public init(_ scenario: Scenario) {
    func compile(_ list: [Expectation]) -> [(String, NSRegularExpression)] {
      list.compactMap { expectation in
        (try? NSRegularExpression(pattern: expectation.pattern)).map { (expectation.pattern, $0) }
      }
    }
    must = compile(scenario.must.filter { !$0.isAnywhere })
    anywhere = compile(scenario.must.filter { $0.isAnywhere })
    never = compile(scenario.never)
  }

  public mutating func see(_ line: String) {
    let range = NSRange(line.startIndex..., in: line)
    for (pattern, regex) in never where regex.firstMatch(in: line, range: range) != nil {
      violation = violation ?? "the log must never have \"\(pattern)\", but has: \(line)"
    }
    anywhere.removeAll { $0.regex.firstMatch(in: line, range: range) != nil }
    if next < must.count, must[next].regex.firstMatch(in: line, range: range) != nil { next += 1 }
  }

  /// Was everything seen, so that nothing but the ending is still to come?
  public var isSatisfied: Bool { next == must.count && anywhere.isEmpty }

  /// What is wrong, nil if nothing.
  public func verdict(_ ending: Ending, expectedExit: Int?) -> String? {
    if let violation { return violation }
    if next < must.count {
      return "the log does not have \"\(must[next].pattern)\" (expected line \(next + 1) of \(must.count))"
    }
    if let missing = anywhere.first { return "the log does not have \"\(missing.pattern)\" anywhere" }
    switch (ending, expectedExit) {
    case (.failed(let reason), _): return reason
    case (.exit(let value), let expected?) where value != expected: return "ended with \(value) instead of \(expected)"
    case (.timeout, .some): return "did not end in time"
    case (.timeout, nil) where must.isEmpty && anywhere.isEmpty: return "did not end in time"
    default: return nil
    }
  }
}
