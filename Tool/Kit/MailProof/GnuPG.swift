// gpg with keys of its own, in a folder that goes when this does.

import Foundation

final class GnuPG {
  let folder: URL

  init() throws {
    folder = try FileManager.default.makeTemporaryFolder()
  }

  deinit {
    _ = try? command("gpgconf", ["--kill", "all"]).run()
    try? FileManager.default.removeItem(at: folder)
  }

  private func command(_ name: String, _ arguments: [String]) -> Command {
    var command = Command(name, arguments, in: folder)
    command.environment = ["GNUPGHOME": folder.path, "LC_ALL": "C"]
    return command
  }

  @discardableResult
  func run(_ arguments: [String]) throws -> String {
    let result = try command("gpg", ["--batch", "--status-fd", "1", "--pinentry-mode", "loopback"] + arguments).run()
    guard result.status == 0 else { throw ToolError("gpg \(arguments.joined(separator: " ")):\n\(result.output)") }
    return result.output
  }

  /// Makes a key and writes its secret into a file.
  func makeKey(_ name: String, passphrase: String, exportTo file: URL) throws {
    try run(["--passphrase", passphrase, "--quick-gen-key", name, "ed25519", "sign", "0"])
    try run(["--passphrase", passphrase, "--armor", "--output", file.path, "--export-secret-keys", name])
  }

  func fingerprint(of name: String) throws -> String {
    let line = try run(["--with-colons", "--list-keys", name]).split(separator: "\n").first { $0.hasPrefix("fpr:") }
    return line.map { String($0.split(separator: ":").last ?? "") } ?? ""
  }

  enum Judgement: Equatable {
    /// With this key's fingerprint.
    case good(String)
    /// There is a signature, of known kind, by a known key, and it does not belong to these bytes.
    case bad
    case other(String)
  }

  /// - Parameter signature: detached and armoured.
  func verify(_ signature: Data, of bytes: Data) throws -> Judgement {
    let (part, armor) = (folder.appending(path: "part"), folder.appending(path: "signature"))
    try bytes.write(to: part)
    try signature.write(to: armor)
    let arguments = ["--batch", "--status-fd", "1", "--verify", armor.path, part.path]
    let result = try command("gpg", arguments).run()
    let words = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    if result.status == 0, let valid = words.first(where: { $0.count > 2 && $0[1] == "VALIDSIG" }) {
      return .good(String(valid[2]))
    }
    return words.contains { $0.count > 1 && $0[1] == "BADSIG" } ? .bad : .other(result.output)
  }
}
