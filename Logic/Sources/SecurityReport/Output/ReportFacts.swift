// A report as a set of single facts, one a line. Two reports differ by the lines that only one of them has: exactly what a change
// of a system changes in its security.

extension JSON {
  /// A report's facts, sorted. Of a report that was saved as well as of one just made.
  public var facts: [String] {
    var facts: [String] = []
    for component in self["components"].items { facts += Self.componentFacts(component) }
    facts += self["sessions"].items.map(Self.sessionFact)
    facts += self["reach"].items.map(Self.reachFact)
    for library in self["supplyChain"].items {
      let name = library["library"].string
      facts += library["components"].strings.map { "library \(name) is in \($0)" }
      facts += Self.damageFacts("library \(name)", library["blastRadius"])
    }
    facts += self["assertions"].items.map {
      "assert | \($0["assertion"].string): \($0["holds"] == .flag(true) ? "holds" : "does not hold")"
    }
    for kind in ["assets", "attackers"] {
      let tag = kind == "assets" ? "heldBy" : "enters"
      facts += self[kind].items.map { "\(kind.dropLast()) \($0["name"].string): \($0[tag].strings.joined(separator: ", "))" }
    }
    return Set(facts).sorted()
  }

  /// What only one of two reports says: "- " before, "+ " after.
  public static func difference(from before: JSON, to after: JSON) -> [String] {
    let (old, new) = (Set(before.facts), Set(after.facts))
    return old.subtracting(new).sorted().map { "- \($0)" } + new.subtracting(old).sorted().map { "+ \($0)" }
  }

  private static func componentFacts(_ component: JSON) -> [String] {
    let name = component["name"].string
    var facts = ["\(name): ram \(component["ram"].text), capabilities \(component["capabilities"].text)"]
    facts += component["disks"].items.map { part in
      let extent =
        part["blocks"] == .null
        ? "all blocks from \(part["firstBlock"].text) on" : "\(part["blocks"].text) blocks from \(part["firstBlock"].text) on"
      return "\(name): \(extent) of disk \(part["disk"].string)\(part["isWritable"] == .flag(true) ? ", writable" : "")"
    }
    if component["time"] != .null {
      let time = component["time"]
      facts.append(
        "\(name): \(time["budgetNanoseconds"].text) ns of CPU \(time["cpu"].text) every \(time["periodNanoseconds"].text) ns, within"
          + " \(time["responseNanoseconds"].text) ns")
    }
    if component["size"] != .null { facts.append("\(name): \(component["size"]["linkedLines"].text) linked lines of its own") }
    for objective in Objective.allCases {
      let base = component["trustedBase"][objective.rawValue]
      facts += base["components"].strings.map { "\(name) trusts \($0) for \(objective.rawValue)" }
      if base["linkedLines"] != .null {
        facts.append("\(name) trusts \(base["linkedLines"].text) linked lines for \(objective.rawValue)")
      }
    }
    return facts + damageFacts(name, component["blastRadius"])
  }

  private static func damageFacts(_ name: String, _ radius: JSON) -> [String] {
    let kinds = [
      ("direct", "loses"), ("withConsent", "loses with consent"), ("withOneMoreBug", "loses with one more bug"),
      ("withBaseBug", "loses with a bug of the base"),
    ]
    return kinds.flatMap { key, words in
      radius[key].items.flatMap { loss in
        loss["lost"].strings.map { "hostile \(name) \(words) \($0) of \(loss["name"].string)" }
      }
    }
  }

  private static func sessionFact(_ session: JSON) -> String {
    let consent = session["consent"] == .null ? "" : ", consent \(session["consent"].string)"
    let filter = session["filter"] == .null ? "" : ", \(session["filter"].string)"
    return "route \(session["client"].string) -> \(session["server"].string): \(session["service"].string)\(filter)\(consent)"
  }

  private static func reachFact(_ reach: JSON) -> String {
    let bugs = reach["bugs"].text
    return
      "\(reach["attacker"].string) reaches \(reach["component"].string) with \(bugs) \(bugs == "1" ? "bug" : "bugs"),"
      + " \(reach["paths"].text) paths, by \(reach["shortestPath"].strings.joined(separator: ", "))"
  }

  // MARK: - Looking into it

  public subscript(_ key: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.key == key }?.value ?? .null
  }

  public var items: [JSON] {
    if case .list(let items) = self { return items }
    return []
  }

  public var string: String {
    if case .text(let text) = self { return text }
    return ""
  }

  public var strings: [String] { items.map(\.string) }
}
