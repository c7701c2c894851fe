// What will not work although each line is fine: routes that lead nowhere, quota that is not there, children that wait for
// each other. For the host tool, before anything runs; while the system runs, init says the same when it happens.

import Consent
import HID

extension SandboxConfiguration {
  /// Problems with how the parts fit together, in the order of the configuration.
  ///
  /// - Parameter available: what there is for all children together; nil if that is not known.
  public func wiringProblems(available: Resources? = nil) -> [Diagnostic] {
    var problems = aliasProblems()
    for child in children {
      problems += environmentProblems(child)
      problems += ruleProblems(child)
      problems += settingProblems(child)
    }
    problems += shadowProblems()
    problems += forwardProblems()
    problems += consentProblems()
    problems += cycleProblems()
    if let available, let problem = overcommitment(available) { problems.append(problem) }
    return problems
  }

  private func aliasProblems() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for alias in aliases where !children.contains(where: { $0.name.isSame(as: alias.child) }) {
      problems.append(
        Diagnostic(
          alias.position,
          "alias \"\(alias.name)\" names child \"\(alias.child)\", which does not exist; add \"+ start \(alias.child)\""))
    }
    return problems
  }

  /// Without these sessions the child cannot start.
  private func environmentProblems(_ child: ChildDeclaration) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for service in EnvironmentService.allCases {
      let label = service == .binary ? child.binary : ""
      let query = RouteQuery(child: child, service: service.service, label: label, isBinary: service == .binary)
      do throws(RouteFailure) {
        let route = try resolve(query)
        if route.provider == .parent || service == .log { continue }
        problems.append(
          Diagnostic(
            child.position,
            "\(service.service) of child \"\(child.name)\" must come from the parent, on which init can rely; add before"
              + " other rules: \"+ service \(service.service) | + parent\""))
      } catch {
        problems.append(Diagnostic(child.position, explain(error, of: query)))
      }
    }
    return problems
  }

  /// Settings of the child that have no effect without others.
  private func settingProblems(_ child: ChildDeclaration) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if child.heartbeat != nil, heartbeatPeriod == nil {
      problems.append(
        Diagnostic(
          child.position, "child \"\(child.name)\" is never asked for its heartbeat; add \"+ heartbeat | rate_ms: 1000\""))
    }
    guard let place = child.affinity else { return problems }
    guard let grid = affinitySpace else {
      problems.append(
        Diagnostic(
          child.position,
          "child \"\(child.name)\" has an affinity, but no grid that it refers to; add \"+ affinity-space | width: ...\""))
      return problems
    }
    if place.x + place.width > grid.width || place.y + place.height > grid.height {
      problems.append(
        Diagnostic(
          child.position,
          "the affinity of child \"\(child.name)\" reaches beyond the grid of \(grid.width) x \(grid.height): correct one of them"
        ))
    }
    return problems
  }

  /// Rules for one service say what the child needs.
  private func ruleProblems(_ child: ChildDeclaration) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for rule in child.route.rules {
      guard let service = rule.service, !Self.isEnvironment(service) else { continue }
      let query = RouteQuery(child: child, service: service, label: "")
      for target in rule.targets {
        do throws(RouteFailure) {
          try checkDevices(service, try provider(of: service, for: target, rule), rule, child)
          // "Never" is an answer, not a mistake.
          if rule.consent?.rule != .never { _ = try consent(to: service, rule) }
        } catch {
          problems.append(Diagnostic(rule.position, explain(error, of: query)))
        }
      }
    }
    return problems
  }

  /// These are looked at for every child, whether or not a rule names them.
  private static func isEnvironment(_ service: String) -> Bool {
    for name in ["PD", "CPU", "LOG"] where service.isSame(as: name) { return true }
    return false
  }

  private func forwardProblems() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for forward in forwards {
      for target in forward.node.nodes.compactMap({ $0.node("child") }) {
        guard let name = target.name, child(named: name)?.provides(forward.service) != true else { continue }
        problems.append(
          Diagnostic(
            target.position,
            "\(forward.service) is forwarded to child \"\(name)\", which does not provide it; add to \"+ start \(name)\":"
              + " \"+ provides | + service \(forward.service)\""))
      }
    }
    return problems
  }

  private func overcommitment(_ available: Resources) -> Diagnostic? {
    var sum = preserved
    for child in children { sum = sum + child.quota }
    guard let last = children.last, !available.covers(sum) else { return nil }
    return Diagnostic(
      last.position,
      "all children together are to get \((sum - preserved).ram.byteText) RAM and \((sum - preserved).capabilities)"
        + " capabilities, but there are only \((available - preserved).ram.byteText) and"
        + " \((available - preserved).capabilities): lower \"ram\" or \"caps\" of some")
  }
}

