// What falls when a component is hostile.

/// Which objectives of an asset or a component are lost.
public struct Loss: Equatable, Sendable {
  public let name: String
  public let objectives: [Objective]

  public init(name: String, objectives: [Objective]) {
    self.name = name
    self.objectives = objectives
  }
}

public struct BlastRadius: Equatable, Sendable {
  /// Assets lost at once, whatever the user does.
  public let direct: [Loss]
  /// Assets lost at once while the user agreed to what the component asked for.
  public let withConsent: [Loss]
  /// Assets lost with one mistake in a component that reads what this one says.
  public let withOneMoreBug: [Loss]
  /// Assets lost with one mistake in what everything stands on: the kernel, core, or an init around it.
  public let withBaseBug: [Loss]
  /// What other components lose at once: their data, their correctness, their work.
  public let components: [Loss]
}

/// Computes blast radii; the trusted bases of all assets and components, once.
struct BlastCalculator {
  private typealias Bases = [(name: String, trusted: [Objective: Set<String>])]
  private let graph: TrustGraph
  private let assets: Bases
  private let unaskedAssets: Bases
  private let components: Bases

  init(_ model: SecurityModel, _ graph: TrustGraph, unasked: TrustGraph) {
    self.graph = graph
    let sorted = model.assets.sorted { $0.name < $1.name }
    assets = sorted.map { asset in (asset.name, Self.bases { graph.trustedBase(of: asset, for: $0) }) }
    unaskedAssets = sorted.map { asset in (asset.name, Self.bases { unasked.trustedBase(of: asset, for: $0) }) }
    components = graph.components.map { name in (name, Self.bases { graph.trustedBase(of: name, for: $0) }) }
  }

  private static func bases(_ base: (Objective) -> TrustGraph.Reasons) -> [Objective: Set<String>] {
    Dictionary(uniqueKeysWithValues: Objective.allCases.map { ($0, Set(base($0).keys)) })
  }

  func radius(of component: String) -> BlastRadius { radius(of: [component]) }

  /// - Parameter hostile: components that are hostile together.
  func radius(of hostile: Set<String>) -> BlastRadius {
    let direct = Self.losses(unaskedAssets) { !$0.isDisjoint(with: hostile) }
    let asked = Self.losses(assets) { !$0.isDisjoint(with: hostile) }
    let exposed = graph.exposed(to: hostile)
    let more = Self.losses(assets) { $0.isDisjoint(with: hostile) && !$0.isDisjoint(with: exposed) }
    return BlastRadius(
      direct: direct, withConsent: Self.difference(asked, direct), withOneMoreBug: more,
      withBaseBug: Self.losses(assets) { $0.isDisjoint(with: hostile) && $0.isDisjoint(with: exposed) },
      components: Self.losses(components.filter { !hostile.contains($0.name) && !graph.isBase($0.name) }) {
        !$0.isDisjoint(with: hostile)
      })
  }

  private static func losses(_ bases: Bases, _ isLost: (Set<String>) -> Bool) -> [Loss] {
    bases.compactMap { name, trusted in
      let lost = Objective.allCases.filter { isLost(trusted[$0] ?? []) }
      return lost.isEmpty ? nil : Loss(name: name, objectives: lost)
    }
  }

  private static func difference(_ a: [Loss], _ b: [Loss]) -> [Loss] {
    a.compactMap { loss in
      let known = b.first { $0.name == loss.name }?.objectives ?? []
      let rest = loss.objectives.filter { !known.contains($0) }
      return rest.isEmpty ? nil : Loss(name: loss.name, objectives: rest)
    }
  }
}
