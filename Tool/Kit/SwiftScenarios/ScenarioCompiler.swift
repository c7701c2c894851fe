// Scenarios that are written in Swift: compiled here against the interfaces of System/Sessions, and run; what they print is the
// scenario as HID, which everything else reads.

import Foundation

public struct ScenarioCompiler {
  private let repository: Repository
  private var tool: URL { repository.build.appending(path: "tool/release") }

  public init(_ repository: Repository) { self.repository = repository }

  /// The scenario as HID.
  /// - Throws: `ToolError` with what the compiler says, or with what cannot be expressed.
  public func hid(_ file: URL) throws -> String {
    try hid(String(contentsOf: file, encoding: .utf8), repository.path(of: file.path) ?? file.lastPathComponent)
  }

  /// - Parameter name: what mistakes are told under.
  func hid(_ text: String, _ name: String) throws -> String {
    try FileManager.default.withTemporaryFolder { work in
      let program = work.appending(path: "compose")
      let compiled = try compile(text, name, in: work, ["-o", program.path])
      guard compiled.status == 0 else { throw ToolError("\(compiled.output)\n\(name) does not compile; see above") }
      let result = try Command(program.path, []).run()
      guard result.status == 0 else { throw ToolError("\(name): \(result.output)") }
      return result.output
    }
  }

  /// What the compiler says of a scenario; empty if it compiles.
  func complaints(_ text: String, _ name: String) throws -> String {
    let result = try FileManager.default.withTemporaryFolder { try compile(text, name, in: $0, ["-typecheck"]) }
    return result.status == 0 ? "" : result.output
  }

  /// Only a file of that name may say what happens in order; mistakes are told under the scenario's own.
  private func compile(
    _ text: String, _ name: String, in work: URL, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let main = "#sourceLocation(file: \"\(name)\", line: 1)\n" + text
    try main.write(to: work.appending(path: "main.swift"), atomically: true, encoding: .utf8)
    let catalogue = try ProgramCatalogue(repository).source
    try catalogue.write(to: work.appending(path: "Programs.swift"), atomically: true, encoding: .utf8)
    let modules = repository.system.appending(path: "RPC/CKernel/include/module.modulemap")
    return try Command(
      "swiftc",
      [
        "-swift-version", "6", "-I", tool.appending(path: "Modules").path, "-Xcc", "-fmodule-map-file=\(modules.path)", "-L",
        tool.path, "-lTypedComposition", "-Xlinker", "-rpath", "-Xlinker", tool.path, "main.swift", "Programs.swift",
      ] + arguments, in: work
    ).run()
  }

  /// Builds what scenarios are compiled against. It lies beside the tool, which is made from much of the same.
  public func prepare() throws {
    let result = try Command(
      "swift",
      [
        "build", "-c", "release", "--package-path", repository.root.path, "--product", "TypedComposition", "--scratch-path",
        repository.build.appending(path: "tool").path,
      ]
    ).run()
    guard result.status == 0 else {
      throw ToolError("\(result.output)\nwhat scenarios are compiled against does not build; see above")
    }
  }
}
