// Mails are signed by the machine of the scenario `signing`: they go there on a disk, somebody sits there and signs them, and
// what comes back is on the disk.
//
// The person is scripted, and does all of it by keyboard and pointer, as any person would: nothing in the machine knows.

import Foundation
import TapeArchive

public final class SigningRun {
  private let orders: [SigningOrder]
  private let secret: SigningSecret
  private let folder: URL
  private var problem: String?

  public static let scenario = "signing"
  /// Seconds that it may take, however large the mail is.
  public static let timeout = 600

  /// - Precondition: the mails' names differ.
  public init(_ orders: [SigningOrder], _ secret: SigningSecret) throws {
    (self.orders, self.secret) = (orders, secret)
    folder = try FileManager.default.makeTemporaryFolder()
    let files = try orders.map { order in
      let file = folder.appending(path: order.name)
      try FileManager.default.copyItem(at: order.mail, to: file)
      return file
    }
    try Self.disk(of: files).write(to: disk)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A disk with files, and with room for signed ones: they have up to three bytes for one.
  public static func disk(of files: [URL]) throws -> DiskHardware {
    var size = 2 << 20
    for file in files {
      guard let data = try? Data(contentsOf: file, options: .alwaysMapped) else {
        throw ToolError("\(file.path) cannot be read")
      }
      size += data.count * 4 + 2 * DiskHardware.sector
    }
    let sectors = (size + DiskHardware.sector - 1) / DiskHardware.sector
    return DiskHardware(name: "mail", content: .archive(files, sectors * DiskHardware.sector))
  }

  /// The disk with the mails.
  public var disk: URL { folder.appending(path: "mail.image") }

  /// Who sits before the machine.
  public func interaction(_ scenario: Scenario, _ repository: Repository) -> Interaction {
    let (player, steps) = (ScriptPlayer(scenario, repository), SigningPerson(secret: secret).steps(mails: orders.count))
    return Interaction(endsMachine: true) { machine in try player.play(steps, on: machine) }
  }

  /// True at a line that says that nothing will come of it.
  public func isEnd(_ line: String) -> Bool {
    guard let reason = Self.trouble(in: line) else { return false }
    problem = problem ?? reason
    return true
  }

  static func trouble(in line: String) -> String? {
    if line.hasPrefix("[init -> password] a wrong password for ") { return "the password is wrong" }
    // Such as one of two copies that was damaged.
    if line.hasSuffix("it is repaired") { return nil }
    for name in ["mail_reader", "signer", "key_vault", "password"] {
      let start = "[init -> \(name)] error: "
      if line.hasPrefix(start) { return String(line.dropFirst(start.count)) }
    }
    return nil
  }

  /// Brings back what the machine wrote.
  public func finish(_ ending: Ending) throws {
    if let reason = failure(ending) {
      throw ToolError("\(orders.map(\.mail.path).joined(separator: ", ")): not signed: \(reason)")
    }
    let image = try Data(contentsOf: disk, options: .alwaysMapped)
    let index = Self.index(of: image)
    for order in orders {
      try write(image, index.file("signed/\(order.name)"), to: order.output)
      try write(image, index.file("public-key.asc"), to: order.publicKey)
    }
  }

  private func failure(_ ending: Ending) -> String? {
    if let problem { return problem }
    switch ending {
    case .matched: return nil
    case .timeout: return "time is up"
    case .exit(let value): return "the machine ended early, with \(value)"
    case .failed(let reason): return reason
    }
  }

  private static func index(of image: Data) -> TapeIndex {
    let size = TapeEntry.blockSize
    var index = TapeIndex(blockCount: image.count / size)
    while let number = index.next { index.take([UInt8](image[number * size..<(number + 1) * size]).span) }
    return index
  }

  private func write(_ image: Data, _ entry: TapeFile?, to file: URL) throws {
    guard let entry else { throw ToolError("the machine did not write what \(file.path) is to hold") }
    let start = entry.start * TapeEntry.blockSize
    do { try image[start..<start + entry.size].write(to: file) } catch {
      throw ToolError("\(file.path) cannot be written: \(error.localizedDescription)")
    }
  }
}