// MARK: - Waiting for each other

extension SandboxConfiguration {
  /// A child whose LOG comes from another one starts when that one runs. In a circle nobody ever does.
  private func cycleProblems() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var known: [String] = []
    for child in children where !known.contains(where: { $0.isSame(as: child.name) }) {
      let circle = circle(from: child)
      guard !circle.isEmpty else { continue }
      known += circle
      problems.append(
        Diagnostic(
          child.position,
          "\(Self.describe(circle)), so none of them can ever start; route LOG of one of them to the parent:"
            + " \"+ service LOG | + parent\""))
    }
    return problems
  }

  /// The children between `first` and `first` again; none if it is in no circle.
  private func circle(from first: ChildDeclaration) -> [String] {
    var names: [String] = []
    var current: ChildDeclaration? = first
    while let child = current, names.count <= children.count {
      names.append(child.name)
      current = logProvider(of: child)
      if let next = current, next.name.isSame(as: first.name) { return names }
    }
    return []
  }

  private func logProvider(of child: ChildDeclaration) -> ChildDeclaration? {
    do throws(RouteFailure) {
      let route = try resolve(RouteQuery(child: child, service: EnvironmentService.log.service, label: ""))
      guard case .child(let name) = route.provider else { return nil }
      return self.child(named: name)
    } catch { return nil }
  }

  private static func describe(_ circle: [String]) -> String {
    guard circle.count > 1 else { return "child \"\(circle[0])\" waits for its own LOG service" }
    var text = "children wait for each other's LOG service ("
    for name in circle { text += "\"\(name)\" -> " }
    return text + "\"\(circle[0])\")"
  }
}

// MARK: - Inits within

extension SandboxConfiguration {
  /// Services that a nested init believes to have from its parent, and that no rule of its route leads anywhere; services
  /// that it is to provide, and that none of its children is to serve.
  public func nestedProblems(_ child: ChildDeclaration, _ inner: SandboxConfiguration) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for service in inner.parentServices where !isRouted(service, child) {
      let query = RouteQuery(child: child, service: service, label: "")
      do throws(RouteFailure) { _ = try resolve(query) } catch {
        problems.append(
          Diagnostic(child.position, "its \"parent-provides\" names \(service), but " + explain(error, of: query)))
      }
    }
    for service in child.provides where !inner.forwards.contains(where: { $0.service.isSame(as: service) }) {
      problems.append(
        Diagnostic(
          child.position,
          "child \"\(child.name)\" is said to provide \(service), and its configuration offers none: add to its \"+ config\":"
            + " \"+ service \(service) | + default-policy | + child NAME\""))
    }
    return problems
  }

  /// Is there a rule for the service, for whatever label?
  private func isRouted(_ service: String, _ child: ChildDeclaration) -> Bool {
    for rule in child.route.rules where rule.service.map({ $0.isSame(as: service) }) ?? true {
      for target in rule.targets {
        do throws(RouteFailure) {
          _ = try provider(of: service, for: target, rule)
          return true
        } catch { continue }
      }
    }
    return false
  }
}
