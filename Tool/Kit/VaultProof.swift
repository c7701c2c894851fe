// The key vault's own cryptography under the sealed store, on the host; Tests/VaultProof/README.md says what for.

import Foundation

public enum VaultProof {
  public static func cases(_ repository: Repository) -> [TestCase] {
    [TestCase("the vault's cryptography keeps keys on disks that fail") { try run(repository) }]
  }

  private static func run(_ repository: Repository) throws -> TestOutcome {
    let result = try Command(try build(repository), []).run()
    let isRight = result.status == 0 && result.output.contains("held ") && !result.output.contains("FAILED")
    return isRight ? .passed : .failed(result.output)
  }

  private static func build(_ repository: Repository) throws -> String {
    let vault = "System/Servers/key_vault"
    let fetched = FetchedSources(repository)
    for name in ["monocypher", "pycryptodome"] { _ = try fetched.provide(named: name) }
    var program = try HostProgram("vault-proof", repository)
    let headers = ["System/Runtime/Headers", "\(vault)/Assembly/include"].map {
      "-I" + repository.root.appending(path: $0).path
    }
    for name in ["Vault", "Fingerprint", "Cipher", "Examples"] {
      let file = repository.root.appending(path: "\(vault)/Assembly/\(name).c")
      try program.add(c: file, headers + ["-ffreestanding", "-DNO_CPYTHON_MODULE"])
    }
    for module in ["HID", "Base64", "UTF8Text", "OpenPGP", "SealedStore", "Secrets"] { try program.add(module: module) }
    let sources = ["Cryptography", "EntropyPool", "KeyRing"].map { "\(vault)/\($0).swift" }
    let own = ["Tests/VaultProof/Main.swift", "Logic/Tests/TestDisk/TestDisk.swift"]
    return try program.link(sources + own, modules: "\(vault)/Assembly/include")
  }
}
