// What components provide in a system: those services of their programs to which somebody is routed. The others nobody could ask
// for, so they may not be announced either.

enum Offers {
  /// - Parameter entries: all that stands in one init's configuration.
  static func added(_ entries: [Entry]) -> [Entry] {
    let rules = entries.flatMap {
      $0.type == "default-route" ? $0.entries : $0.entries.filter { $0.type == "route" }.flatMap(\.entries)
    }
    var used: [String: Set<String>] = [:]
    for rule in rules {
      for target in rule.entries where target.type == "child" {
        if let child = target.name, let service = rule.name { used[child, default: []].insert(service) }
      }
    }
    return entries.map { with(used[$0.name ?? ""] ?? [], $0) }
  }

  private static func with(_ used: Set<String>, _ entry: Entry) -> Entry {
    let provided = entry.offers.filter(used.contains)
    guard entry.type == "start", !provided.isEmpty else { return entry }
    var entry = entry
    let place = entry.entries.first?.type == "binary" ? 1 : 0
    entry.entries.insert(Entry("provides", nil, [], entries: provided.map { Entry("service", $0) }), at: place)
    return entry
  }
}

extension Entry {
  fileprivate var name: String? { attributes.first { $0.tag == "name" }?.value }
}
