// The comparison for a terminal.

import SecurityReport

public struct ComparisonText {
  private let comparison: SystemComparison
  private let isBold: Bool

  public init(_ comparison: SystemComparison, isBold: Bool = false) {
    self.comparison = comparison
    self.isBold = isBold
  }

  public var text: String {
    let job = comparison.request.about.isEmpty ? "The same job" : comparison.request.about
    let title =
      "\(job): what \"\(Component.shortName(of: comparison.request.component))\" has to trust, and what that takes on Linux"
    return [
      heading(title), table, "How it was counted\n" + list(method),
      "Not counted on Linux\n" + list(SystemComparison.notCounted),
    ]
    .joined(separator: "\n\n") + "\n"
  }

  private func heading(_ text: String) -> String { isBold ? "\u{1b}[1m\(text)\u{1b}[0m" : text }

  private func list(_ sentences: [String]) -> String { sentences.map { "- \($0)" }.joined(separator: "\n") }

  private var table: String {
    var rows = [["linked lines"] + Objective.allCases.map(\.rawValue) + ["Linux"]]
    rows += comparison.parts.map {
      row($0, here: \.linkedLines) { ($0.isEstimate ? "about " : "") + MetricReport.number($0.lines) }
    }
    rows.append(["bytes of code"])
    rows += comparison.parts.map { row($0, here: \.codeBytes) { MetricReport.number($0.codeBytes) } }
    rows.append(["lines in source"])
    rows += comparison.parts.filter { $0.kind == .total }.map { row($0, here: \.sourceLines) { _ in "-" } }
    return TextTable.text(rows)
  }

  private func row(_ part: ComparedPart, here: (SizeTotals) -> Int, there: (ForeignSize) -> String) -> [String] {
    let cells = Objective.allCases.map { objective in part.here[objective].map { MetricReport.number(here($0.size)) } ?? "-" }
    return ["  " + Self.name(part)] + cells + [part.there.map(there) ?? "-"]
  }

  private static func name(_ part: ComparedPart) -> String {
    let theirs = part.there.map { "\($0.files)" } ?? "-"
    switch part.kind {
    case .kernel: return "kernel"
    case .base: return "core, init"
    case .programs: return "components; programs"
    case .libraries: return "(linked above); \(theirs) shared libraries"
    case .total: return "all together"
    }
  }

  // MARK: - The method

  private var method: [String] {
    let foreign = comparison.foreign
    let (bytes, lines) = foreign.rate
    let measured = foreign.files.filter { $0.measuredLines != nil }.map(\.name)
    var sentences = [
      "linked lines: distinct lines of source that own code in the program, by its debug information; what several share counts"
        + " once in \"all together\"",
      "Linux: \(foreign.name); \(comparison.request.programs.joined(separator: ", ")), and all shared libraries that ldd names",
      "bytes of code: the executable sections of the files; of a running kernel, its code in /proc/iomem",
    ]
    if !measured.isEmpty { sentences.append("counted there by debug information: \(measured.joined(separator: ", "))") }
    if measured.count < foreign.files.count, lines > 0 {
      let rate = "\(bytes / lines).\(bytes * 10 / lines % 10)"
      sentences.append(
        "the others estimated at \(rate) bytes of code a line, which is what \(foreign.references.map(\.name).joined(separator: ", "))"
          + " take, to two digits")
    }
    if let total = comparison.parts.last?.here[.integrity]?.size {
      sentences.append(
        "here \(MetricReport.number(total.codeBytesWithoutLines)) of the \(MetricReport.number(total.codeBytes)) bytes have no line:"
          + " inlined standard library and the compiler's own; \"lines in source\" is all that the linked modules consist of")
    }
    return sentences
  }
}
