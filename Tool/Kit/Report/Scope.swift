// One init of a system, with the inits around it: where its children's sessions can lead.

import Composition
import Foundation
import HID

indirect enum Surroundings {
  /// The first init: core is around it.
  case core
  /// A child of another init.
  case scope(Scope, child: ChildDeclaration)
}

struct Scope {
  /// The init's own label.
  let label: String
  let node: Node
  let configuration: SandboxConfiguration
  let surroundings: Surroundings

  init(_ label: String, _ node: Node, in surroundings: Surroundings) {
    self.label = label
    self.node = node
    self.surroundings = surroundings
    configuration = SandboxConfiguration.read(node).configuration
  }

  /// How urgent a child's threads are: 0 is the most urgent that any child's can be. Levels share 128 priorities, and those of a
  /// nested init's children lie below its own, in the same order.
  func urgency(of child: ChildDeclaration) -> Int {
    let own = child.priority * (128 / configuration.priorityLevels)
    switch surroundings {
    case .core: return own
    case .scope(let outer, let child): return outer.urgency(of: child) - 1 + own
    }
  }

  func label(of child: String) -> String { "\(label) -> \(child)" }

  func config(of child: ChildDeclaration) -> Node? {
    node.nodes("start").first { $0.position == child.position }?.node("config")
  }

  /// The init that a child is; nil if it is another program.
  func inner(_ child: ChildDeclaration) -> Scope? {
    guard child.binary == "init", let config = config(of: child) else { return nil }
    return Scope(label(of: child.name), config, in: .scope(self, child: child))
  }

  /// All services that there are for its children.
  var services: [String] {
    Array(Set(configuration.parentServices + configuration.children.flatMap(\.provides))).sorted()
  }

  /// Where a session can lead.
  struct Target {
    let server: String
    var consent: String?
    var broker: String?
    var filter: String?
    let position: Position
  }

  func targets(of service: String, for child: ChildDeclaration) -> [Target] {
    configuration.possibleRoutes(of: service, for: child).flatMap { route -> [Target] in
      var targets = self.targets(of: service, at: route.provider, route.rule.position)
      for index in targets.indices {
        if let clause = route.rule.consent {
          targets[index].consent = "\(clause.rule.word)"
          targets[index].broker = configuration.consent.map { label(of: $0.child) }
        }
        targets[index].filter = Self.text(route.rule.filter) ?? targets[index].filter
      }
      return targets
    }
  }

  private func targets(of service: String, at provider: ResolvedRoute.Provider, _ position: Position) -> [Target] {
    switch provider {
    case .configuration: return []
    case .local: return [Target(server: label, position: position)]
    case .parent:
      switch surroundings {
      case .core: return CompositionCheck.coreServices.contains(service) ? [Target(server: "core", position: position)] : []
      case .scope(let outer, let child): return outer.targets(of: service, for: child)
      }
    case .child(let name):
      guard let child = configuration.child(named: name) else { return [] }
      let inner = inner(child).map { $0.offering(service) } ?? []
      return (inner.isEmpty ? [label(of: name)] : inner).map { Target(server: $0, position: position) }
    }
  }

  /// The children that serve what this init offers to the outside.
  private func offering(_ service: String) -> [String] {
    let policies = configuration.forwards.filter { $0.service == service }.flatMap(\.node.nodes)
    return Set(policies.compactMap { $0.node("child")?.name }).sorted().flatMap { name -> [String] in
      let inside = configuration.child(named: name).flatMap { inner($0) }.map { $0.offering(service) } ?? []
      return inside.isEmpty ? [label(of: name)] : inside
    }
  }

  /// As the configuration says it; nil: the rule takes every label.
  private static func text(_ filter: LabelFilter) -> String? {
    let parts = [
      ("label", filter.label), ("label_prefix", filter.prefix), ("label_suffix", filter.suffix), ("label_last", filter.last),
      ("unscoped_label", filter.unscoped),
    ]
    let text = parts.compactMap { tag, value in value.map { "\(tag): \($0)" } }.joined(separator: " | ")
    return text.isEmpty ? nil : text
  }
}
