// What `run --sign` refuses before a machine is started, and what it understands of the machine's log.

import Foundation
import Testing

@testable import ToolKit

private func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "order-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

@Suite struct SigningTests {
  private static let mail = Data("From: a@example.org\nSubject: x\n\ntext\n".utf8)

  /// What is said of an order with this mail; targets are beside it unless given.
  private func complaint(_ content: Data?, output: String = "out", key: String = "key", mail: String = "mail") throws -> String
  {
    var text = ""
    try withFolder { folder in
      let file = folder.appending(path: "mail")
      try content?.write(to: file)
      try FileManager.default.createDirectory(at: folder.appending(path: "folder"), withIntermediateDirectories: true)
      do {
        _ = try SigningOrder(
          mail: folder.appending(path: mail).path, output: folder.appending(path: output).path,
          publicKey: folder.appending(path: key).path)
      } catch { text = "\(error)" }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == (content == nil ? ["folder"] : ["folder", "mail"]), "nothing is written")
    }
    return text
  }

  @Test func aMailIsAccepted() throws { #expect(try complaint(Self.mail) == "") }

  @Test func whatIsNoMailIsRefused() throws {
    #expect(try complaint(nil).contains("there is no file"))
    #expect(try complaint(Self.mail, mail: "folder").contains("cannot be read"))
    #expect(try complaint(Data()).contains("is no mail"))
    #expect(try complaint(Data("hello\n".utf8)).contains("is no mail"))
    #expect(try complaint(Data(repeating: 0xff, count: 100_000)).contains("is no mail"))
    #expect(try complaint(Self.mail + Data(count: SigningOrder.largest)).contains("a mail may have up to 33554432"))
  }

  @Test func whereNothingCanBeWrittenIsRefused() throws {
    #expect(try complaint(Self.mail, output: "folder").contains("--output: "))
    #expect(try complaint(Self.mail, key: "folder").contains("--public-key: "))
    #expect(try complaint(Self.mail, output: "none/out").contains("there is no folder"))
    #expect(try complaint(Self.mail, key: "mail/key").contains("there is no folder"))
    #expect(try complaint(Self.mail, output: "mail").contains("the same file twice"))
    #expect(try complaint(Self.mail, output: "x", key: "folder/../x").contains("the same file twice"))
  }

  @Test(arguments: [
    ("[init -> mail_reader] error: There is no room on the disk.", "There is no room on the disk."),
    ("[init -> key_vault] error: the disk is too small", "the disk is too small"),
    ("[init -> password] a wrong password for key_vault", "the password is wrong"),
  ]) func troubleIsFound(_ line: String, _ reason: String) { #expect(SigningRun.trouble(in: line) == reason) }

  @Test func keysThatStayNeedTheirPassword() throws {
    try withFolder { folder in
      let (keys, password, file) = (
        folder.appending(path: "keys"), folder.appending(path: "password"), folder.appending(path: "file")
      )
      let both = ["keys": keys, "password": password]
      try Data("correct horse\nanother line\n".utf8).write(to: file)
      let first = try SigningSecret(kept: both, file: file.path)
      #expect(first.isFirstUse && first.password == "correct horse")
      #expect(throws: ToolError.self, "no password") { try SigningSecret(kept: both, file: nil) }
      #expect(throws: ToolError.self, "no such file") { try SigningSecret(kept: both, file: file.path + "x") }
      #expect(throws: ToolError.self, "one disk") { try SigningSecret(kept: ["keys": keys], file: file.path) }
      #expect(throws: ToolError.self, "nothing is kept") { try SigningSecret(kept: [:], file: file.path) }
      try Data().write(to: keys)
      #expect(throws: ToolError.self, "sealed by what is gone") { try SigningSecret(kept: both, file: file.path) }
      try Data().write(to: password)
      #expect(try !SigningSecret(kept: both, file: file.path).isFirstUse)
      for text in ["", "short\n", "naïve password", String(repeating: "x", count: 65)] {
        try Data(text.utf8).write(to: file)
        #expect(throws: ToolError.self, "\(text)") { try SigningSecret(kept: both, file: file.path) }
      }
    }
  }

  @Test func passwordsAreMadeUp() throws {
    let (one, other) = (try SigningSecret(kept: [:], file: nil), try SigningSecret(kept: [:], file: nil))
    #expect(one.isFirstUse && one.password.count == 20 && one.password != other.password)
  }

  @Test(arguments: [
    "[init -> mail_reader] shows error: x", "[init -> other] error: x", "error: x", "", "[init] error: x",
    "[init -> key_vault] error: one of the two copies on the disk was damaged: it is repaired",
  ])
  func otherLinesAreNone(_ line: String) { #expect(SigningRun.trouble(in: line) == nil) }

  @Test func aMachineThatEndsEarlySignedNothing() throws {
    try withFolder { folder in
      let mail = folder.appending(path: "mail")
      try Self.mail.write(to: mail)
      let output = folder.appending(path: "out")
      let run = try SigningRun(
        [SigningOrder(mail: mail.path, output: output.path, publicKey: folder.appending(path: "key").path)],
        SigningSecret(kept: [:], file: nil))
      #expect(throws: ToolError.self) { try run.finish(.exit(0)) }
      #expect(throws: ToolError.self) { try run.finish(.timeout) }
      // It says that it did, and did not.
      #expect(throws: ToolError.self) { try run.finish(.matched) }
      #expect(run.isEnd("[init -> signer] error: the vault does not sign: 6") && !run.isEnd("[init -> signer] signed for mail"))
      #expect(throws: ToolError.self) { try run.finish(.matched) }
      #expect(!FileManager.default.fileExists(atPath: output.path))
    }
  }
}
