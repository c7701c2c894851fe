// Where a child's sessions can lead, whatever their labels are: for those who judge a system before it runs.

import HID

/// One way that a route leaves open.
public struct PossibleRoute: Sendable {
  public let provider: ResolvedRoute.Provider
  /// Under which condition on its label; all that the rule says.
  public let rule: RouteRule
}

extension SandboxConfiguration {
  /// All providers that `resolve` can answer with for some label. Rules are looked at until one takes every label.
  public func possibleRoutes(of service: String, for child: ChildDeclaration) -> [PossibleRoute] {
    var routes: [PossibleRoute] = []
    for rule in child.route.rules where rule.service.map({ $0.isSame(as: service) }) ?? true {
      let provider = possibleProvider(of: service, rule, for: child)
      if let provider { routes.append(PossibleRoute(provider: provider, rule: rule)) }
      let isDecided = provider != nil || rule.service != nil
      if isDecided, rule.filter == LabelFilter() { break }
    }
    return routes
  }

  /// Where one rule leads: its first target, or, if it is for any service, the first that has this one.
  private func possibleProvider(of service: String, _ rule: RouteRule, for child: ChildDeclaration) -> ResolvedRoute.Provider? {
    for target in rule.targets {
      do throws(RouteFailure) {
        let provider = try provider(of: service, for: target, rule)
        try checkDevices(service, provider, rule, child)
        _ = try consent(to: service, rule)
        return provider
      } catch { if rule.service != nil { return nil } }
    }
    return nil
  }
}
