// How long it takes to read, check and route a large configuration, on the developer's machine.

import Composition
import Foundation
import HID

public enum CompositionSpeed {
  public static func cases() -> [TestCase] {
    [TestCase("a configuration of 500 components is parsed, checked and routed within 50 ms") { test() }]
  }

  private static func test() -> TestOutcome {
    let metrics = metrics()
    let table = metrics.map { "      \($0.name): \($0.value) \($0.unit)" }.joined(separator: "\n")
    return metrics[2].value <= 50_000 ? .passed : .failed(table)
  }

  /// For 10, 100 and 500 components.
  static func metrics() -> [Metric] {
    [10, 100, 500].map { Metric("configuration-\($0).us", Int(milliseconds(children: $0) * 1000), "us") }
  }

  /// The least of several runs.
  static func milliseconds(children count: Int) -> Double {
    let text = Array(text(count).utf8)
    var best = Double.infinity
    for _ in 0..<10 {
      let start = Date()
      let read = SandboxConfiguration.read(text)
      let problems = read.diagnostics + read.configuration.wiringProblems()
      precondition(problems.isEmpty, "the configuration must be fine: \(problems[0].message)")
      best = min(best, Date().timeIntervalSince(start) * 1000)
    }
    return best
  }

  /// Every tenth component is a server of the nine behind it.
  private static func text(_ count: Int) -> String {
    var text = "config\n+ parent-provides\n"
    for service in ["ROM", "PD", "CPU", "LOG"] { text += "  + service \(service)\n" }
    text += "+ default | ram: 256K | caps: 25\n"
    for number in 0..<count {
      text += "+ start c\(number) | version: 1\n  + binary idle\n  + route\n"
      if number % 10 > 0 { text += "    + service Greeter | + child c\(number / 10 * 10)\n" }
      text += "    + service ROM | label_last: font | + parent | label: fonts\n    + any-service | + parent\n"
      if number % 10 == 0 { text += "  + provides | + service Greeter\n" }
    }
    return text + "-\n"
  }
}
