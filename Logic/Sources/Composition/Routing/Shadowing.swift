// Rules of a route that nothing ever reaches, since an earlier one takes all that they would.

import HID

extension SandboxConfiguration {
  /// Rules that are never reached, each told once, also where several children share it by the default route.
  func shadowProblems() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for child in children where child.route.position.map({ position in !isSeen(position, before: child) }) ?? true {
      problems += shadowProblems(child.route.rules)
    }
    return problems
  }

  /// Does an earlier child have the same route, the default one?
  private func isSeen(_ position: Position, before child: ChildDeclaration) -> Bool {
    for other in children {
      if other.position == child.position { return false }
      if other.route.position == position { return true }
    }
    return false
  }

  private func shadowProblems(_ rules: [RouteRule]) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (index, rule) in rules.enumerated() {
      guard let earlier = rules[..<index].first(where: { hides($0, rule) }) else { continue }
      problems.append(
        Diagnostic(
          rule.position,
          "the rule is never reached: the one in line \(earlier.position.line) takes all that it would; move it in front of"
            + " line \(earlier.position.line), or remove it"))
    }
    return problems
  }

  /// A rule for one service that matches decides; one for any service leaves to the next what it leads nowhere.
  private func hides(_ earlier: RouteRule, _ later: RouteRule) -> Bool {
    guard earlier.filter.covers(later.filter) else { return false }
    if let service = earlier.service { return later.service.map { $0.isSame(as: service) } ?? false }
    guard let service = later.service else { return later.targets.allSatisfy { isAmong(earlier.targets, $0) } }
    return earlier.targets.contains { leads($0, earlier, service) }
  }

  private func isAmong(_ targets: [RouteTarget], _ target: RouteTarget) -> Bool {
    for other in targets {
      switch (other.kind, target.kind) {
      case (.parent, .parent), (.anyChild, .anyChild), (.local, .local): return true
      case (.child(let a), .child(let b)) where a.isSame(as: b): return true
      case (.parent, _), (.anyChild, _), (.local, _), (.child, _): continue
      }
    }
    return false
  }

  private func leads(_ target: RouteTarget, _ rule: RouteRule, _ service: String) -> Bool {
    do throws(RouteFailure) {
      _ = try provider(of: service, for: target, rule)
      _ = try consent(to: service, rule)
      return true
    } catch { return false }
  }
}

extension LabelFilter {
  /// Does every label that meets the other conditions meet these as well? In doubt: no.
  func covers(_ other: LabelFilter) -> Bool {
    if let label, !same(label, other.label) { return false }
    if let prefix, !(other.label ?? other.prefix ?? "").utf8.starts(with: prefix.utf8) { return false }
    if let suffix, !(other.label ?? other.suffix ?? "").hasByteSuffix(suffix) { return false }
    if let last, !same(last, other.last ?? other.label?.lastLabelElement) { return false }
    if let unscoped, !same(unscoped, other.unscoped) { return false }
    // An empty prefix takes every label there is, but not sessions without one.
    let needsLabel = prefix != nil || suffix != nil
    let hasLabel = other.label != nil || other.prefix != nil || other.suffix != nil || other.last != nil
    return !needsLabel || hasLabel
  }
}
