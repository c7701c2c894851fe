// The program of the proof, built of Logic's modules and the fetched C.

import Foundation

struct MailProofProgram {
  private let repository: Repository

  init(_ repository: Repository) { self.repository = repository }

  /// The program's path.
  func build() throws -> String {
    var program = try HostProgram("mail-proof", repository)
    let fetched = FetchedSources(repository)
    let monocypher = try fetched.provide(named: "monocypher")
    let hashes = try fetched.provide(named: "pycryptodome").appending(path: "src")
    let macros = ["-DHAVE_STDINT_H", "-DHAVE_POSIX_MEMALIGN", "-DNO_CPYTHON_MODULE"]
    for name in ["SHA1", "SHA256", "SHA512", "AES"] { try program.add(c: hashes.appending(path: "\(name).c"), macros) }
    try program.add(c: monocypher.appending(path: "monocypher.c"), macros)
    for name in ["Hashes", "Cipher", "Ed25519"] {
      try program.add(c: repository.root.appending(path: "Tests/MailProof/Cryptography/\(name).c"), macros)
    }
    for module in ["Base64", "UTF8Text", "OpenPGP", "Mail"] { try program.add(module: module) }
    return try program.link(["Tests/MailProof/Main.swift"], modules: "Tests/MailProof/Cryptography")
  }
}
