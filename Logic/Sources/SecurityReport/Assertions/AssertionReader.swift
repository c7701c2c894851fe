// Reading `asset`, `attacker` and `assert` nodes. What is wrong with them is told with its place and the way to mend it.

import HID

public struct SecurityStatements: Sendable {
  public private(set) var assets: [Asset] = []
  public private(set) var attackers: [Attacker] = []
  public private(set) var assertions: [Assertion] = []
  /// What the same job takes elsewhere is compared with; nil: the scenario names nothing.
  public private(set) var comparison: ComparisonRequest?
  public private(set) var problems: [Diagnostic] = []
  private let model: SecurityModel

  /// The types of nodes that are read here.
  public static let nodeTypes = ["asset", "attacker", "assert", "compare-linux"]

  /// - Parameters:
  ///   - node: what they stand in.
  ///   - model: the components that they can name; its attackers can be named too.
  public init(_ node: Node, _ model: SecurityModel) {
    self.model = model
    assets = node.nodes("asset").compactMap { readAsset($0) }
    attackers = model.attackers + node.nodes("attacker").compactMap { readAttacker($0) }
    for (kind, names) in [
      ("asset", assets.map { ($0.name, $0.position) }), ("attacker", attackers.map { ($0.name, $0.position) }),
    ] {
      refuseTwins(kind, names)
    }
    assertions = node.nodes("assert").compactMap { readAssertion($0) }
    let comparisons = node.nodes("compare-linux")
    for second in comparisons.dropFirst() { complain(second.position, "a scenario has one \"compare-linux\": remove this one") }
    comparison = comparisons.first.flatMap { readComparison($0) }
  }

  // MARK: - Words

  private mutating func complain(_ position: Position, _ message: String) { problems.append(Diagnostic(position, message)) }

  private mutating func refuseTwins(_ kind: String, _ names: [(String, Position)]) {
    var known: Set<String> = []
    for (name, position) in names where !known.insert(name).inserted {
      complain(position, "there is a second \(kind) \"\(name)\": give one of them another name")
    }
  }

  private mutating func allow(_ node: Node, _ attributes: [String]) {
    for attribute in node.attributes where !attributes.contains(attribute.tag) {
      let nearest = attributes.min { attribute.tag.distance(to: $0) < attribute.tag.distance(to: $1) } ?? ""
      complain(attribute.position, "\"\(node.type)\" has no attribute \"\(attribute.tag)\"; did you mean \"\(nearest)\"?")
    }
    for child in node.nodes { complain(child.position, "\"\(node.type)\" has no nodes in it: remove \"\(child.type)\"") }
  }

  /// "a, b" as names of components.
  private mutating func components(_ node: Node, _ tag: String) -> [String] {
    Self.words(node, tag).compactMap { component($0, node) }
  }

