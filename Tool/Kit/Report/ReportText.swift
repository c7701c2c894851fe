// The report for a terminal: one screen for a system, one for a component of it.

import Composition
import Foundation
import SecurityReport

public struct ReportText {
  private let report: SecurityReport
  /// Headings stand out.
  private let isBold: Bool

  public init(_ report: SecurityReport, isBold: Bool = false) {
    self.report = report
    self.isBold = isBold
  }

  /// A component by its label, or the end of it.
  public func component(named word: String) throws -> ComponentReport {
    let names = report.components.map(\.component.name)
    let found = names.contains(word) ? [word] : names.filter { $0.hasSuffix(" -> \(word)") }
    guard found.count == 1, let component = report.component(found[0]) else {
      let hint = Nearest.suggestion(word, in: names.map(Component.shortName))
      let many =
        found.isEmpty ? "there is no component \"\(word)\"\(hint)" : "\"\(word)\" can be \(found.joined(separator: ", "))"
      throw ToolError(many)
    }
    return component
  }

  // MARK: - A whole system

  public var summary: String {
    var parts = [overview, trust, damage, reach]
    if !report.libraries.isEmpty { parts.append(supplyChain) }
    if !report.assertions.isEmpty { parts.append(requirements) }
    if !report.model.tasks.isEmpty { parts.append(time) }
    if !report.model.disks.isEmpty { parts.append(disks(report.model.disks)) }
    return (parts + [notCovered]).joined(separator: "\n\n") + "\n"
  }

  private func heading(_ text: String) -> String { isBold ? "\u{1b}[1m\(text)\u{1b}[0m" : text }

  private func short(_ name: String) -> String { name.hasPrefix("init -> ") ? String(name.dropFirst(8)) : name }

  private func short(_ names: [String]) -> String { names.map(short).joined(separator: ", ") }

  private var overview: String {
    let model = report.model
    let drivers = Set(model.devices.filter(\.reachesMemory).map(\.driver)).sorted()
    var lines = [
      heading("\(report.scenario)")
        + ": \(model.components.count) components, \(model.sessions.count) routes between them, \(model.assets.count) assets,"
        + " \(model.attackers.count) ways in from outside"
    ]
    if !drivers.isEmpty {
      lines.append("No IOMMU: the devices of \(short(drivers)) could reach all memory, so everybody trusts these drivers.")
    }
    if !model.deviceManagers.isEmpty {
      lines.append("Any device is in the hands of \(short(model.deviceManagers)), so everybody trusts them as well.")
    }
    let unknown = Set(model.sessions.map(\.service)).filter { model.interfaces[$0] == nil }.sorted()
    if !unknown.isEmpty {
      lines.append("No interface is declared for \(unknown.joined(separator: ", ")): both sides are taken to do everything.")
    }
    return lines.joined(separator: "\n")
  }

  private var trust: String {
    var rows = [["component", "own lines", "confidentiality", "integrity", "availability", "RAM", "caps"]]
    for component in report.components {
      let name = component.component.name
      let bases = Objective.allCases.map { size(component.trustedBase[$0]) }
      let own = component.size.map { MetricReport.number($0.linkedLines) } ?? "-"
      rows.append([short(name), own] + bases + [component.component.ram.byteText, "\(component.component.capabilities)"])
    }
    return heading("Whom each has to trust: components, and linked lines of them all") + "\n" + TextTable.text(rows)
  }

  private func size(_ base: TrustedBase?) -> String {
    guard let base else { return "-" }
    let lines = base.size.map { " / " + MetricReport.number($0.linkedLines) } ?? ""
    return "\(base.components.count)\(lines)"
  }

  private var damage: String {
    guard !report.model.assets.isEmpty else {
      return heading("What falls with whom") + "\nThe scenario names no assets: \"+ asset NAME | held-by: COMPONENT\"."
    }
    var rows = [["hostile", "loses at once", "once the user agreed", "with one more bug"]]
    for component in report.components where !isBase(component) {
      let radius = component.blastRadius
      rows.append([short(component.component.name)] + [radius.direct, radius.withConsent, radius.withOneMoreBug].map(losses))
    }
    return heading("What falls with whom (C confidentiality, I integrity, A availability)") + "\n" + TextTable.text(rows)
      + "\nA bug in the kernel, core, an init, or whoever manages all devices loses everything."
  }

  private func isBase(_ component: ComponentReport) -> Bool {
    component.component.isBase || report.model.deviceManagers.contains(component.component.name)
  }

  private func losses(_ losses: [Loss]) -> String {
    losses.isEmpty ? "-" : losses.map { "\($0.name) \($0.objectives.map(\.letter).joined())" }.joined(separator: ", ")
  }

  /// For each attacker the nearest component that has an asset.
  private var reach: String {
    guard !report.model.attackers.isEmpty, !report.model.assets.isEmpty else {
      let nothing =
        report.model.attackers.isEmpty ? "Nothing comes in from outside that is known of." : "--component says it for one."
      return heading("How an attacker gets there") + "\n" + nothing
    }
    var rows = [Self.reachColumns]
    for attacker in report.model.attackers.map(\.name).sorted() {
      let holders = Set(report.model.assets.flatMap(\.holders))
      let reached = report.reach.filter { $0.attacker == attacker && holders.contains($0.component) }
      rows += reached.map { row($0) }
    }
    let note = report.isPathCountComplete ? "" : "\nPaths: at least so many; more than 200,000 were not walked."
    return heading("How an attacker gets to those who have something: bugs it takes, one in each that reads its bytes") + "\n"
      + TextTable.text(rows) + note
  }

