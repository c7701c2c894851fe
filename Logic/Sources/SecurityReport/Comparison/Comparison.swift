// Whom a component has to trust, beside what has to be trusted for the same job on another system.

import HID

/// What a scenario says of it: `+ compare-linux | component: signer | programs: gpg, gpg-agent, pinentry | about: ...`.
public struct ComparisonRequest: Equatable, Sendable {
  /// The component that does the job here.
  public let component: String
  /// The programs that do it there.
  public let programs: [String]
  /// The job, in words.
  public let about: String
}

/// One row: a part of each system.
public struct ComparedPart: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case kernel, base, programs, libraries, total
  }

  public let kind: Kind
  /// Here, for each objective: how many components, and how large they are together. Missing: there is no such part here.
  public let here: [Objective: (components: Int, size: SizeTotals)]
  /// Nil: there is no such part there.
  public let there: ForeignSize?

  public static func == (a: ComparedPart, b: ComparedPart) -> Bool {
    a.kind == b.kind && a.there == b.there
      && Objective.allCases.allSatisfy {
        a.here[$0]?.components == b.here[$0]?.components && a.here[$0]?.size == b.here[$0]?.size
      }
  }
}

public struct SystemComparison: Sendable {
  public let request: ComparisonRequest
  public let scenario: String
  public let foreign: ForeignSystem
  public let parts: [ComparedPart]

  /// What is left out there, which makes the other system look smaller than it is.
  public static let notCounted = [
    "kernel modules that are loaded later, and firmware",
    "all that runs as root or as the same user, and could read the memory or the files of these programs",
    "the terminal or the desktop that the password is typed into",
    "the mail program, which is trusted there to show what it has signed",
  ]

  /// - Parameter sizes: of all programs of the scenario.
  public init(_ request: ComparisonRequest, _ report: SecurityReport, _ sizes: ProgramSizes, _ foreign: ForeignSystem) {
    self.request = request
    self.foreign = foreign
    scenario = report.scenario
    let bases = report.component(request.component)?.trustedBase ?? [:]
    parts = ComparedPart.Kind.allCases.map { kind in
      var here: [Objective: (components: Int, size: SizeTotals)] = [:]
      for (objective, base) in bases {
        let members = base.components.compactMap { report.model.component($0) }.filter { Self.isMember($0, of: kind) }
        if members.isEmpty { continue }
        here[objective] = (members.count, sizes.union(of: members.map(\.program)).totals)
      }
      return ComparedPart(kind: kind, here: here, there: foreign.size(Self.kinds(of: kind)))
    }
  }

  private static func isMember(_ component: Component, of kind: ComparedPart.Kind) -> Bool {
    switch kind {
    case .kernel: component.kind == .kernel
    case .base: component.kind == .core || component.kind == .sandbox
    case .programs: component.kind == .component
    // They are linked into the components.
    case .libraries: false
    case .total: true
    }
  }

  private static func kinds(of kind: ComparedPart.Kind) -> Set<ForeignFile.Kind> {
    switch kind {
    case .kernel: [.kernel]
    case .base: []
    case .programs: [.program]
    case .libraries: [.library]
    case .total: Set(ForeignFile.Kind.allCases)
    }
  }
}
