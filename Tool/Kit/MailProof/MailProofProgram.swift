// The program of the proof, built of Logic's modules and the fetched C, optimized: mails of 25 MiB go through it.

import Foundation

struct MailProofProgram {
  private let repository: Repository
  private let folder: URL

  init(_ repository: Repository) {
    self.repository = repository
    folder = repository.build.appending(path: "mail-proof")
  }

  /// The program's path.
  func build() throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let fetched = FetchedSources(repository)
    let monocypher = try fetched.provide(named: "monocypher")
    let hashes = try fetched.provide(named: "pycryptodome").appending(path: "src")
    var objects: [String] = []
    for name in ["SHA1", "SHA256", "SHA512", "AES"] {
      objects.append(try compileC(hashes.appending(path: "\(name).c")))
    }
    objects.append(try compileC(monocypher.appending(path: "monocypher.c")))
    for name in ["Hashes", "Cipher", "Ed25519"] {
      objects.append(try compileC(source("Cryptography/\(name).c")))
    }
    for module in ["Base64", "UTF8Text", "OpenPGP", "Mail"] { objects.append(try compileModule(module)) }
    let program = folder.appending(path: "mail-proof").path
    try swiftc(["-I", source("Cryptography").path, "-o", program, source("Main.swift").path] + objects)
    return program
  }

  private func source(_ name: String) -> URL { repository.root.appending(path: "Tests/MailProof/\(name)") }

  private func compileC(_ file: URL) throws -> String {
    let object = folder.appending(path: file.lastPathComponent + ".o").path
    let macros = ["-DHAVE_STDINT_H", "-DHAVE_POSIX_MEMALIGN", "-DNO_CPYTHON_MODULE"]
    let include = "-I" + repository.build.appending(path: "fetched").path
    try run("clang", ["-O2", "-c", "-w", include] + macros + [file.path, "-o", object])
    return object
  }

  private func compileModule(_ name: String) throws -> String {
    let object = folder.appending(path: "\(name).o").path
    let sources = LineCounter.files(repository.root.appending(path: "Logic/Sources/\(name)")).map(\.path)
    try swiftc(
      ["-emit-module", "-emit-object", "-module-name", name, "-o", object] + sources.filter { $0.hasSuffix(".swift") })
    return object
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
