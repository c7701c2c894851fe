// Where things are in the repository.

import Foundation

public struct Repository: Sendable {
  public let root: URL

  public init(root: URL) { self.root = root }

  /// The repository that `./bulkhead` was called in.
  public static func current() throws -> Repository {
    guard let path = ProcessInfo.processInfo.environment["BULKHEAD_ROOT"] else {
      throw ToolError("call the tool as ./bulkhead in the repository")
    }
    return Repository(root: URL(fileURLWithPath: path))
  }

  public var system: URL { root.appending(path: "System") }
  public var scenarios: URL { root.appending(path: "Scenarios") }
  public var build: URL { root.appending(path: "Build") }
  public func images(_ name: String) -> URL { build.appending(path: "images/\(name)") }

  /// The unstripped program that a build left behind.
  public func product(_ name: String) -> URL {
    build.appending(path: "\(name == "kernel" ? "kernel" : "system")/x86_64-unknown-none-elf/release/\(name)")
  }

  public static let componentFolders = ["Programs", "Servers", "Drivers"]

  /// The components that a scenario can start: one folder each.
  public func components() -> [String] { Self.componentFolders.flatMap { components(in: $0) }.sorted() }

  /// Those that drive devices.
  public func drivers() -> Set<String> { Set(components(in: "Drivers")) }

  private func components(in folder: String) -> [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: system.appending(path: folder).path)) ?? []
    return found.filter { isFolder(system.appending(path: "\(folder)/\($0)")) }
  }

  public func scenarioNames() -> [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: scenarios.path)) ?? []
    return found.filter { FileManager.default.fileExists(atPath: scenarios.appending(path: "\($0)/scenario.hid").path) }
      .sorted()
  }

  /// The folder of a component, from the root on; nil if there is none.
  public func folder(of component: String) -> String? {
    Self.componentFolders.map { "System/\($0)/\(component)" }.first { isFolder(root.appending(path: $0)) }
  }

  private func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
