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

  /// Builds the kernel, core, init, and the given components: all that changed, at once.
  public func build(_ components: [String]) throws {
    try buildKernel()
    try build(["core", "init"] + components, toolset: "component", folder: "system")
  }

  public func buildKernel() throws { try build(["kernel"], toolset: "kernel", folder: "kernel") }

  private func build(_ images: [String], toolset: String, folder: String) throws {
    let stamps = BuildStamp.stamps(repository, Set(images).sorted()).filter { !$0.isValid }
    guard !stamps.isEmpty else { return }
    let names = stamps.map(\.name)
    progress(
      names.count > 3 ? "\(names.count) images, \(names[0]) to \(names[names.count - 1])" : names.joined(separator: ", "))
    for name in names { try FetchedSources(repository).provide(for: name) }
    let result = try command(names, toolset: toolset, folder: folder).run()
    guard result.status == 0 else {
      throw ToolError("\(result.output)\nthe system does not build; see above")
    }
    for stamp in stamps { try stamp.set() }
  }

  private func command(_ images: [String], toolset: String, folder: String) -> Command {
    var command = Command(
      "swift",
      [
        "build", "-c", "release", "--triple", "x86_64-unknown-none-elf", "--toolset", "Toolsets/\(toolset).json",
        // The manifest looks for folders of components and for what they depend on: it must be read anew each time.
        "--manifest-cache", "none", "--scratch-path", repository.build.appending(path: folder).path,
      ], in: repository.system)
    command.environment["BULKHEAD_IMAGES"] = images.joined(separator: " ")
    return command
  }
}
