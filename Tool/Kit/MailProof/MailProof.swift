// The proof that others accept what is signed: gpg verifies mails signed by Logic's OpenPGP and Mail, Python reads the same
// content in them, and gpg's keys are understood. Tests/MailProof/README.md says what runs.

import Foundation

public struct MailProof {
  private let repository: Repository
  private let work: URL
  private let gpg: GnuPG

  /// RFC 8032, 7.1: test 1's secret, which is no secret.
  private static let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
  private static let created = 1_700_000_000
  private static let userID = "Mail Proof <proof@example.org>"

  /// The program that signs.
  private let program: String

  public static func cases(_ repository: Repository) -> [TestCase] {
    [TestCase("gpg accepts signed mail and refuses changed mail; keys go both ways") { try run(repository) }]
  }

  private static func run(_ repository: Repository) throws -> TestOutcome {
    let program = try MailProofProgram(repository).build()
    var all = TestOutcome()
    for part in [signAll, flipAll, importAll] {
      let outcome = try FileManager.default.withTemporaryFolder { work in
        try part(MailProof(repository: repository, work: work, gpg: GnuPG(), program: program))()
      }
      all.passed += outcome.passed
      all.failed += outcome.failed
      all.details += outcome.details
    }
    return all
  }

  // MARK: - What is tried

  private func signAll() throws -> TestOutcome {
    let fingerprint = try importOurKey()
    let python = try SampleMails.ofPython(work)
    let mails = python + (try SampleMails.madeUp(work))
    guard python.count >= 40 else { return .failed("there are only \(python.count) mails of Python's") }
    try sign(mails)
    var failures: [String] = []
    for mail in mails {
      let judgement = try judge(SignedFile(Data(contentsOf: signed(mail))))
      if judgement != .good(fingerprint) { failures.append("\(mail.lastPathComponent): \(judgement)") }
    }
    let compare = repository.root.appending(path: "Tests/MailProof/compare.py").path
    let comparison = try Command("python3", [compare, work.path] + mails.map(\.path)).run()
    if comparison.status != 0 { failures.append(comparison.output) }
    return TestOutcome(
      passed: mails.count - failures.count, failed: failures.count, details: failures.joined(separator: "\n"))
  }

  private func flipAll() throws -> TestOutcome {
    let fingerprint = try importOurKey()
    let mail = work.appending(path: "small")
    try Data("Subject: x\nContent-Type: text/plain\n\nPay 10 €. \n-- \nme\n".utf8).write(to: mail)
    try sign([mail])
    let file = try SignedFile(Data(contentsOf: signed(mail)))
    guard try judge(file) == .good(fingerprint) else { return .failed("gpg does not accept what is unchanged") }
    var accepted: [Int] = []
    for position in file.part.indices {
      var changed = file
      changed.part[position] ^= 1
      if try judge(changed) != .bad { accepted.append(position) }
    }
    return accepted.isEmpty ? .passed : .failed("gpg does not refuse with these bytes changed: \(accepted)")
  }

  private func importAll() throws -> TestOutcome {
    for (name, passphrase) in [("Open Key <open@example.org>", ""), ("Closed Key <closed@example.org>", "horse 7 ä")] {
      let (secret, key) = (work.appending(path: "secret"), work.appending(path: "key"))
      try? FileManager.default.removeItem(at: secret)
      try gpg.makeKey(name, passphrase: passphrase, exportTo: secret)
      let result = try Command(program, ["import", secret.path, passphrase, key.path]).run()
      guard result.status == 0 else { return .failed(result.output) }
      // Into a keyring of its own: there it can only be what we wrote.
      let other = try GnuPG()
      try other.run(["--import", key.path])
      guard try other.fingerprint(of: name) == gpg.fingerprint(of: name) else { return .failed("\(name): another key") }
    }
    let wrong = try Command(program, ["import", work.appending(path: "secret").path, "horse 7", "/dev/null"]).run()
    return wrong.output.contains("wrongPassphrase") ? .passed : .failed("a wrong passphrase: \(wrong.output)")
  }

  // MARK: - Steps

  private func importOurKey() throws -> String {
    let key = work.appending(path: "our-key.asc")
    let result = try Command(program, ["key", Self.seed, "\(Self.created)", Self.userID, key.path]).run()
    guard result.status == 0 else { throw ToolError(result.output) }
    try gpg.run(["--import", key.path])
    return try gpg.fingerprint(of: "proof@example.org")
  }

  private func signed(_ mail: URL) -> URL { work.appending(path: mail.lastPathComponent + ".eml") }

  private func sign(_ mails: [URL]) throws {
    let result = try Command(program, ["sign", Self.seed, "\(Self.created)", work.path] + mails.map(\.path)).run()
    guard result.status == 0 else { throw ToolError("signing failed: \(result.output)") }
  }

  private func judge(_ file: SignedFile) throws -> GnuPG.Judgement { try gpg.verify(file.signature, of: file.part) }
}
