// Building what a scenario needs, and nothing else.

import Foundation

public struct Builder {
  let repository: Repository
  let progress: (String) -> Void

  /// - Parameter progress: called with a word on what is being built.
  public init(_ repository: Repository, progress: @escaping (String) -> Void) {
    self.repository = repository
    self.progress = progress
  }

  /// Builds the kernel, core, init, and the given components.
  public func build(_ components: [String]) throws {
    try buildKernel()
    for name in ["core", "init"] + components { try build(name, toolset: "component", folder: "system") }
  }

  public func buildKernel() throws { try build("kernel", toolset: "kernel", folder: "kernel") }

  private func build(_ product: String, toolset: String, folder: String) throws {
    let stamp = BuildStamp(repository, product)
    guard !stamp.isValid else { return }
    progress(product)
    try FetchedSources(repository).provide(for: product)
    var command = Command(
      "swift",
      [
        "build", "-c", "release", "--triple", "x86_64-unknown-none-elf", "--toolset", "Toolsets/\(toolset).json",
        // The manifest lists the folders of components: it must be read anew when one was added.
        "--manifest-cache", "none",
        "--product", product, "--scratch-path", repository.build.appending(path: folder).path,
      ], in: repository.system)
    // The manifest finds components by looking for folders. The package manager remembers what a manifest came to, by its
    // text and the environment: this makes it look again when there are others.
    command.environment["BULKHEAD_COMPONENTS"] = repository.components().joined(separator: " ")
    let result = try command.run()
    guard result.status == 0 else {
      throw ToolError("\(result.output)\n\"\(product)\" does not build; see above")
    }
    try stamp.set()
  }
}
