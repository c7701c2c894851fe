// Resolving a request against a configuration: to a provider, or to the exact reason why there is none.

import HID

/// A request for a session, as far as routing is concerned.
public struct RouteQuery: Sendable {
  public let child: ChildDeclaration
  public let service: String
  /// As the child gave it.
  public let label: String
  /// The sandbox itself asks, for the child's program: the label is the program's name and nothing else.
  public let isBinary: Bool

  public init(child: ChildDeclaration, service: String, label: String, isBinary: Bool = false) {
    self.child = child
    self.service = service
    self.label = label
    self.isBinary = isBinary
  }

  /// As a provider gets it, unless a rule changes it: with the child's name in front.
  public var scopedLabel: String { isBinary ? label : label.scoped(to: child.name) }
}

/// Where a request goes.
public struct ResolvedRoute: Sendable {
  public enum Provider: Equatable, Sendable {
    case parent
    case child(String)
    /// The inline configuration of the child itself.
    case configuration
    case local

    public static func == (a: Provider, b: Provider) -> Bool {
      switch (a, b) {
      case (.parent, .parent), (.configuration, .configuration), (.local, .local): true
      case (.child(let a), .child(let b)): a.isSame(as: b)
      case (.parent, _), (.child, _), (.configuration, _), (.local, _): false
      }
    }
  }

  public let provider: Provider
  /// As the provider gets it.
  public let label: String
  /// The user is asked before the provider hears of it.
  public var consent: ConsentClause?

  public init(provider: Provider, label: String, consent: ConsentClause? = nil) {
    self.provider = provider
    self.label = label
    self.consent = consent
  }
}

/// Why a request has no provider.
public enum RouteFailure: Error, Sendable {
  /// No rule matches.
  case noRule
  /// The rule's target cannot provide the service.
  case noSuchChild(String, RouteRule)
  case notProvided(by: String, RouteRule)
  case notProvidedByParent(RouteRule)
  case noProvider(RouteRule)
  case ambiguous([String], RouteRule)
  case noTarget(RouteRule)
  /// The rule wants the user to be asked, and there is nobody who asks.
  case noConsentBroker(RouteRule)
  /// The user is never asked, and the service is not given.
  case neverConsented(RouteRule)
  /// The service is guarded, and the rule does not say when the user is asked.
  case unguarded(RouteRule)
  /// Any device, from the parent, is for those who manage the system.
  case notManaging(RouteRule)
}

extension SandboxConfiguration {
  /// Finds the provider for a request.
  ///
  /// - Throws: why there is none. If several rules match, the reason of the first.
  public func resolve(_ query: RouteQuery) throws(RouteFailure) -> ResolvedRoute {
    if query.service.isSame(as: "ROM"), query.label.isSame(as: "config"), query.child.configuration != nil {
      return ResolvedRoute(provider: .configuration, label: query.scopedLabel)
    }
    let scoped = query.scopedLabel
    var reason: RouteFailure?
    let rules = query.child.route.rules
    for index in rules.indices where rules[index].matches(query, scoped: scoped) {
      let rule = rules[index]
      for target in rule.targets {
        do throws(RouteFailure) {
          let provider = try provider(of: query.service, for: target, rule)
          try checkDevices(query.service, provider, rule, query.child)
          let consent = try consent(to: query.service, rule)
          return ResolvedRoute(provider: provider, label: target.rewriting.applied(to: scoped), consent: consent)
        } catch {
          if rule.service != nil { throw error }
          reason = reason ?? error
        }
      }
      if rule.targets.isEmpty { reason = reason ?? .noTarget(rule) }
    }
    throw reason ?? .noRule
  }

  /// Whoever may name any device's memory, ports or interrupts is in charge of all devices, and by their memory accesses of
  /// everything. That must not come with a rule for any service: it takes `managing_system: yes`.
  func checkDevices(
    _ service: String, _ provider: ResolvedRoute.Provider, _ rule: RouteRule, _ child: ChildDeclaration
  ) throws(RouteFailure) {
    let isDevice = service.isSame(as: "IO_MEM") || service.isSame(as: "IO_PORT") || service.isSame(as: "IRQ")
    if isDevice, provider == .parent, !child.managesSystem { throw .notManaging(rule) }
  }

  func provider(of service: String, for target: RouteTarget, _ rule: RouteRule) throws(RouteFailure)
    -> ResolvedRoute.Provider
  {
    switch target.kind {
    case .local: return .local
    case .parent:
      guard parentServices.contains(where: { $0.isSame(as: service) }) else { throw .notProvidedByParent(rule) }
      return .parent
    case .child(let name):
      guard let child = child(named: name) else { throw .noSuchChild(name, rule) }
      guard child.provides(service) else { throw .notProvided(by: child.name, rule) }
      return .child(child.name)
    case .anyChild:
      let providers = providers(of: service)
      guard let first = providers.first else { throw .noProvider(rule) }
      guard providers.count == 1 else { throw .ambiguous(providers, rule) }
      return .child(first)
    }
  }

  /// The names of all children that provide a service.
  public func providers(of service: String) -> [String] {
    var names: [String] = []
    for child in children where child.provides(service) { names.append(child.name) }
    return names
  }
}
