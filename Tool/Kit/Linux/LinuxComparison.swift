// The same job on this machine's Linux: what a scenario's node `compare-linux` names, measured.

import Foundation
import SecurityReport

extension Repository {
  /// - Parameter kernelImage: a kernel with debug information, instead of the one that runs.
  func linux(_ request: ComparisonRequest, kernelImage: String?) throws -> ForeignSystem {
    let files = LinuxFiles(self)
    try provideDebugInformation(files.debugFolders)
    let kernel = try files.kernel(image: kernelImage)
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let all = try files.files(of: request.programs) + [kernel]
    let references = try files.references()
    guard !references.isEmpty || all.allSatisfy({ $0.measuredLines != nil }) else {
      throw ToolError("no library's debug information is here to estimate lines from: apt-get install libc6-dbg")
    }
    return ForeignSystem("\(kernel.name), \(Self.name(inRelease: release))", files: all, references: references)
  }

  /// os-release(5).
  static func name(inRelease text: String) -> String {
    let line = text.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return line.map { $0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } } ?? "a Linux that does not say its name"
  }

  /// That of the C library, in the version that is installed: fetched if it is not there. Without it an error says so later.
  private func provideDebugInformation(_ places: [String]) throws {
    if places.contains(where: { FileManager.default.fileExists(atPath: $0 + "/.build-id") }) { return }
    let folder = build.appending(path: "linux")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = """
      set -e; version=$(dpkg-query -W -f '${Version}' libc6)
      apt-get download -q libc6-dbg=$version; dpkg -x libc6-dbg_*.deb .; rm libc6-dbg_*.deb
      """
    _ = try Command("sh", ["-c", script], in: folder).run()
  }

  /// What the scenario compares itself with.
  /// - Throws: `ToolError` if it does not say.
  public func comparisonRequest(_ scenario: Scenario) throws -> ComparisonRequest {
    if let request = scenario.security(try securitySources()).statements.comparison { return request }
    throw ToolError(
      "the scenario \"\(scenario.name)\" does not say what to compare: \"+ compare-linux | component: NAME | programs: A, B\"")
  }

  /// - Throws: `ToolError` if this machine lacks something.
  public func comparison(
    _ request: ComparisonRequest, _ report: SecurityReport, _ sizes: ProgramSizes, kernelImage: String? = nil
  ) throws -> SystemComparison {
    SystemComparison(request, report, sizes, try linux(request, kernelImage: kernelImage))
  }
}
