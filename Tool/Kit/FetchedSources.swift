// Sources of others that components are built with. They are not in this repository: what a component names in its file
// `dependencies` (`fetched NAME`) is fetched by name from the Python package index, in one version whose every byte is known, and
// lies in Build/fetched.

import Foundation

struct FetchedSources {
  private let repository: Repository

  /// A release of a package that contains the sources, and the SHA-256 of each file that is used.
  struct Release {
    let package: String
    let version: String
    let files: [(name: String, digest: String)]
  }

  static let known: [String: Release] = [
    // Monocypher 4.0.3 (BSD 2-clause or CC0), as the Python binding ships it.
    "monocypher": Release(
      package: "pymonocypher", version: "4.0.3.4",
      files: [
        ("monocypher.c", "57eb914fc88136119bd41655cccb8c250048bf54d470540625186f8ab16f64be"),
        ("monocypher.h", "c494da712122da7ff679fdcf318a5317e84972b6c950fe9d896212947797facd"),
      ])
  ]

  init(_ repository: Repository) { self.repository = repository }

  /// Has what a component names there.
  func provide(for component: String) throws {
    guard let folder = repository.folder(of: component) else { return }
    let file = repository.root.appending(path: "\(folder)/dependencies")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return }
    for line in text.split(separator: "\n") where line.hasPrefix("fetched ") {
      let name = String(line.dropFirst("fetched ".count))
      guard let release = Self.known[name] else {
        throw ToolError("\(component) needs \"\(name)\": Tool/Kit/FetchedSources.swift does not say where that is fetched")
      }
      try provide(name, release)
    }
  }

  private func provide(_ name: String, _ release: Release) throws {
    let target = repository.build.appending(path: "fetched/\(name)")
    if (try? verify(release, in: target)) != nil { return }
    let work = FileManager.default.temporaryDirectory.appending(path: "bulkhead-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: work) }
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    try download(release, to: work)
    try verify(release, in: work)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for file in release.files {
      let place = target.appending(path: file.name)
      try? FileManager.default.removeItem(at: place)
      try FileManager.default.moveItem(at: work.appending(path: file.name), to: place)
    }
  }

  /// Networks fail now and then.
  private func download(_ release: Release, to folder: URL) throws {
    var output = ""
    for _ in 0..<3 {
      let fetch = try Command(
        "pip3",
        [
          "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", folder.path,
          "\(release.package)==\(release.version)",
        ], in: folder
      ).run()
      let archive = "\(release.package)-\(release.version)"
      let unpack = try Command("tar", ["-xzf", "\(archive).tar.gz", "--strip-components=1"], in: folder).run()
      if fetch.status == 0, unpack.status == 0 { return }
      output = fetch.output + unpack.output
    }
    throw ToolError("\(output)\n\(release.package) \(release.version) cannot be fetched; see above")
  }

  private func verify(_ release: Release, in folder: URL) throws {
    for file in release.files {
      let result = try Command("sha256sum", [file.name], in: folder).run()
      guard result.status == 0, result.output.hasPrefix(file.digest) else {
        throw ToolError("\(file.name) of \(release.package) \(release.version) is not what it was: nothing is built with it")
      }
    }
  }
}
