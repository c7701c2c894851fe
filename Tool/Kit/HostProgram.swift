// A program for the host, built of Logic's modules, sources of components, and C that is fetched, optimized: for proofs that need the
// real cryptography, and mails of 25 MiB.

import Foundation

struct HostProgram {
  private let repository: Repository
  private let folder: URL
  private var objects: [String] = []

  /// - Parameter name: of the program, and of its folder in `Build`.
  init(_ name: String, _ repository: Repository) throws {
    self.repository = repository
    folder = repository.build.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// - Parameters:
  ///   - file: from the repository's root on, or whole.
  ///   - flags: beside where fetched sources are.
  mutating func add(c file: URL, _ flags: [String] = []) throws {
    let object = folder.appending(path: file.lastPathComponent + ".o").path
    let include = "-I" + repository.build.appending(path: "fetched").path
    try run("clang", ["-O2", "-c", "-w", include] + flags + [file.path, "-o", object])
    objects.append(object)
  }

  mutating func add(module name: String) throws {
    let object = folder.appending(path: "\(name).o").path
    let sources = LineCounter.files(repository.root.appending(path: "Logic/Sources/\(name)")).map(\.path)
    try swiftc(
      ["-emit-module", "-emit-object", "-module-name", name, "-o", object] + sources.filter { $0.hasSuffix(".swift") })
    objects.append(object)
  }

  /// The program's path.
  /// - Parameters:
  ///   - sources: from the repository's root on.
  ///   - modules: where modules of C are, from the repository's root on.
  func link(_ sources: [String], modules: String) throws -> String {
    let program = folder.appending(path: folder.lastPathComponent).path
    let files = sources.map { repository.root.appending(path: $0).path }
    try swiftc(["-I", repository.root.appending(path: modules).path, "-o", program] + files + objects)
    return program
  }

  private func swiftc(_ arguments: [String]) throws {
    let flags = [
      "-O", "-wmo", "-swift-version", "6", "-enable-experimental-feature", "Lifetimes", "-parse-as-library",
      "-suppress-warnings", "-I", folder.path,
    ]
    try run("swiftc", flags + arguments)
  }

  private func run(_ name: String, _ arguments: [String]) throws {
    let result = try Command(name, arguments, in: folder).run()
    guard result.status == 0 else { throw ToolError("the proof does not build:\n\(result.output)") }
  }
}
