// Least fixed points over the links: whom something has to trust, and what falls with whom.
//
// Confidentiality of y: whoever sees y's data holds it too, and so does whoever sees theirs; and whoever can alter what one of
// these holders relies on can bring it to give the data away. Integrity: whoever alters, and whoever alters those. Availability
// as confidentiality, with denying instead of seeing. All are monotone: a further link never makes one smaller.

public struct TrustGraph: Sendable {
  public let links: [InfluenceLink]
  public let contacts: [Contact]
  public let components: [String]
  private let base: Set<String>
  /// The links that lead to a component.
  private let arriving: [String: [InfluenceLink]]

  public init(_ model: SecurityModel, assuming assumptions: Assumptions = []) {
    let builder = LinkBuilder(model)
    links = builder.links.filter { link in
      if assumptions.contains(.iommu), case .memoryAccess = link.kind { return false }
      return !(assumptions.contains(.noConsent) && link.needsConsent)
    }
    contacts = builder.contacts.filter { contact in
      !(assumptions.contains(.noConsent) && contact.gates.contains { $0.hasPrefix("consent") })
    }
    components = model.components.map(\.name).sorted()
    base = Set(model.components.filter(\.isBase).map(\.name))
    arriving = Dictionary(grouping: links, by: \.to)
  }

  /// The kernel, core, inits: what everything stands on.
  public func isBase(_ component: String) -> Bool { base.contains(component) }

  // MARK: - Trust

  /// Why somebody is trusted: the link by which it was found; nil for those that one began with.
  public typealias Reasons = [String: InfluenceLink?]

  /// All that have to be sound for the objective to hold, with the reasons.
  ///
  /// - Parameter holders: the component whose objective it is, or those that have an asset.
  public func trustedBase(of holders: [String], for objective: Objective) -> Reasons {
    var reasons = Reasons()
    for holder in holders { reasons[holder] = .some(nil) }
    if objective != .integrity { extend(&reasons, over: objective.influence) }
    extend(&reasons, over: .alters)
    return reasons
  }

  /// Adds whoever influences somebody in there, until nobody is to be added. In an order that depends on names alone.
  private func extend(_ reasons: inout Reasons, over influence: Influence) {
    var open = reasons.keys.sorted()
    while !open.isEmpty {
      var next: [String] = []
      for component in open {
        for link in arriving[component] ?? [] where link.influence.contains(influence) && reasons[link.from] == nil {
          reasons[link.from] = .some(link)
          next.append(link.from)
        }
      }
      open = next.sorted()
    }
  }

  // MARK: - Falling

  /// The components that `component` has entirely when it is hostile, itself among them.
  public func controlled(by component: String) -> Set<String> {
    var (found, open): (Set<String>, [String]) = ([component], [component])
    while let next = open.popLast() {
      for link in links where link.isControl && link.from == next && found.insert(link.to).inserted { open.append(link.to) }
    }
    return found
  }

  /// Those that one more mistake gives to whoever has `component`, but for what everything stands on.
  public func exposed(to component: String) -> Set<String> {
    let mine = controlled(by: component)
    let reached = contacts.filter { mine.contains($0.from) && !isBase($0.to) }.map(\.to)
    return Set(reached).subtracting(mine)
  }
}