  /// What those could do who supply code that is linked.
  private var supplyChain: String {
    let all = report.components.count
    var rows = [["library", "is in", "loses at once", "with one more bug", "other components"]]
    for library in report.libraries {
      let place = library.components.count == all ? "everything" : short(library.components)
      let radius = library.blastRadius
      rows.append([
        library.name, place, losses(radius.direct + radius.withConsent), losses(radius.withOneMoreBug),
        radius.components.isEmpty ? "-" : "\(radius.components.count)",
      ])
    }
    return heading("What falls with the supplier of a library, who is inside of all that have it") + "\n" + TextTable.text(rows)
  }

  private static let reachColumns = ["from", "to", "bugs", "paths", "lines", "by way of", "bugs with an IOMMU", "by way of"]

  private func row(_ reach: ReachReport) -> [String] {
    let lines = reach.linesCrossed.map { MetricReport.number($0) } ?? "-"
    return [
      reach.attacker, short(reach.component), "\(reach.path.bugs)", "\(reach.pathCount)", lines, way(reach.path),
      reach.pathWithIOMMU.map { "\($0.bugs)" } ?? "-", reach.pathWithIOMMU.map(way) ?? "none",
    ]
  }

  private func way(_ path: AttackPath) -> String { path.components.map(short).joined(separator: " > ") }

  private var requirements: String {
    let lines = report.assertions.map { assertion, failure in
      failure.map { "FAILS  \(assertion.text): \($0)" } ?? "ok     \(assertion.text)"
    }
    return heading("What the scenario requires") + "\n" + lines.joined(separator: "\n")
  }

  private var time: String {
    heading("Time") + "\n" + TextTable.text(ScheduleCheck.table(report.model.tasks, report.model.timing))
  }

  private func disks(_ parts: [DiskPart]) -> String {
    let rows = parts.map { part in
      let extent = part.count.map { "\(part.first) to \(part.first + $0 - 1)" } ?? "\(part.first) on"
      return [short(part.component), part.disk, extent, part.isWritable ? "writes" : "reads", short(part.server)]
    }
    return heading("Disks") + "\n" + TextTable.text([["component", "disk", "blocks", "", "driver"]] + rows)
  }

  private var notCovered: String {
    heading("Not covered") + "\n" + SecurityReport.limits.map { "- \($0)" }.joined(separator: "\n")
  }
}

// MARK: - One component

extension ReportText {
  /// Everything about one component.
  public func detail(_ component: ComponentReport) -> String {
    let name = component.component.name
    var parts = [heading(name) + ": program \"\(component.component.program)\"" + sizeText(component.size)]
    for objective in Objective.allCases {
      guard let base = component.trustedBase[objective] else { continue }
      let rows = base.components.filter { $0 != name }.map { [short($0), reason(base.reasons[$0] ?? "")] }
      parts.append(
        heading("Trusted for \(objective.rawValue): \(base.components.count) components\(sizeText(base.size))") + "\n"
          + TextTable.text(rows))
    }
    parts.append(heading("If it is hostile") + "\n" + TextTable.text(damageRows(component.blastRadius)))
    parts.append(limits(component))
    let reached = report.reach.filter { $0.component == name }
    let rows = [Self.reachColumns] + reached.map { row($0) }
    parts.append(
      heading("How it is reached") + "\n"
        + (reached.isEmpty ? "From outside, not at all but through the kernel, core and init." : TextTable.text(rows)))
    let suppliers = report.libraries.flatMap { library in
      library.components.contains(name)
        ? [[library.name, "is in it"]]
        : library.reach.filter { $0.component == name }.map { [library.name, "\($0.path.bugs) bugs: \(way($0.path))"] }
    }
    if !suppliers.isEmpty { parts.append(heading("Code of others") + "\n" + TextTable.text(suppliers)) }
    let gates = reached.map { ["\($0.attacker)", $0.path.gates.joined(separator: ", ")] }.filter { !$0[1].isEmpty }
    if !gates.isEmpty { parts.append(heading("In the way") + "\n" + TextTable.text(gates)) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func limits(_ component: ComponentReport) -> String {
    var rows = [["RAM", component.component.ram.byteText], ["capabilities", "\(component.component.capabilities)"]]
    if let time = component.time {
      let cells = ScheduleCheck.row(time)
      rows.append(["time", "\(cells[3]) of CPU \(cells[1]) every \(cells[4]), had within \(cells[6])"])
    } else {
      rows.append(["time", "what more urgent components leave"])
    }
    rows.append(["network", "none: nothing here has any yet"])
    let text = heading("Limits") + "\n" + TextTable.text(rows)
    return component.disks.isEmpty ? text : text + "\n" + disks(component.disks)
  }

  private func reason(_ text: String) -> String { text.replacing("init -> ", with: "") }

  private func sizeText(_ size: SizeTotals?) -> String {
    guard let size else { return "" }
    let libraries = size.thirdParty.isEmpty ? "" : ", with \(size.thirdParty.joined(separator: ", "))"
    return ", \(MetricReport.number(size.linkedLines)) linked lines (\(MetricReport.number(size.sourceLines)) in source,"
      + " \(size.unsafeExpressions) unsafe expressions, \(size.cLines) lines of C, \(size.assemblyLines) of assembly)\(libraries)"
  }

  private func damageRows(_ radius: BlastRadius) -> [[String]] {
    [
      ["assets lost at once", losses(radius.direct)], ["once the user agreed", losses(radius.withConsent)],
      ["with one more bug", losses(radius.withOneMoreBug)],
      ["with a bug in the kernel, core or init", losses(radius.withBaseBug)],
      [
        "other components",
        radius.components.isEmpty
          ? "-" : losses(radius.components.map { Loss(name: short($0.name), objectives: $0.objectives) }),
      ],
    ]
  }
}