  private static func words(_ node: Node, _ tag: String) -> [String] {
    (node.attribute(tag) ?? "").split(separator: ",").map { trimmed($0) }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// A component by its whole label, or by the end of it if only one has that.
  private mutating func component(_ word: String, _ node: Node) -> String? {
    let found = matches(word)
    if found.count == 1 { return found[0] }
    let all = model.components.map { Component.shortName(of: $0.name) }
    let nearest = all.min { word.distance(to: $0) < word.distance(to: $1) } ?? ""
    complain(
      node.position,
      found.isEmpty
        ? "there is no component \"\(word)\"; did you mean \"\(nearest)\"?"
        : "\"\(word)\" can be any of \(found.joined(separator: ", ")): write its whole label")
    return nil
  }

  private func matches(_ word: String) -> [String] {
    let names = model.components.map(\.name)
    return names.contains(word) ? [word] : names.filter { $0.hasSuffix(" -> \(word)") }
  }

  // MARK: - Assets and attackers

  private mutating func readAsset(_ node: Node) -> Asset? {
    allow(node, ["name", "held-by", "service", "about"])
    guard let name = node.name else {
      complain(node.position, "an asset needs a name: \"+ asset NAME | held-by: COMPONENT\"")
      return nil
    }
    var holders = components(node, "held-by")
    if let service = node.attribute("service") { holders += providers(of: service, node) }
    if node.attribute("held-by") == nil, node.attribute("service") == nil {
      complain(node.position, "say who has \"\(name)\": \"held-by: COMPONENT, COMPONENT\", or \"service: SERVICE\"")
    }
    return Asset(name, holders: Set(holders).sorted(), position: node.position)
  }

  private mutating func providers(of service: String, _ node: Node) -> [String] {
    let servers = model.sessions.filter { $0.service == service }.map(\.server)
    if servers.isEmpty {
      complain(node.position, "nobody has a session of \"\(service)\": correct \"service\", or use \"held-by\"")
    }
    return servers
  }

  private mutating func readAttacker(_ node: Node) -> Attacker? {
    allow(node, ["name", "enters", "about"])
    guard let name = node.name, node.attribute("enters") != nil else {
      complain(node.position, "an attacker needs a name, and where it comes in: \"+ attacker NAME | enters: COMPONENT\"")
      return nil
    }
    return Attacker(name, entries: components(node, "enters"), position: node.position)
  }

  // MARK: - Assertions

  private mutating func readAssertion(_ node: Node) -> Assertion? {
    allow(
      node,
      [
        "cannot", "from", "to", "bugs", "trusted-lines-of", "trusted-components-of", "objective", "below", "assuming", "unless",
        "about",
      ])
    let assumptions = assumptions(node)
    let kinds = ["cannot", "trusted-lines-of", "trusted-components-of"].filter { node.attribute($0) != nil }
    guard kinds.count == 1 else {
      complain(
        node.position, "an assertion says one of \"cannot: ...\", \"trusted-lines-of: ...\" and \"trusted-components-of: ...\"")
      return nil
    }
    let claim = kinds[0] == "cannot" ? prohibition(node) : size(node, kinds[0])
    return claim.map { Assertion($0, assuming: assumptions, at: node.position) }
  }

  private mutating func assumptions(_ node: Node) -> Assumptions {
    var assumptions: Assumptions = []
    if let word = node.attribute("assuming") {
      if word == "iommu" {
        assumptions.insert(.iommu)
      } else {
        complain(node.position, "\"assuming\" can only be \"iommu\", found \"\(word)\"")
      }
    }
    if let word = node.attribute("unless") {
      if word == "consent" {
        assumptions.insert(.noConsent)
      } else {
        complain(node.position, "\"unless\" can only be \"consent\", found \"\(word)\"")
      }
    }
    return assumptions
  }

  private mutating func prohibition(_ node: Node) -> Assertion.Claim? {
    let word = node.attribute("cannot") ?? ""
    let influences: [String: Influence] = ["see": .sees, "alter": .alters, "deny": .denies]
    guard word == "reach" || influences[word] != nil else {
      complain(node.position, "\"cannot\" is \"reach\", \"see\", \"alter\" or \"deny\", found \"\(word)\"")
      return nil
    }
    if node.attribute("bugs") != nil, word != "reach" { complain(node.position, "only \"cannot: reach\" counts \"bugs\"") }
    let from = end(node, "from", among: word == "reach" ? attackers.map(\.name) : [])
    let to = end(node, "to", among: assets.map(\.name))
    guard let from, let to else { return nil }
    if let influence = influences[word] { return .cannot(influence, from: from, to: to) }
    return .cannotReach(from: from, to: to, bugs: node.attribute("bugs") == nil ? nil : number(node, "bugs"))
  }

  /// A component, or one of the names.
  private mutating func end(_ node: Node, _ tag: String, among names: [String]) -> String? {
    guard let word = node.attribute(tag) else {
      complain(node.position, "\"cannot\" needs \"from: ...\" and \"to: ...\"")
      return nil
    }
    return names.contains(word) ? word : component(word, node)
  }

  private mutating func size(_ node: Node, _ kind: String) -> Assertion.Claim? {
    let objective = node.attribute("objective").flatMap { Objective(rawValue: $0) }
    if objective == nil {
      complain(node.position, "say \"objective: confidentiality\", \"integrity\" or \"availability\"")
    }
    guard let name = component(node.attribute(kind) ?? "", node), let objective, let below = number(node, "below") else {
      return nil
    }
    return kind == "trusted-lines-of"
      ? .trustedLines(of: name, objective, below: below) : .trustedComponents(of: name, objective, below: below)
  }

  private mutating func number(_ node: Node, _ tag: String) -> Int? {
    guard let text = node.attribute(tag), let value = Int.parse(text), value >= 0 else {
      complain(node.position, "\"\(tag)\" must be a number, as in \"\(tag): 40000\"")
      return nil
    }
    return value
  }

  // MARK: - Comparison

  private mutating func readComparison(_ node: Node) -> ComparisonRequest? {
    allow(node, ["component", "programs", "about"])
    let programs = Self.words(node, "programs")
    guard let word = node.attribute("component"), !programs.isEmpty else {
      complain(node.position, "say what to compare with what: \"+ compare-linux | component: NAME | programs: gpg, gpg-agent\"")
      return nil
    }
    // They are looked for in the folders of programs, and nowhere else.
    for program in programs where program.isEmpty || program.utf8.contains(UInt8(ascii: "/")) {
      complain(node.position, "\"programs\" are names of commands, without folders: found \"\(program)\"")
    }
    return component(word, node).map {
      ComparisonRequest(component: $0, programs: programs, about: node.attribute("about") ?? "")
    }
  }
}
