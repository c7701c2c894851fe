// What `run signing --sign` is asked for: a mail, and where the signed mail and the public key go. Everything that can be known to
// be wrong is said before a machine is started.

import Foundation
import Mail
import TapeArchive

public struct SigningOrder: Sendable {
  let mail: URL
  let output: URL
  let publicKey: URL

  /// Bytes of a mail that the scenario's machine has memory for.
  static let largest = 32 << 20

  public init(mail: String, output: String, publicKey: String) throws {
    self.mail = URL(fileURLWithPath: mail)
    self.output = URL(fileURLWithPath: output)
    self.publicKey = URL(fileURLWithPath: publicKey)
    try Self.checkMail(self.mail, mail)
    try Self.checkTarget(self.output, "--output", output)
    try Self.checkTarget(self.publicKey, "--public-key", publicKey)
    let files = [self.mail, self.output, self.publicKey].map { $0.resolvingSymlinksInPath().standardizedFileURL.path }
    guard Set(files).count == files.count else {
      throw ToolError("--sign, --output and --public-key name the same file twice: each needs one of its own")
    }
  }

  private static func checkMail(_ file: URL, _ name: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw ToolError("--sign: there is no file \"\(name)\"")
    }
    guard !isFolder.boolValue, let data = try? Data(contentsOf: file, options: .alwaysMapped) else {
      throw ToolError("--sign: \"\(name)\" cannot be read")
    }
    guard data.count <= largest else {
      throw ToolError("--sign: \"\(name)\" has \(data.count) bytes; a mail may have up to \(largest)")
    }
    guard ReadableMail.isMail([UInt8](data.prefix(64 << 10)).span) else {
      throw ToolError(
        "--sign: \"\(name)\" is no mail: it does not begin with fields such as \"From: ...\" or \"Subject: ...\"")
    }
  }

  /// Whether a file can be written there; nothing is changed.
  private static func checkTarget(_ file: URL, _ option: String, _ name: String) throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: file.path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw ToolError("\(option): \"\(name)\" is a folder, not a file") }
      guard files.isWritableFile(atPath: file.path) else { throw ToolError("\(option): \"\(name)\" cannot be written") }
      return
    }
    let folder = file.deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw ToolError("\(option): there is no folder \"\(folder)\" for \"\(name)\"")
    }
    guard files.isWritableFile(atPath: folder) else { throw ToolError("\(option): nothing can be written in \"\(folder)\"") }
  }

  /// What the mail is called on the machine's disk.
  var name: String {
    let name = mail.lastPathComponent
    return name.utf8.count <= TapeEntry.longestName - 7 && !name.hasSuffix(".asc") ? name : "mail.eml"
  }
}
