// Code of others that programs are linked with: whoever supplies it is an attacker who is inside of every component that has it,
// without a bug. Found in what was measured; nobody has to name it.

public struct LibraryReport: Equatable, Sendable {
  /// Name and version.
  public let name: String
  /// The components that have it, sorted.
  public let components: [String]
  /// What falls when it is hostile in all of them together.
  public let blastRadius: BlastRadius
  /// How it gets to components that do not have it.
  public let reach: [ReachReport]
  /// Whether all paths were counted.
  public let isPathCountComplete: Bool

  /// How an attacker of that name is listed.
  public static func attacker(_ library: String) -> String { "supply chain of \(library)" }
}

struct SupplyChain {
  private let model: SecurityModel
  private let calculator: BlastCalculator
  /// How to get somewhere from components that are an attacker's.
  private let reach: (Attacker) -> (reports: [ReachReport], isComplete: Bool)

  init(
    _ model: SecurityModel, _ calculator: BlastCalculator,
    reach: @escaping (Attacker) -> (reports: [ReachReport], isComplete: Bool)
  ) {
    self.model = model
    self.calculator = calculator
    self.reach = reach
  }

  func libraries(_ sizes: ProgramSizes) -> [LibraryReport] {
    var components: [String: Set<String>] = [:]
    for component in model.components {
      for library in sizes[component.program]?.totals.thirdParty ?? [] {
        components[library, default: []].insert(component.name)
      }
    }
    return components.keys.sorted().map { name in report(name, (components[name] ?? []).sorted()) }
  }

  private func report(_ name: String, _ components: [String]) -> LibraryReport {
    let (reports, isComplete) = reach(Attacker(LibraryReport.attacker(name), entries: components))
    return LibraryReport(
      name: name, components: components, blastRadius: calculator.radius(of: Set(components)),
      reach: reports.filter { !components.contains($0.component) }, isPathCountComplete: isComplete)
  }
}
