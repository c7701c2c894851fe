// Backwards over the links: from those whom something depends on to those whom these depend on.

struct TrustSearch {
  private let arriving: [String: [InfluenceLink]]
  private(set) var reasons: TrustGraph.Reasons = [:]
  /// Found only as somebody who could take another one over: lies do not make it do that.
  private var takers: Set<String> = []

  init(_ arriving: [String: [InfluenceLink]], from holders: [String]) {
    self.arriving = arriving
    for holder in holders { reasons[holder] = .some(nil) }
  }

  /// Adds whoever influences somebody in there, until nobody is to be added. In an order that depends on names alone.
  mutating func extend(over influence: Influence, along isCounted: (InfluenceLink) -> Bool) {
    var open = reasons.keys.sorted()
    while !open.isEmpty {
      var next: Set<String> = []
      for component in open {
        for link in arriving[component] ?? [] where link.influence.contains(influence) && isCounted(link) {
          if add(link) { next.insert(link.from) }
        }
      }
      open = next.sorted()
    }
  }

  /// - Returns: whether its beginning is new, or is there for a reason that leads further than the one before.
  private mutating func add(_ link: InfluenceLink) -> Bool {
    if takers.contains(link.to), !link.isControl { return false }
    let isTaker = link.isSeizure || takers.contains(link.to)
    guard reasons[link.from] == nil || takers.contains(link.from) && !isTaker else { return false }
    reasons[link.from] = .some(link)
    if isTaker { takers.insert(link.from) } else { takers.remove(link.from) }
    return true
  }
}
