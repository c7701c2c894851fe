// How far an attacker is from a component: each step is one mistake in a component that reads the attacker's bytes, or none if
// whoever was taken over has the next entirely (its child; all memory, by a device).
//
// What everything stands on (kernel, core, inits, whoever manages all devices) ends a path: everybody calls it, so one mistake there is always the shortest
// way to everything, and no path through it says more than that.

/// A way from an attacker to a component.
public struct AttackPath: Equatable, Sendable {
  /// From the entry to the component.
  public let components: [String]
  /// What stands in the way at each step, without repetitions, in order.
  public let gates: [String]
  /// Mistakes that it takes, the one at the entry included.
  public let bugs: Int
}

/// What an attacker needs to get to each component.
public struct ReachMap: Sendable {
  private let shortest: [String: AttackPath]
  private let counts: [String: Int]
  /// Whether there was nothing more to be counted; otherwise the counts are lower bounds.
  public let isCountComplete: Bool

  /// Components on a path that is counted, at most.
  public static let countedLength = 5

  /// - Parameters:
  ///   - entries: the components that the attacker's bytes reach first.
  ///   - isInside: the attacker is these components already, which takes no mistake.
  public init(_ graph: TrustGraph, entries: [String], isInside: Bool = false) {
    let steps = Steps(graph)
    shortest = Self.search(steps, entries.sorted(), isInside ? 0 : 1)
    var counter = PathCounter(steps)
    for entry in entries.sorted() { counter.count(from: entry) }
    counts = counter.counts
    isCountComplete = counter.isComplete
  }

  /// The shortest path: fewest mistakes, then fewest components, then by name. Nil: there is none.
  public func path(to component: String) -> AttackPath? { shortest[component] }

  /// How many paths there are that visit no component twice and have at most `countedLength` components.
  public func pathCount(to component: String) -> Int { counts[component] ?? 0 }

  private static func search(_ steps: Steps, _ entries: [String], _ start: Int) -> [String: AttackPath] {
    var best: [String: AttackPath] = [:]
    for entry in entries { best[entry] = AttackPath(components: [entry], gates: [], bugs: start) }
    var open = Set(entries)
    // Nobody is taken out before all nearer ones: what is taken out is final.
    while let next = open.min(by: { precedes(best[$0], best[$1]) }) {
      open.remove(next)
      guard let path = best[next] else { continue }
      for step in steps.leaving(next) {
        let longer = AttackPath(
          components: path.components + [step.to], gates: path.gates + step.gates.filter { !path.gates.contains($0) },
          bugs: path.bugs + step.bugs)
        guard best[step.to] == nil || precedes(longer, best[step.to]) else { continue }
        best[step.to] = longer
        open.insert(step.to)
      }
    }
    return best
  }

  private static func precedes(_ a: AttackPath?, _ b: AttackPath?) -> Bool {
    guard let a, let b else { return a != nil }
    if a.bugs != b.bugs { return a.bugs < b.bugs }
    if a.components.count != b.components.count { return a.components.count < b.components.count }
    return a.components.lexicographicallyPrecedes(b.components)
  }
}

/// One step of an attacker.
struct AttackStep {
  let to: String
  let bugs: Int
  let gates: [String]
}

/// Where an attacker can go from each component: at most one step to each other one, the cheapest.
struct Steps {
  private let steps: [String: [AttackStep]]

  init(_ graph: TrustGraph) {
    var table: [String: [String: AttackStep]] = [:]
    for contact in graph.contacts where !graph.isBase(contact.from) {
      let known = table[contact.from]?[contact.to]
      // Of several sessions between the two, the one with the fewest gates is the way.
      if let known, known.gates.count <= contact.gates.count { continue }
      table[contact.from, default: [:]][contact.to] = AttackStep(to: contact.to, bugs: 1, gates: contact.gates)
    }
    for link in graph.links where link.isControl && !graph.isBase(link.from) {
      table[link.from, default: [:]][link.to] = AttackStep(to: link.to, bugs: 0, gates: [])
    }
    steps = table.mapValues { $0.values.sorted { $0.to < $1.to } }
  }

  func leaving(_ component: String) -> [AttackStep] { steps[component] ?? [] }
}

/// Counts simple paths by walking them all.
private struct PathCounter {
  private let steps: Steps
  private(set) var counts: [String: Int] = [:]
  private var walked = 0
  var isComplete: Bool { walked < Self.walkLimit }
  private static var walkLimit: Int { 200_000 }

  init(_ steps: Steps) { self.steps = steps }

  mutating func count(from entry: String) {
    var path: [String] = []
    visit(entry, &path)
  }

  private mutating func visit(_ component: String, _ path: inout [String]) {
    guard isComplete else { return }
    walked += 1
    counts[component, default: 0] += 1
    guard path.count + 1 < ReachMap.countedLength else { return }
    path.append(component)
    for step in steps.leaving(component) where !path.contains(step.to) {
      // Whoever has all memory is through.
      if step.bugs > 0 { visit(step.to, &path) } else { counts[step.to, default: 0] += 1 }
    }
    path.removeLast()
  }
}
