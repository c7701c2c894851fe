// Which of the repository's modules a program is made of, by what its sources import, and what those import.

import Foundation

struct ImportedModules {
  private let repository: Repository

  init(_ repository: Repository) { self.repository = repository }

  /// The names of all modules that a folder's sources import, directly or by way of others.
  /// - Parameter folder: from the repository's root on.
  /// - Throws: if a source cannot be read.
  func all(of folder: String) throws -> Set<String> {
    var found: Set<String> = []
    var open = [repository.root.appending(path: folder)]
    while let folder = open.popLast() {
      for name in try imports(of: folder) where found.insert(name).inserted {
        if let next = self.folder(of: name) { open.append(next) }
      }
    }
    return found
  }

  /// Nil: it is not one of the repository's, or one of C, which imports nothing.
  private func folder(of module: String) -> URL? {
    ["Logic/Sources", "System"].map { repository.root.appending(path: "\($0)/\(module)") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func imports(of folder: URL) throws -> Set<String> {
    let files = LineCounter.files(folder).filter { $0.pathExtension == "swift" }
    guard !files.isEmpty else { throw ToolError("there are no sources in \(folder.path)") }
    let lines = try files.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }
    return Set(lines.compactMap(Self.imported))
  }

  /// `import Geometry`, also behind an attribute or an access level.
  static func imported(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
      words[..<place].allSatisfy({ $0.hasPrefix("@") || ["public", "internal", "private", "package"].contains($0) })
    else { return nil }
    return String(words[place + 1])
  }
}
