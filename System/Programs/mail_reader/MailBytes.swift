// A mail in memory of its own, which goes when the mail does.

import Bulkhead
import Mail

final class MailBytes {
  private let memory: RAM
  private let mapping: Mapping
  let size: Int

  /// Nil if there is no memory for it.
  static func make(_ environment: Environment, size: Int) -> MailBytes? {
    guard environment.freeRAM >= UInt64(size) + 64 << 10 else { return nil }
    guard let memory = try? RAM(size: UInt64(max(1, size + 511))) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return MailBytes(size, memory, mapping)
  }

  /// A copy.
  static func make(_ environment: Environment, _ bytes: [UInt8]) -> MailBytes? {
    let mail = make(environment, size: bytes.count)
    mail?.mapping.write(bytes)
    return mail
  }

  private init(_ size: Int, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.size = size
    self.memory = memory
    self.mapping = mapping
  }

  /// Whole blocks: what is behind the mail's end does not matter.
  func write(_ bytes: [UInt8], at offset: Int) { mapping.write(bytes, at: offset) }

  var isMail: Bool { Self.isMail(mapping, size) }
  var readable: ReadableMail { Self.readable(mapping, size) }
  var signable: SignedMail { Self.signable(mapping, size) }

  func writeSignedPart<Sink: ByteSink>(_ mail: SignedMail, into sink: inout Sink) {
    Self.writeSignedPart(mail, mapping, size, &sink)
  }

  func write<Sink: ByteSink>(_ mail: SignedMail, signature: [UInt8], into sink: inout Sink) {
    Self.write(mail, mapping, size, signature, &sink)
  }

  /// Bytes of each text that are shown.
  private static var textLimit: Int { 64 << 10 }

  // Spans of a mapping live as long as it is borrowed.

  private static func isMail(_ mapping: borrowing Mapping, _ size: Int) -> Bool {
    ReadableMail.isMail(mapping.bytes.extracting(first: min(size, 64 << 10)))
  }

  private static func readable(_ mapping: borrowing Mapping, _ size: Int) -> ReadableMail {
    ReadableMail(mapping.bytes.extracting(first: size), textLimit: textLimit)
  }

  private static func signable(_ mapping: borrowing Mapping, _ size: Int) -> SignedMail {
    SignedMail(mapping.bytes.extracting(first: size))
  }

  private static func writeSignedPart<Sink: ByteSink>(
    _ mail: SignedMail, _ mapping: borrowing Mapping, _ size: Int, _ sink: inout Sink
  ) { mail.writeSignedPart(mapping.bytes.extracting(first: size), into: &sink) }

  private static func write<Sink: ByteSink>(
    _ mail: SignedMail, _ mapping: borrowing Mapping, _ size: Int, _ signature: [UInt8], _ sink: inout Sink
  ) { mail.write(mapping.bytes.extracting(first: size), signature: signature, into: &sink) }
}

extension Environment {
  /// Bytes that the account has left. Whoever allocates more waits for it.
  var freeRAM: UInt64 { quota.map { $0.ramLimit - min($0.ramUsed, $0.ramLimit) } ?? 0 }
}
