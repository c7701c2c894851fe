// Whether what a scenario requires of itself holds.

import HID

public struct AssertionCheck {
  private let model: SecurityModel
  private let sizes: ProgramSizes?
  private let graphs: [Assumptions: TrustGraph]

  /// - Parameter sizes: nil: assertions about lines are let pass.
  public init(_ model: SecurityModel, sizes: ProgramSizes? = nil) {
    self.model = model
    self.sizes = sizes
    let cases: [Assumptions] = [[], .iommu, .noConsent, [.iommu, .noConsent]]
    graphs = Dictionary(uniqueKeysWithValues: cases.map { ($0, TrustGraph(model, assuming: $0)) })
  }

  /// Those that do not hold, with the reason.
  public func problems(_ assertions: [Assertion]) -> [Diagnostic] {
    assertions.compactMap { assertion in
      failure(of: assertion).map { Diagnostic(assertion.position, "\"assert | \(assertion.text)\" does not hold: \($0)") }
    }
  }

  /// Nil: it holds, or cannot be told without sizes.
  public func failure(of assertion: Assertion) -> String? {
    guard let graph = graphs[assertion.assumptions] else { return nil }
    switch assertion.claim {
    case .cannotReach(let from, let to, let bugs): return reach(from, to, bugs, graph)
    case .cannot(let influence, let from, let to): return influenceFailure(influence, from, to, graph)
    case .trustedLines(let name, let objective, let below): return lines(name, objective, below, graph)
    case .trustedComponents(let name, let objective, let below):
      let count = graph.trustedBase(of: name, for: objective).count
      return count < below ? nil : "it trusts \(count) components; route fewer services to \"\(name)\" and to those it trusts"
    }
  }

  private func reach(_ from: String, _ to: String, _ bugs: Int?, _ graph: TrustGraph) -> String? {
    let attacker = model.attackers.first { $0.name == from }
    let map = ReachMap(graph, entries: attacker?.entries ?? [from], isInside: attacker == nil)
    let paths = targets(to, graph).compactMap { map.path(to: $0) }
    let limit = bugs ?? .max
    guard
      let path = paths.filter({ $0.bugs <= limit }).min(by: { ($0.bugs, $0.components.count) < ($1.bugs, $1.components.count) })
    else { return nil }
    let way = ([from] + path.components.filter { $0 != from }).joined(separator: ", then ")
    let bugs = path.bugs == 1 ? "1 bug is" : "\(path.bugs) bugs are"
    return "\(bugs) enough, on the way \(way); remove the route between two of them"
  }

  /// Whoever has one of these has the asset's confidentiality or integrity.
  private func targets(_ name: String, _ graph: TrustGraph) -> [String] {
    guard let asset = model.assets.first(where: { $0.name == name }) else { return [name] }
    let trusted = [Objective.confidentiality, .integrity].flatMap { graph.trustedBase(of: asset, for: $0).keys }
    return Set(trusted).filter { !graph.isBase($0) }.sorted()
  }

  private func influenceFailure(_ influence: Influence, _ from: String, _ to: String, _ graph: TrustGraph) -> String? {
    guard let objective = Objective.allCases.first(where: { $0.influence == influence }) else { return nil }
    let asset = model.assets.first { $0.name == to }
    let reasons = asset.map { graph.trustedBase(of: $0, for: objective) } ?? graph.trustedBase(of: to, for: objective)
    guard reasons[from] != nil else { return nil }
    return "\(Chain.text(from, reasons)); remove one of these"
  }

  private func lines(_ name: String, _ objective: Objective, _ below: Int, _ graph: TrustGraph) -> String? {
    guard let sizes else { return nil }
    let trusted = Set(graph.trustedBase(of: name, for: objective).keys)
    let programs = model.components.filter { trusted.contains($0.name) }.map(\.program)
    let missing = Set(programs).filter { sizes[$0] == nil }.sorted()
    guard missing.isEmpty else { return "the size of \(missing.joined(separator: ", ")) is not known: build the scenario" }
    let count = sizes.union(of: programs).totals.linkedLines
    guard count >= below else { return nil }
    return "it trusts \(count) linked lines, of \(programs.count) components; ./bulkhead report --component \(name) lists them"
  }
}

/// Why somebody is trusted, from the one to the other.
public enum Chain {
  /// "a serves Gui to b, which serves Report to c".
  public static func text(_ component: String, _ reasons: TrustGraph.Reasons) -> String {
    var parts: [String] = []
    var current = component
    while let reason = reasons[current], let link = reason, parts.count <= reasons.count {
      parts.append("\(current): \(link.reason) -> \(link.to)")
      current = link.to
    }
    return parts.isEmpty ? "\(component) has it itself" : parts.joined(separator: ", ")
  }
}
