// Least fixed points over the links: whom something has to trust, and what falls with whom.
//
// Confidentiality of y: whoever a session lets see y's data holds it too, and so does whoever sees theirs; and whoever can alter
// one of these holders, or take it over, can bring it to give the data away. Integrity: whoever alters, and whoever alters those.
// Availability: whoever denies, whoever denies those, and whoever alters one of these. All are monotone: a further link never
// makes one smaller.
//
// Whoever could take another one over (its parent, a driver by DMA) holds nothing of it as long as it is honest; so nobody is
// trusted with data for seeing what such a one does, nor needed for what such a one needs, but for parents, which do work for
// their children. And telling lies to a driver does not make it misuse its device's access to memory: behind such a link only
// those count who could take the driver over.

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
    base = Set(model.components.filter(\.isBase).map(\.name) + model.deviceManagers)
    arriving = Dictionary(grouping: links, by: \.to)
  }

  /// The kernel, core, inits, and whoever manages all devices: what everything stands on.
  public func isBase(_ component: String) -> Bool { base.contains(component) }

  // MARK: - Trust

  /// Why somebody is trusted: the link by which it was found; nil for those that one began with.
  public typealias Reasons = [String: InfluenceLink?]

  /// All that have to be sound for the objective to hold, with the reasons.
  ///
  /// - Parameter component: whose objective it is: for its data, its correctness, its work.
  public func trustedBase(of component: String, for objective: Objective) -> Reasons {
    trustedBase(of: [component], for: objective, isItself: true)
  }

  /// The same for something that components have; what they say of themselves is not part of it.
  public func trustedBase(of asset: Asset, for objective: Objective) -> Reasons {
    trustedBase(of: asset.holders, for: objective, isItself: false)
  }

  private func trustedBase(of holders: [String], for objective: Objective, isItself: Bool) -> Reasons {
    let own = isItself ? holders : []
    var search = TrustSearch(arriving, from: holders)
    if objective != .integrity { search.extend(over: objective.influence) { Self.passes($0, objective, own) } }
    search.extend(over: .alters) { _ in true }
    return search.reasons
  }

  /// Whether who is at the link's beginning has data of the one at its end, or works for it, while it is honest.
  private static func passes(_ link: InfluenceLink, _ objective: Objective, _ own: [String]) -> Bool {
    if objective == .confidentiality, link.isAboutItself, !own.contains(link.to) { return false }
    return switch link.kind {
    case .machine, .parent: objective == .availability
    case .memoryAccess, .deviceManager: false
    case .server, .client, .broker, .relay: true
    }
  }

  // MARK: - Falling

  /// The components that these have entirely when they are hostile, themselves among them.
  public func controlled(by components: Set<String>) -> Set<String> {
    var (found, open) = (components, Array(components))
    while let next = open.popLast() {
      for link in links where link.isControl && link.from == next && found.insert(link.to).inserted { open.append(link.to) }
    }
    return found
  }

  /// Those that one more mistake gives to whoever has these, but for what everything stands on.
  public func exposed(to components: Set<String>) -> Set<String> {
    let mine = controlled(by: components)
    let reached = contacts.filter { mine.contains($0.from) && !isBase($0.to) }.map(\.to)
    return Set(reached).subtracting(mine)
  }
}
