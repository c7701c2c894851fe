// Reads mails, and has them signed: the large program of the signing machine, which nobody trusts.
//
// It sees mails and signatures, and no key; what it hands to the signer, the person sees before it is signed.

import Bulkhead
import Geometry
import GuiClient
import HID
import Input
import Mail
import TapeArchive
import Toolkit
import Widgets

enum MailWish {
  case open(Int)
  case compose
  case answer
  case discard
  case setTo(String)
  case setSubject(String)
  case setLine(String)
  case endLine
  case takeBackLine
  case sign
  case leave
}

/// A mail of the list.
struct MailEntry {
  let file: TapeFile
  /// Of the file.
  let name: String
  let heading: MailHeading
  let isMail: Bool

  /// It was made here.
  var isSigned: Bool { file.name.starts(with: MailReader.signedFolder) }
}

/// How it stands with the signature.
enum MailStatus {
  case none
  case preparing
  /// The person is asked.
  case asking
  case signed(String)
  case failed(String)
}

@main final class MailReader: Component {
  private let environment: Environment
  private let window: InterfaceWindow<MailWish>
  private let disk: MailDisk
  private(set) var entries: [MailEntry] = []
  /// So many of the disk's files are among them, or are keys.
  private var listed = 0
  private(set) var selected = -1
  private(set) var mail: ReadableMail?
  /// A mail is being written, instead of one being read.
  private(set) var composition: Composition?
  private(set) var status = MailStatus.none
  private(set) var trouble = ""
  private var bytes: MailBytes?
  private var job: SigningJob?
  private let user: String
  /// Mails written.
  private var written = 0
  private var work: Timeout?

  static var signedFolder: [UInt8] { Array("signed/".utf8) }
  private static var publicKeyName: [UInt8] { Array("public-key.asc".utf8) }
  /// Bytes of a mail in which its heading is looked for.
  private static var headingLimit: Int { 16 << 10 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    user = (try environment.configuration().node.attribute("user")) ?? ""
    disk = try MailDisk(environment)
    window = try InterfaceWindow(environment, title: Text("Mail"))
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.onResize = { [self] in update() }
    window.onEvent = { [self] event in handle(event) }
    readList()
    if disk.index.isDamaged { environment.log("error: the disk has something behind its files that is no tape archive") }
    environment.log("\(entries.count) mails on the disk")
    if entries.isEmpty { update() } else { open(0) }
  }

  /// What came onto the disk since the last time.
  private func readList() {
    let new = disk.index.files.dropFirst(listed)
    listed += new.count
    for file in new where !Self.isKey(file.name) {
      guard let start = try? disk.start(of: file, most: Self.headingLimit) else { continue }
      entries.append(
        MailEntry(
          file: file, name: String(decoding: file.name, as: UTF8.self), heading: MailHeading(start.span),
          isMail: ReadableMail.isMail(start.span)))
    }
  }

  private static func isKey(_ name: [UInt8]) -> Bool { name.suffix(4).elementsEqual(".asc".utf8) }

  private func fulfil(_ wish: MailWish) {
    switch wish {
    case .open(let index): return open(index)
    case .sign: return startSigning()
    case .leave: environment.exit(0)
    case .compose: compose(Draft(from: user))
    case .answer: if let mail { compose(Draft(from: user, answering: mail)) }
    case .discard: composition = nil
    case .setTo(let text): composition?.draft.to = text
    case .setSubject(let text): composition?.draft.subject = text
    case .setLine(let text): composition?.line = text
    case .endLine: composition?.endLine()
    case .takeBackLine: composition?.takeBackLine()
    }
    update()
  }

  private func compose(_ draft: Draft) {
    (composition, job, status) = (Composition(draft: draft), nil, .none)
  }

  /// The list by keyboard.
  private func handle(_ event: InputEvent) {
    switch event {
    case .press(.pageDown, _): open(selected + 1)
    case .press(.pageUp, _): open(selected - 1)
    default: break
    }
  }

