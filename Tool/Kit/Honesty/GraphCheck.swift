// What a booted system really has, held against what the security report says it can have.

import Foundation
import SecurityReport

struct GraphCheck {
  /// Boot module that has core say who holds what (System/Core/CapabilityGraph.swift).
  static let request = ModuleFile(name: "capability-graph", content: .text("capability-graph\n-\n"))

  private(set) var edges: [CapabilityEdge] = []
  private var looks = 0

  /// - Returns: whether the line is one of core's about the graph, and not the scenario's.
  mutating func see(_ line: String) -> Bool {
    guard line.hasPrefix("graph: ") else { return false }
    if let edge = CapabilityEdge(line: line) { edges.append(edge) } else { looks += 1 }
    return true
  }

  /// What contradicts the report; nil if nothing does.
  func complaint(_ model: SecurityModel) -> String? {
    guard looks > 0, !edges.isEmpty else { return "core did not say who holds what" }
    let prediction = GraphPrediction(model)
    let surprises = edges.filter { !prediction.allows($0) }
    guard !surprises.isEmpty else { return nil }
    let list = surprises.prefix(8).map { "\n        \($0)" }.joined()
    return "\(surprises.count) of \(edges.count) capabilities are not among those that the security report predicts:\(list)"
  }
}
