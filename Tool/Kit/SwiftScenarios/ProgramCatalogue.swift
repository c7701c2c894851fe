// All programs as Swift types, with what their sources offer: what scenarios in Swift are compiled against. It is made anew each
// time, so it says what the sources say.

import Foundation

struct ProgramCatalogue {
  /// Programs by name, with the interfaces (types of System/Sessions) that they offer.
  let programs: [(name: String, interfaces: [String])]

  init(_ repository: Repository) throws {
    let sessions = repository.system.appending(path: "Sessions")
    let declared = try Self.matches(#/public enum (\w+): SessionInterface/#, in: sessions)
    programs = try repository.components().map { name in
      let folder = repository.root.appending(path: repository.folder(of: name) ?? "")
      let offered = try Self.matches(#/\.offer\((\w+)\.self[,)](?! named:)/#, in: folder)
      return (name, offered.filter(declared.contains))
    }
  }

  /// What the pattern's parentheses match in a folder's Swift files, each once, in order.
  private static func matches(_ pattern: Regex<(Substring, Substring)>, in folder: URL) throws -> [String] {
    var found: [String] = []
    for file in LineCounter.files(folder).sorted(by: { $0.path < $1.path }) where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: pattern) where !found.contains(String(match.1)) {
        found.append(String(match.1))
      }
    }
    return found
  }

  /// Swift: a type for each program, and a property for each interface that it offers.
  var source: String {
    let lines = programs.flatMap { name, interfaces -> [String] in
      let type = Self.identifier(name)
      let offers = interfaces.map { "\"\\(\($0).name)\"" }.joined(separator: ", ")
      let properties = interfaces.map { "  var \(Self.property($0)): Provider<\($0)> { provider(\($0).self) }" }
      return [
        "extension Programs {", "  enum \(type): Program {", "    static let binary = \"\(name)\"",
        "    static let offers: [String] = [\(offers)]", "  }", "}",
      ] + (properties.isEmpty ? [] : ["extension Component where P == Programs.\(type) {"] + properties + ["}"])
    }
    return (["import Sessions", "import TypedComposition"] + lines).joined(separator: "\n") + "\n"
  }

  /// "test-core" as a word of Swift.
  static func identifier(_ name: String) -> String { name.replacingOccurrences(of: "-", with: "_") }

  /// "Gui" is `gui`, "ROM" is `rom`, "LogHistory" is `logHistory`.
  static func property(_ interface: String) -> String {
    let capitals = interface.prefix { $0.isUppercase }
    if capitals.count == interface.count { return interface.lowercased() }
    let start = capitals.count == 1 ? 1 : capitals.count - 1
    return interface.prefix(start).lowercased() + interface.dropFirst(start)
  }
}
