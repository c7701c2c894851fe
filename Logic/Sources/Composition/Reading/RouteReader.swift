// Reading routes and lists of services.

import HID

extension ConfigurationReader {
  /// The names in `+ service NAME` sub nodes.
  mutating func readServices(_ node: Node) -> [String] {
    check(node, attributes: [], nodes: ["service"])
    var names: [String] = []
    for service in node.nodes where service.type.isSame(as: "service") {
      check(service, attributes: ["name"], nodes: [])
      guard let name = required(service, "name") else { continue }
      if names.contains(where: { $0.isSame(as: name) }) {
        complain(service.position, "service \"\(name)\" is named twice: remove one of them")
      }
      names.append(name)
    }
    return names
  }

  mutating func readRoute(_ node: Node) -> Route {
    var route = Route(at: node.position)
    for rule in node.nodes {
      if rule.type.isSame(as: "service") {
        guard let service = required(rule, "name") else { continue }
        route.rules.append(readRule(rule, service: service))
      } else if rule.type.isSame(as: "any-service") {
        route.rules.append(readRule(rule, service: nil))
      }
    }
    return route
  }

  private mutating func readRule(_ node: Node, service: String?) -> RouteRule {
    let attributes: [StaticString] = [
      "label", "label_prefix", "label_suffix", "label_last", "unscoped_label", "consent", "ttl", "purpose",
    ]
    check(node, attributes: service == nil ? attributes : ["name"] + attributes, nodes: Self.targets)
    var filter = LabelFilter()
    filter.label = node.attribute("label")
    filter.prefix = node.attribute("label_prefix")
    filter.suffix = node.attribute("label_suffix")
    filter.last = node.attribute("label_last")
    filter.unscoped = node.attribute("unscoped_label")
    var targets: [RouteTarget] = []
    for target in node.nodes {
      if let target = readTarget(target) { targets.append(target) }
    }
    if targets.isEmpty {
      complain(node.position, "the rule leads nowhere: add a target, for example \"| + parent\" or \"| + child NAME\"")
    }
    return RouteRule(
      service: service, filter: filter, targets: targets, consent: readConsent(node, service: service),
      position: node.position)
  }

  private static var targets: [StaticString] { ["parent", "child", "any-child", "local"] }

  /// Targets have no sub nodes; what looks like one is the next target on the same line.
  private mutating func check(_ target: Node, attributes: [StaticString]) {
    check(target, attributes: attributes, nodes: target.nodes.isEmpty ? [] : Self.targets)
    for other in target.nodes {
      complain(
        other.position,
        "\"\(other.type)\" stands inside of \"\(target.type)\": give each target of a rule a line of its own, in the same column"
      )
    }
  }

  private mutating func readTarget(_ node: Node) -> RouteTarget? {
    let kind: RouteTarget.Kind
    switch node.type {
    case let type where type.isSame(as: "parent"): kind = .parent
    case let type where type.isSame(as: "any-child"): kind = .anyChild
    case let type where type.isSame(as: "local"): kind = .local
    case let type where type.isSame(as: "child"):
      guard let name = required(node, "name") else { return nil }
      kind = .child(name)
    default: return nil
    }
    let attributes: [StaticString] = ["label", "identity", "resource", "prepend_resource"]
    if case .child = kind { check(node, attributes: ["name"] + attributes) } else { check(node, attributes: attributes) }
    var rewriting = LabelRewriting()
    rewriting.label = node.attribute("label")
    rewriting.identity = node.attribute("identity")
    rewriting.resource = node.attribute("resource")
    rewriting.prependedResource = node.attribute("prepend_resource")
    return RouteTarget(kind, rewriting: rewriting, position: node.position)
  }

  /// `+ service LOG | + policy | label: x | + child y`, at the top.
  mutating func readForward(_ node: Node) -> ForwardedService? {
    check(node, attributes: ["name"], nodes: ["policy", "default-policy"])
    for policy in node.nodes {
      let isDefault = policy.type.isSame(as: "default-policy")
      check(policy, attributes: isDefault ? [] : ["label", "label_prefix", "label_suffix"], nodes: ["child"])
      guard let child = policy.node("child") else {
        complain(policy.position, "the policy leads nowhere: add \"| + child NAME\"")
        continue
      }
      check(child, attributes: ["name", "label", "identity", "resource", "prepend_resource"], nodes: [])
      _ = required(child, "name")
    }
    return required(node, "name").map { ForwardedService(service: $0, node: node) }
  }
}
