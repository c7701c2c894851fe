// Sources of others that components are built with. They are not in this repository: what a component names in its file
// `dependencies` (`fetched NAME`) is fetched by name, either from the Python package index, in one version whose every byte is known,
// or from a package of the distribution, which answers for it; and lies in Build/fetched.

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
      ]),
    // PyCryptodome 4.4.0 (public domain, and BSD 2-clause): hashes and ciphers that OpenPGP asks for.
    "pycryptodome": Release(
      package: "pycryptodome", version: "4.4.0",
      files: [
        ("src/SHA1.c", "44e52b3ebfa0abea95cb38bd4f568d5d42bd56b8354da71446a3c4ea626d9190"),
        ("src/SHA256.c", "5ef43e73d6d68f712411bd9bc350deb6ba4e46091f48a9f6320250374555d9aa"),
        ("src/SHA512.c", "bfa1057ce84fb44a4feee542d05bc841ddc40ecba01453a07ceadebb731b018a"),
        ("src/AES.c", "a1737082d9f533b2e83266116483f091b5c889c0fb88c75d309344eb9e46affe"),
        ("src/common.h", "52711fe844bb5e0458f4ccadef7ff32037d5babd1b67f2fce76b5be3484698b6"),
        ("src/endianess.h", "fd6119b1a9839b20be8cb7376defc813708ae45fdc8111a539f7ebb254694d34"),
        ("src/errors.h", "6b8abe8030651e54a652dc92bef728b21c895d7269c0e9829fb95c8dcc41ff4d"),
        ("src/block_base.h", "f62abff872d3290f9c46c92048a8385ed1c5f5b715def293dabc6b05af3247ad"),
        ("src/block_common.c", "f3f902b50f21d08774d352b177764e176d55bf596fbcb29124aeceda86091c5d"),
        ("src/hash_SHA2_template.c", "083b1a7a7ae3d2202c197521d61c9ba65f50f4cbc4d9011f882621c0a7aae752"),
        ("src/hash_SHA2_compress_portable.c", "2b921174ee77ebcfa9addef97eb5912514189a49adbc0412c8bca8ede3442d7c"),
      ]),
  ]

  /// A library's name and version.
  static func name(of library: String) -> String {
    guard let release = known[library] else { return library }
    return "\(library) \(release.version)"
  }

  /// Files of packages of the distribution, which `./bulkhead` installs.
  static let installed: [String: [String]] = [
    // stb_image (MIT or public domain), of libstb-dev.
    "stb": ["/usr/include/stb/stb_image.h"]
  ]

  init(_ repository: Repository) { self.repository = repository }

  /// Has what a component names there.
  func provide(for component: String) throws {
    guard let folder = repository.folder(of: component) else { return }
    let file = repository.root.appending(path: "\(folder)/dependencies")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return }
    for line in text.split(separator: "\n") where line.hasPrefix("fetched ") {
      let name = String(line.dropFirst("fetched ".count))
      if let files = Self.installed[name] {
        for path in files { try copy(URL(filePath: path), for: name) }
        continue
      }
      guard let release = Self.known[name] else {
        throw ToolError("\(component) needs \"\(name)\": Tool/Kit/FetchedSources.swift does not say where that is fetched")
      }
      try provide(name, release)
    }
  }

  /// Has what is called `name` there, and says in which folder.
  func provide(named name: String) throws -> URL {
    guard let release = Self.known[name] else { throw ToolError("nobody knows where \"\(name)\" is fetched") }
    try provide(name, release)
    return repository.build.appending(path: "fetched/\(name)")
  }

  private func copy(_ file: URL, for name: String) throws {
    let target = repository.build.appending(path: "fetched/\(name)/\(file.lastPathComponent)")
    guard let content = try? Data(contentsOf: file) else {
      throw ToolError("\(file.path) is missing: `./bulkhead doctor` says which package has it")
    }
    if (try? Data(contentsOf: target)) == content { return }
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: target)
  }

  private func provide(_ name: String, _ release: Release) throws {
    let target = repository.build.appending(path: "fetched/\(name)")
    if (try? verify(release, in: target)) != nil { return }
    try FileManager.default.withTemporaryFolder { work in
      try download(release, to: work)
      try verify(release, in: work)
      try move(release, from: work, to: target)
    }
  }

  private func move(_ release: Release, from work: URL, to target: URL) throws {
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for file in release.files {
      let place = target.appending(path: file.name)
      try? FileManager.default.removeItem(at: place)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
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
