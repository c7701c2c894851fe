// The proof that the signing machine does its work: real mails go in, on a disk, and gpg accepts what comes out.

import Foundation

public struct SigningProof {
  private let repository: Repository
  private let work: URL

  public static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("the signing machine signs mails, and gpg accepts them") { try inFolder(repository) { try $0.sign() } },
      TestCase("a signing machine that is switched off signs nothing") { try inFolder(repository) { try $0.switchOff() } },
    ]
  }

  private static func inFolder(_ repository: Repository, _ body: (SigningProof) throws -> TestOutcome) throws -> TestOutcome {
    try FileManager.default.withTemporaryFolder { try body(SigningProof(repository: repository, work: $0)) }
  }

  /// The machine is switched off before anybody could have signed.
  private func switchOff() throws -> TestOutcome {
    let (mail, output) = (work.appending(path: "mail"), work.appending(path: "signed"))
    try Data("From: a@example.org\n\ntext\n".utf8).write(to: mail)
    let order = try SigningOrder(mail: mail.path, output: output.path, publicKey: work.appending(path: "key").path)
    do {
      try boot(SigningRun([order], SigningSecret(kept: [:], file: nil)), timeout: 1)
    } catch let error as ToolError {
      let isSaid = "\(error)".contains("not signed: time is up")
      let isUntouched = !FileManager.default.fileExists(atPath: output.path)
      return isSaid && isUntouched ? .passed : .failed("it said \"\(error)\"")
    }
    return .failed("it signed in a second")
  }

  private func sign() throws -> TestOutcome {
    let mails = SampleMails.few
    let orders = try mails.map { name, bytes in
      let mail = work.appending(path: name)
      try Data(bytes).write(to: mail)
      return try SigningOrder(
        mail: mail.path, output: signed(name).path, publicKey: work.appending(path: "key.asc").path)
    }
    try boot(SigningRun(orders, SigningSecret(kept: [:], file: nil)))
    let gpg = try GnuPG()
    try gpg.run(["--import", work.appending(path: "key.asc").path])
    let fingerprint = try gpg.fingerprint(of: "ann@example.org")
    let failures = try mails.map(\.name).compactMap { name in
      let file = try SignedFile(Data(contentsOf: signed(name)))
      let judgement = try gpg.verify(file.signature, of: file.part)
      return judgement == .good(fingerprint) ? nil : "\(name): \(judgement)"
    }
    return TestOutcome(
      passed: mails.count - failures.count, failed: failures.count, details: failures.joined(separator: "\n"))
  }

  private func signed(_ name: String) -> URL { work.appending(path: name + ".signed") }

  private func boot(_ run: SigningRun, timeout: Int = SigningRun.timeout) throws {
    let scenario = try repository.scenario(SigningRun.scenario)
    let runner = Runner(repository)
    let archive = try runner.prepare(scenario)
    var machine = VirtualMachine(scenario)
    machine.timeout = timeout
    machine.disks = try DiskBox(scenario, kept: ["mail": run.disk])
    machine.interaction = run.interaction(scenario, repository)
    try run.finish(machine.run(kernel: runner.kernel, archive: archive) { run.isEnd($0) })
  }
}