  private func open(_ index: Int) {
    guard entries.indices.contains(index) else { return }
    // The one before makes room, and what was asked for it is withdrawn.
    (selected, mail, composition, bytes, job, status, trouble) = (index, nil, nil, nil, nil, .none, "")
    let entry = entries[index]
    do throws(MailDiskError) {
      let bytes = try disk.load(entry.file)
      if bytes.isMail { mail = bytes.readable } else { trouble = "This file is no mail." }
      self.bytes = bytes
    } catch { trouble = Self.reason(error) }
    environment.log("shows \(entry.name): \(trouble.utf8.isEmpty ? "\(entry.file.size) bytes" : trouble)")
    update()
  }

  func update() { window.show(page) }

  // MARK: - Signing

  var canSign: Bool {
    switch status {
    case .preparing, .asking: false
    case .none, .signed, .failed: mail != nil || composition != nil
    }
  }

  private func startSigning() {
    guard canSign, composition != nil || bytes != nil else { return }
    status = .preparing
    update()
    // The person sees that something happens, before it does: large mails take their time.
    work = environment.entrypoint.after(.milliseconds(30)) { [self] in askForSignature() }
  }

  private func askForSignature() {
    guard case .preparing = status else { return }
    guard let bytes = composition.map({ write($0) }) ?? bytes else { return fail(Self.reason(SigningProblem.outOfRAM)) }
    do throws(SigningProblem) {
      job = try SigningJob.make(environment, bytes) { [self] in answered() }
      status = .asking
      answered()
    } catch { fail(Self.reason(error)) }
    update()
  }

  /// What was written, as a mail.
  private func write(_ composition: Composition) -> MailBytes? {
    MailBytes.make(environment, composition.whole.bytes(date: MailClock.date(environment)))
  }

  private func answered() {
    guard case .asking = status, let job else { return }
    switch job.state {
    case .open, .asking: return
    case .refused: fail("Not signed: you said no, or the key vault did not open.")
    case .signed: keep(job)
    }
    self.job = nil
    update()
  }

  /// Writes the signed mail, and the public key with which it can be verified, on the disk.
  private func keep(_ job: SigningJob) {
    let name = Self.signedName(composition == nil ? entries[selected].file.name : Array("written-\(written + 1).eml".utf8))
    guard let signature = try? job.signature(), let key = try? job.publicKey() else { return fail("The signer ended.") }
    do throws(MailDiskError) {
      _ = try disk.add(Self.publicKeyName) { sink in sink.write(key.span) }
      let count = try disk.add(name) { sink in job.write(signature: signature, into: &sink) }
      let path = String(decoding: name, as: UTF8.self)
      environment.log("wrote \(path): \(count) bytes")
      status = .signed(path)
      readList()
      if composition != nil { written += 1 }
      composition = nil
    } catch { fail(Self.reason(error)) }
  }

  /// Of two files of one name, the later one counts.
  private static func signedName(_ name: [UInt8]) -> [UInt8] {
    let last = name.lastIndex(of: UInt8(ascii: "/")).map { Array(name[($0 + 1)...]) } ?? name
    return signedFolder + last.suffix(TapeEntry.longestName - signedFolder.count)
  }

  private func fail(_ reason: String) {
    environment.log("error: \(reason)")
    status = .failed(reason)
  }

  private static func reason(_ error: MailDiskError) -> String {
    switch error {
    case .storage: "The disk does not read or write."
    case .full: "There is no room on the disk."
    case .outOfRAM: "There is not enough memory for this mail."
    }
  }

  private static func reason(_ problem: SigningProblem) -> String {
    switch problem {
    case .noSigner: "There is nobody who signs."
    case .tooLong: "This mail is too long to be signed."
    case .outOfRAM: "There is not enough memory to have this mail signed."
    }
  }
}
