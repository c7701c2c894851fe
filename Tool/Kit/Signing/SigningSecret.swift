// The password of a machine that signs: made up where nothing is kept; the user's where keys are.

import Foundation

public struct SigningSecret: Sendable {
  let password: String
  /// It is chosen, instead of being asked for.
  let isFirstUse: Bool

  /// Disks that are kept for the keys: what seals them, and what is sealed.
  private static let disks = ["keys", "password"]

  /// - Parameters:
  ///   - kept: by disk's name, files of the user's.
  ///   - file: its first line is the password. Needed if disks are kept.
  public init(kept: [String: URL], file: String?) throws {
    let given = Self.disks.filter { kept[$0] != nil }
    guard !given.isEmpty else {
      if file != nil { throw ToolError("--password-file is for keys that stay: --disk keys=FILE --disk password=FILE") }
      (password, isFirstUse) = (Self.fresh(), true)
      return
    }
    guard given.count == Self.disks.count, let file else {
      throw ToolError(
        "keys that stay need both disks and the password: --disk keys=FILE --disk password=FILE --password-file FILE")
    }
    let exists = Self.disks.map { name in kept[name].map { FileManager.default.fileExists(atPath: $0.path) } ?? false }
    guard !exists[0] || exists[1] else {
      throw ToolError("--disk: the keys are there, but what tells their password is not: \(kept["password"]?.path ?? "")")
    }
    (password, isFirstUse) = (try Self.read(file), !exists[1])
  }

  private static func read(_ file: String) throws -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw ToolError("--password-file: \"\(file)\" cannot be read")
    }
    let line = String(text.prefix { $0 != "\n" && $0 != "\r\n" })
    guard (8...64).contains(line.count), line.allSatisfy({ KeyStroke($0) != nil }) else {
      throw ToolError("--password-file: a password has 8 to 64 characters that a US keyboard can type")
    }
    return line
  }

  /// A password that nobody else knows, and that every keyboard can type.
  private static func fresh() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    return String((0..<20).map { _ in letters.randomElement() ?? "x" })
  }
}
