// Building, packing and booting a scenario: what `run`, `test` and `bench` have in common.

import Foundation

public struct Runner {
  public let repository: Repository
  private let progress: (String) -> Void

  public init(_ repository: Repository, progress: @escaping (String) -> Void = { _ in }) {
    self.repository = repository
    self.progress = progress
  }

  /// Builds what the scenario needs and returns its boot archive.
  public func prepare(_ scenario: Scenario, replacements: [ModuleFile] = []) throws -> URL {
    try Builder(repository) { progress("building \($0)") }.build(scenario.binaries)
    progress("packing")
    return try BootImage(repository).make(scenario, replacements: replacements)
  }

  public var kernel: URL { repository.product("kernel") }
}
