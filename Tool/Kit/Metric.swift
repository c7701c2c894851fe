// One measured figure, what it is compared with, and how it is printed.

import Foundation

public struct Metric: Sendable, Equatable {
  public let name: String
  public let value: Int
  public let unit: String

  public init(_ name: String, _ value: Int, _ unit: String) {
    self.name = name
    self.value = value
    self.unit = unit
  }

  /// Reads a line of a log: `[label] bench: NAME VALUE UNIT`.
  public init?(line: String) {
    guard let range = line.range(of: "bench: ") else { return nil }
    let words = line[range.upperBound...].split(separator: " ")
    guard words.count == 3, let value = Int(words[1]) else { return nil }
    self.init(String(words[0]), value, String(words[2]))
  }
}

/// What a metric means, what others need for the same, and what it must not exceed.
public struct MetricGoal: Sendable {
  public let name: String
  public let meaning: String
  /// Measured in the same way, on the same QEMU.
  public let reference: String
  public let target: Int?
  /// The target is what it must reach, not what it must keep below.
  private let isLeast: Bool

  private init(_ name: String, _ meaning: String, _ reference: String, _ target: Int?, isLeast: Bool = false) {
    (self.name, self.meaning, self.reference, self.target, self.isLeast) = (name, meaning, reference, target, isLeast)
  }

  /// The target as text; empty if there is none.
  var targetText: String { target.map { "\(isLeast ? "≥" : "≤") \(MetricReport.number($0))" } ?? "" }

  func isMet(by value: Int) -> Bool { target.map { isLeast ? value >= $0 : value <= $0 } ?? true }

  /// What stands in the table in front of the measured value.
  var columns: [String] { [name, meaning, reference, targetText] }

  /// In the order in which they are printed.
  public static let all = [
    MetricGoal("ipc.call-reply", "call + reply between two domains", "seL4 415, seL4-MCS 489", 395),
    MetricGoal("rpc.typed", "the same through the typed framework", "Genode 10,271", 800),
    MetricGoal("ipc.call-reply.10-words", "call + reply with 10 words", "seL4 1,592, seL4-MCS 2,158", 900),
    MetricGoal("signal.wake", "signal to a more urgent thread elsewhere", "seL4 670, seL4-MCS 872", 600),
    MetricGoal("signal.rpc-round", "request, signal back, handler runs", "Genode 28,161", 2500),
    MetricGoal("fault.user-pager", "page fault resolved by a pager in user mode", "seL4 1,303, seL4-MCS 1,932", 1200),
    MetricGoal("session.open-close", "session opened and closed", "Genode 681,525", 25_000),
    MetricGoal("component.start", "component created, to its own first line", "", 400_000),
    MetricGoal("component.start-destroy", "component created and destroyed", "", nil),
    MetricGoal("component.lives", "components created and destroyed in a second of wall time", "", 100, isLeast: true),
    MetricGoal("children-10.start", "each of 10 components, created at once", "", nil),
    MetricGoal("children-100.start", "each of 100 components, created at once", "", nil),
    MetricGoal("children-500.start", "each of 500 components, created at once", "", nil),
    MetricGoal("children-10.ram", "RAM of init's own for 10 components", "", nil),
    MetricGoal("children-100.ram", "RAM of init's own for 100 components", "", 1 << 20),
    MetricGoal("children-500.ram", "RAM of init's own for 500 components", "", nil),
    MetricGoal("configuration-10.us", "10 components read, checked and routed, by the tool", "", nil),
    MetricGoal("configuration-100.us", "100 components read, checked and routed, by the tool", "", nil),
    MetricGoal("configuration-500.us", "500 components read, checked and routed, by the tool", "", 50_000),
    MetricGoal("interrupts-off.longest", "longest stretch with interrupts off, all scenarios", "", 10_000),
    MetricGoal("boot.first-child.ms", "from power-on to init's first child", "", 1000),
    MetricGoal("image.bytes", "kernel and boot archive of \"hello\"", "", 4 << 20),
    MetricGoal("boot.ram.bytes", "RAM in use when the first child starts", "", 8 << 20),
    MetricGoal("desktop.key-to-pixel", "a key to the changed pixel", "", 2),
    MetricGoal("desktop.idle", "a second of a desktop that nobody uses", "", 1_000_000),
    MetricGoal("desktop.redraw", "a full-screen redraw at 1920x1080, of a copy loop's speed", "", 70, isLeast: true),
    MetricGoal("desktop.ram.bytes", "RAM of the desktop at 1024x768", "", 64 << 20),
    MetricGoal("desktop.up.ms", "from power-on to the first window", "", 5000),
    MetricGoal("hello.binary.bytes", "program \"hello\"", "", 64 << 10),
    MetricGoal("kernel.lines", "lines of code in ring 0", "", 5000),
  ]
}

/// The printed forms of a measurement.
public enum MetricReport {
  /// `{"metrics": [{"name", "value", "unit"}]}`
  public static func json(_ metrics: [Metric]) -> String {
    let list = metrics.map { "    {\"name\": \"\($0.name)\", \"value\": \($0.value), \"unit\": \"\($0.unit)\"}" }
    return "{\n  \"metrics\": [\n\(list.joined(separator: ",\n"))\n  ]\n}"
  }

  /// A table for people; it is also the one in README.md.
  /// - Parameter wall: wall times as multiples of one call's.
  public static func table(_ metrics: [Metric], wall: [String: Double]) -> String {
    var rows = [["metric", "what", "reference, same QEMU", "target", "measured", "wall time, calls"]]
    for goal in MetricGoal.all {
      guard let metric = metrics.first(where: { $0.name == goal.name }) else { continue }
      let mark = goal.isMet(by: metric.value) ? "" : " (!)"
      let ratio = wall[goal.name].map { String(format: "%.1f", $0) } ?? ""
      rows.append(goal.columns + ["\(number(metric.value)) \(metric.unit)\(mark)", ratio])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in "| " + zip(row, widths).map { pad($0, $1) }.joined(separator: " | ") + " |" }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }

  /// 12345 as 12,345.
  static func number(_ value: Int) -> String {
    let digits = Array(String(value))
    return digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
    }.joined()
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
