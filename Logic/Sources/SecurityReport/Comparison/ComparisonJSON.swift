// The comparison as JSON. Documentation/report.md has the schema.

extension SystemComparison {
  public static let schema = 1

  public var json: JSON {
    .object([
      ("schema", .number(Self.schema)), ("scenario", .text(scenario)), ("component", .text(request.component)),
      ("about", .text(request.about)), ("system", .text(foreign.name)),
      ("parts", .list(parts.map(\.json))),
      ("files", .list(foreign.files.map(\.json))),
      (
        "rate",
        .object([
          ("codeBytes", .number(foreign.rate.bytes)), ("linkedLines", .number(foreign.rate.lines)),
          ("files", .texts(foreign.references.map(\.name))),
        ])
      ),
      ("notCounted", .texts(Self.notCounted)),
    ])
  }
}

extension ComparedPart {
  fileprivate var json: JSON {
    .object(
      [("part", .text(kind.rawValue))]
        + Objective.allCases.map { objective in
          (
            objective.rawValue,
            here[objective].map { part in
              .object([
                ("components", .number(part.components)), ("linkedLines", .number(part.size.linkedLines)),
                ("codeBytes", .number(part.size.codeBytes)),
              ])
            } ?? .null
          )
        } + [("there", there?.json ?? .null)])
  }
}

extension ForeignSize {
  fileprivate var json: JSON {
    .object([
      ("files", .number(files)), ("linkedLines", .number(lines)), ("isEstimate", .flag(isEstimate)),
      ("codeBytes", .number(codeBytes)),
    ])
  }
}

extension ForeignFile {
  fileprivate var json: JSON {
    .object([
      ("name", .text(name)), ("kind", .text(kind.rawValue)), ("codeBytes", .number(codeBytes)),
      ("measuredLines", .number(measuredLines)),
    ])
  }
}
