// Keys that gpg made just now are taken in by the key vault of a booted machine, and gpg says that what is signed there is signed by
// them. What is no such key is refused; Scenarios/key-import says how.

import Foundation

public struct KeyImportTests {
  private let repository: Repository
  private let folder: URL
  private let gpg: GnuPG

  private static let names = ["Locked Key <locked@example.org>", "Open Key <open@example.org>"]
  /// The scenario's script types it.
  private static let passphrase = "horse7battery"
  /// What the machine signs.
  private static let text = "signed on the machine\n"

  public static func cases(_ repository: Repository) -> [TestCase] {
    [TestCase("keys of gpg are imported, and sign on the machine") { try KeyImportTests(repository).run() }]
  }

  private init(_ repository: Repository) throws {
    self.repository = repository
    gpg = try GnuPG()
    folder = gpg.folder.appending(path: "keys")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func run() throws -> TestOutcome {
    var log: [String] = []
    let scenario = try repository.scenario("key-import")
    let outcome = try ScenarioTests.run(scenario, repository, modules: try makeModules()) { log.append($0) }
    guard outcome.failed == 0 else { return outcome }
    let found = try Self.signatures(in: log).map { try gpg.verify(Data($0.utf8), of: Data(Self.text.utf8)) }
    let signers = try Self.names.map { try GnuPG.Judgement.good(gpg.fingerprint(of: $0)) }
    // Before the power fails, and after.
    let expected = signers + signers
    return found == expected ? .passed : .failed("gpg says of the signatures: \(found)\nexpected: \(expected)")
  }

  // MARK: - Keys

  private func makeModules() throws -> [ModuleFile] {
    try gpg.makeKey(Self.names[0], passphrase: Self.passphrase, exportTo: file("locked"))
    try gpg.makeKey(Self.names[1], passphrase: "", exportTo: file("open"))
    let locked = try Data(contentsOf: file("locked"))
    try locked.write(to: file("again"))
    try locked.prefix(locked.count / 2).write(to: file("cut"))
    try Self.damaged(locked).write(to: file("damaged"))
    try (locked + Data(repeating: 10, count: 64 << 10)).write(to: file("large"))
    try Data("Dear Sir or Madam,\n".utf8).write(to: file("nothing"))
    let other = "Other Key <other@example.org>"
    try gpg.run(["--passphrase", "", "--quick-gen-key", other, "nistp256", "sign", "0"])
    try gpg.run(["--passphrase", "", "--armor", "--output", file("other").path, "--export-secret-keys", other])
    return ["locked", "open", "again", "cut", "damaged", "large", "nothing", "other"].map {
      ModuleFile(name: $0, file: file($0))
    }
  }

  private func file(_ name: String) -> URL { folder.appending(path: name) }

  /// With another letter in the middle of the armour's third line.
  private static func damaged(_ armor: Data) -> Data {
    var bytes = [UInt8](armor)
    let ends = bytes.indices.filter { bytes[$0] == 10 }
    let place = ends[2] + 20
    bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    return Data(bytes)
  }

  // MARK: - Signatures

  /// Those that the program `test-import` shows.
  private static func signatures(in lines: [String]) -> [String] {
    let mark = "[init -> test-import] armor: "
    let shown = lines.compactMap { line in
      line.range(of: mark.trimmingCharacters(in: .whitespaces)).map { line[$0.upperBound...] }
    }
    let text = shown.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
    let parts = text.components(separatedBy: "-----BEGIN PGP SIGNATURE-----").dropFirst()
    return parts.map { "-----BEGIN PGP SIGNATURE-----" + $0 + "\n" }
  }
}
