// The whole analysis of one system, as values: what the terminal, the JSON, the page and the comparison show.

import HID

/// Whom a component has to trust for one objective.
public struct TrustedBase: Equatable, Sendable {
  /// Sorted by name; the component itself is among them.
  public let components: [String]
  /// For each of them the way by which it is in, "a: serves Gui -> b, ...".
  public let reasons: [String: String]
  /// Nil: the programs were not measured.
  public let size: SizeTotals?
}

public struct ComponentReport: Equatable, Sendable {
  public let component: Component
  public let size: SizeTotals?
  public let trustedBase: [Objective: TrustedBase]
  public let blastRadius: BlastRadius
  /// Sessions that it may have.
  public let sessions: [SessionLink]
  /// Time that it was promised; nil: it takes what is left.
  public let time: ResponseTime?
  /// Blocks that it may use.
  public let disks: [DiskPart]
}

/// How an attacker gets to one component.
public struct ReachReport: Equatable, Sendable {
  public let attacker: String
  public let component: String
  public let path: AttackPath
  /// The shortest one if devices could access only what their drivers were given; nil: there is none.
  public let pathWithIOMMU: AttackPath?
  public let pathCount: Int
  /// Linked lines of the components on the shortest path: what reads the attacker's bytes is among them. Nil: not measured.
  public let linesCrossed: Int?
}

public struct SecurityReport: Sendable {
  public let scenario: String
  public let model: SecurityModel
  public let components: [ComponentReport]
  public let reach: [ReachReport]
  /// All paths within the stated length were counted.
  public let isPathCountComplete: Bool
  /// By name; none if the programs were not measured.
  public let libraries: [LibraryReport]
  public let assertions: [(assertion: Assertion, failure: String?)]

  /// What no number here covers.
  public static let limits = [
    "timing channels and other covert channels",
    "the processor, firmware, devices and their microcode; QEMU",
    "the compiler, and what is not this project's but its build machine's",
    "a component is assumed to use every session that its route permits",
    "what an honest component passes on unread counts as its own",
    "how likely a mistake is: a typed message and a file format count alike",
    "the network: nothing here has any yet, so there are no limits of it",
    "people: what a user agrees to counts as lost only where the route asks",
  ]

  /// - Parameter sizes: nil: the programs were not built; numbers of lines are missing then.
  public init(scenario: String, model: SecurityModel, assertions: [Assertion] = [], sizes: ProgramSizes? = nil) {
    self.scenario = scenario
    self.model = model
    let (graph, unasked) = (TrustGraph(model), TrustGraph(model, assuming: .noConsent))
    let calculator = BlastCalculator(model, graph, unasked: unasked)
    let measure = Measure(model, sizes)
    let times = ResponseTimeAnalysis.analyse(model.tasks, model.timing)
    components = model.components.sorted { $0.name < $1.name }.map { component in
      ComponentReport(
        component: component, size: measure.size(of: [component.name]),
        trustedBase: Dictionary(
          uniqueKeysWithValues: Objective.allCases.map { ($0, Self.base(component.name, $0, graph, measure)) }),
        blastRadius: calculator.radius(of: component.name), sessions: model.sessions.filter { $0.client == component.name },
        time: times.first { $0.task.name == component.name }, disks: model.disks.filter { $0.component == component.name })
    }
    let protected = TrustGraph(model, assuming: .iommu)
    func reach(_ attacker: Attacker, isInside: Bool) -> (reports: [ReachReport], isComplete: Bool) {
      let map = ReachMap(graph, entries: attacker.entries, isInside: isInside)
      let other = ReachMap(protected, entries: attacker.entries, isInside: isInside)
      return (Self.reach(attacker, map, other, graph, measure), map.isCountComplete)
    }
    let found = model.attackers.sorted { $0.name < $1.name }.map { reach($0, isInside: false) }
    self.reach = found.flatMap(\.reports)
    libraries = sizes.map { SupplyChain(model, calculator) { reach($0, isInside: true) }.libraries($0) } ?? []
    isPathCountComplete = found.allSatisfy(\.isComplete) && libraries.allSatisfy(\.isPathCountComplete)
    let check = AssertionCheck(model, sizes: sizes)
    self.assertions = assertions.map { ($0, check.failure(of: $0)) }
  }

  public func component(_ name: String) -> ComponentReport? { components.first { $0.component.name == name } }

  private static func base(_ name: String, _ objective: Objective, _ graph: TrustGraph, _ measure: Measure) -> TrustedBase {
    let reasons = graph.trustedBase(of: name, for: objective)
    let names = reasons.keys.sorted()
    return TrustedBase(
      components: names, reasons: Dictionary(uniqueKeysWithValues: names.map { ($0, Chain.text($0, reasons)) }),
      size: measure.size(of: names))
  }

  private static func reach(
    _ attacker: Attacker, _ map: ReachMap, _ protected: ReachMap, _ graph: TrustGraph, _ measure: Measure
  ) -> [ReachReport] {
    graph.components.compactMap { name in
      guard let path = map.path(to: name) else { return nil }
      return ReachReport(
        attacker: attacker.name, component: name, path: path, pathWithIOMMU: protected.path(to: name),
        pathCount: map.pathCount(to: name),
        linesCrossed: measure.size(of: path.components)?.linkedLines)
    }
  }
}

/// Sizes of components together.
private struct Measure {
  private let programs: [String: String]
  private let sizes: ProgramSizes?

  init(_ model: SecurityModel, _ sizes: ProgramSizes?) {
    programs = Dictionary(model.components.map { ($0.name, $0.program) }) { first, _ in first }
    self.sizes = sizes
  }

  /// Nil if one of them was not measured: a sum without it would look like all of it.
  func size(of components: [String]) -> SizeTotals? {
    let programs = components.compactMap { self.programs[$0] }
    guard let sizes, programs.allSatisfy({ sizes[$0] != nil }) else { return nil }
    return sizes.union(of: programs).totals
  }
}
