// The report as JSON. Documentation/report.md has the schema.

extension SecurityReport {
  public static let schema = 1

  public var json: JSON {
    .object([
      ("schema", .number(Self.schema)),
      ("scenario", .text(scenario)),
      ("components", .list(components.map(\.json))),
      ("sessions", .list(model.sessions.map(\.json))),
      ("assets", .list(model.assets.map { .object([("name", .text($0.name)), ("heldBy", .texts($0.holders))]) })),
      ("attackers", .list(model.attackers.map { .object([("name", .text($0.name)), ("enters", .texts($0.entries))]) })),
      ("reach", .list(reach.map(\.json))),
      ("supplyChain", .list(libraries.map(\.json))),
      ("isPathCountComplete", .flag(isPathCountComplete)),
      ("assertions", .list(assertions.map(Self.json))),
      ("notCovered", .texts(Self.limits)),
    ])
  }

  private static func json(_ result: (assertion: Assertion, failure: String?)) -> JSON {
    .object([
      ("assertion", .text(result.assertion.text)), ("holds", .flag(result.failure == nil)),
      ("failure", result.failure.map { .text($0) } ?? .null),
    ])
  }
}

extension ComponentReport {
  var json: JSON {
    .object([
      ("name", .text(component.name)),
      ("program", .text(component.program)),
      ("kind", .text(component.kind.rawValue)),
      ("ram", .number(component.ram)),
      ("capabilities", .number(component.capabilities)),
      ("time", time?.json ?? .null),
      ("disks", .list(disks.map(\.json))),
      ("size", size?.json ?? .null),
      ("trustedBase", .object(Objective.allCases.map { ($0.rawValue, trustedBase[$0]?.json ?? .null) })),
      ("blastRadius", blastRadius.json),
    ])
  }
}

extension ResponseTime {
  var json: JSON {
    .object([
      ("cpu", .number(task.cpu)), ("priority", .number(task.priority)), ("budgetNanoseconds", .number(task.budget)),
      ("periodNanoseconds", .number(task.period)), ("deadlineNanoseconds", .number(task.deadline)),
      ("responseNanoseconds", .number(response)),
    ])
  }
}

extension DiskPart {
  var json: JSON {
    .object([
      ("disk", .text(disk)), ("driver", .text(server)), ("firstBlock", .number(first)), ("blocks", .number(count)),
      ("isWritable", .flag(isWritable)),
    ])
  }
}

extension TrustedBase {
  var json: JSON {
    .object([
      ("linkedLines", .number(size?.linkedLines)), ("sourceLines", .number(size?.sourceLines)),
      ("unsafeExpressions", .number(size?.unsafeExpressions)), ("cLines", .number(size?.cLines)),
      ("assemblyLines", .number(size?.assemblyLines)), ("binaryBytes", .number(size?.binaryBytes)),
      ("codeBytes", .number(size?.codeBytes)), ("codeBytesWithoutLines", .number(size?.codeBytesWithoutLines)),
      ("thirdParty", size.map { .texts($0.thirdParty) } ?? .null), ("components", .texts(components)),
      ("reasons", .object(components.map { ($0, .text(reasons[$0] ?? "")) })),
    ])
  }
}

extension SizeTotals {
  var json: JSON {
    .object([
      ("linkedLines", .number(linkedLines)), ("sourceLines", .number(sourceLines)),
      ("unsafeExpressions", .number(unsafeExpressions)), ("cLines", .number(cLines)), ("assemblyLines", .number(assemblyLines)),
      ("binaryBytes", .number(binaryBytes)), ("codeBytes", .number(codeBytes)),
      ("codeBytesWithoutLines", .number(codeBytesWithoutLines)), ("thirdParty", .texts(thirdParty)),
    ])
  }
}

extension JSON {
  static func number(_ number: Int?) -> JSON { number.map { .number($0) } ?? .null }
}

extension BlastRadius {
  var json: JSON {
    func list(_ losses: [Loss]) -> JSON {
      .list(losses.map { .object([("name", .text($0.name)), ("lost", .texts($0.objectives.map(\.rawValue)))]) })
    }
    return .object([
      ("direct", list(direct)), ("withConsent", list(withConsent)), ("withOneMoreBug", list(withOneMoreBug)),
      ("withBaseBug", list(withBaseBug)), ("components", list(components)),
    ])
  }
}

extension ReachReport {
  var json: JSON {
    .object([
      ("attacker", .text(attacker)), ("component", .text(component)), ("shortestPath", .texts(path.components)),
      ("bugs", .number(path.bugs)), ("paths", .number(pathCount)), ("gates", .texts(path.gates)),
      ("bugsWithIOMMU", .number(pathWithIOMMU?.bugs)),
      ("shortestPathWithIOMMU", pathWithIOMMU.map { .texts($0.components) } ?? .null),
      ("linesCrossed", linesCrossed.map { .number($0) } ?? .null),
    ])
  }
}

extension LibraryReport {
  var json: JSON {
    .object([
      ("library", .text(name)), ("components", .texts(components)), ("blastRadius", blastRadius.json),
      ("reach", .list(reach.map(\.json))),
    ])
  }
}

extension SessionLink {
  var json: JSON {
    .object([
      ("client", .text(client)), ("server", .text(server)), ("service", .text(service)),
      ("consent", consent.map { .text($0) } ?? .null), ("filter", filter.map { .text($0) } ?? .null),
    ])
  }
}
