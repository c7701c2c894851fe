// Whether a program has to be built again: asking the package manager takes seconds, looking at the sources does not.

import Foundation

/// Remembers that a product was built, and from what.
struct BuildStamp {
  private let file: URL
  private let product: URL
  /// Everything that the product may depend on, with the newest change of each: equal as long as nothing changed.
  private let state: String

  let name: String

  private init(_ repository: Repository, _ name: String, state: String) {
    self.name = name
    file = Self.file(repository, name)
    product = repository.product(name)
    self.state = state
  }

  /// The state is that of now: make the stamps before building. All sources are looked at, once.
  static func stamps(_ repository: Repository, _ names: [String]) -> [BuildStamp] {
    let state = state(of: repository)
    return names.map { BuildStamp(repository, $0, state: state) }
  }

  private static func file(_ repository: Repository, _ name: String) -> URL {
    repository.build.appending(path: "stamps/\(name)")
  }

  var isValid: Bool {
    FileManager.default.fileExists(atPath: product.path) && (try? String(contentsOf: file, encoding: .utf8)) == state
  }

  func set() throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try state.write(to: file, atomically: true, encoding: .utf8)
  }

  /// Has the product built again.
  static func remove(_ repository: Repository, _ name: String) {
    try? FileManager.default.removeItem(at: file(repository, name))
  }

  private static func state(of repository: Repository) -> String {
    let folders = ["System", "Logic/Sources", "Logic/Package.swift"].map { repository.root.appending(path: $0).path }
    let sources = folders.flatMap { folder in
      [folder] + (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    }
    return (sources + [compiler]).sorted().map { "\($0) \(change(of: $0))\n" }.joined()
  }

  /// Nanoseconds matter: an editor may save twice within a second.
  private static func change(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "missing" }
    return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size)"
  }

  private static var compiler: String {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
    let places = folders.map { "\($0)/swift" }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "swift"
  }
}
