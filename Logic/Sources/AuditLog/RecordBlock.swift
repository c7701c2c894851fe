// A record as it lies in one block of a disk:
//
//     0    8   "BHAUDIT1"
//     8    8   checksum of all that follows, up to the end of the record
//     16   8   number, from 1 on
//     24   2   bytes of what follows
//     26       event, reason (1 byte each; 0: none), six numbers (8 bytes each), and label, component and service,
//              each as one byte for the length, and UTF-8
//
// Numbers have their lowest byte first. A block that was half written, or damaged, does not have that checksum. It keeps nobody who
// writes to the disk from anything. What is read is nevertheless fit to be shown and reported: no control characters, no "|".

import Consent
import SealedStore

struct RecordBlock {
  let number: UInt64
  let record: LogRecord

  private static var magic: [UInt8] { [0x42, 0x48, 0x41, 0x55, 0x44, 0x49, 0x54, 0x31] }
  private static var headerSize: Int { 26 }
  /// No record has a higher one: numbers do not overflow.
  private static var mostNumber: UInt64 { 1 << 62 }
  /// None of a use's duration or time of day.
  private static var nothing: UInt64 { .max }
  /// Bytes of label, component and service, so that all fit into a block. What is longer is cut: no label is, and no service that
  /// there is.
  private static var mostText: [Int] { [248, 120, 64] }

  init(_ record: LogRecord, number: UInt64) { (self.record, self.number) = (record, number) }
}

// MARK: - Writing

extension RecordBlock {
  /// - Precondition: a block has 512 bytes or more.
  func bytes(blockSize: Int) -> [UInt8] {
    let content = content
    var rest: [UInt8] = []
    rest.append(number: number, bytes: 8)
    rest.append(number: UInt64(content.count), bytes: 2)
    rest += content
    var block = Self.magic
    block.append(number: Self.checksum(rest[...]), bytes: 8)
    block += rest
    precondition(block.count <= blockSize, "a record fits into a block")
    return block + [UInt8](repeating: 0, count: blockSize - block.count)
  }

  private var content: [UInt8] {
    var bytes: [UInt8] = [record.event.code, record.reason.map { $0.rawValue + 1 } ?? 0]
    for number in [
      record.milliseconds, record.duration ?? Self.nothing, record.time ?? Self.nothing, record.instance, record.number,
      record.count,
    ] { bytes.append(number: number, bytes: 8) }
    for (text, most) in zip([record.label, record.component, record.service], Self.mostText) {
      let cut = text.utf8.prefix(most)
      bytes.append(UInt8(cut.count))
      bytes += cut
    }
    return bytes
  }

  /// FNV-1a with 64 bits (draft-eastlake-fnv).
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

// MARK: - Reading

extension RecordBlock {
  /// The number of a block that is whole, without reading all of its record. Nil: it is not whole, or nothing was ever written.
  /// - Precondition: there are 512 bytes or more.
  static func number(of block: [UInt8]) -> UInt64? {
    guard block[..<8].elementsEqual(magic) else { return nil }
    let (number, count) = (block.number(16, 8), Int(block.number(24, 2)))
    guard count <= block.count - headerSize, number > 0, number <= mostNumber,
      checksum(block[16..<headerSize + count]) == block.number(8, 8)
    else { return nil }
    return number
  }

  /// Nil: somebody who makes checksums wrote what is no record.
  init?(_ block: [UInt8]) {
    guard let number = Self.number(of: block) else { return nil }
    var reader = RecordReader(block, from: Self.headerSize, count: Int(block.number(24, 2)))
    guard let code = reader.number(1), let event = LogRecord.Event(code: UInt8(code)), let reason = reader.number(1) else {
      return nil
    }
    var record = LogRecord(event)
    record.reason = reason == 0 ? nil : Reason(rawValue: UInt8(reason) - 1)
    guard let milliseconds = reader.number(8), let duration = reader.number(8), let time = reader.number(8),
      let instance = reader.number(8), let own = reader.number(8), let count = reader.number(8), let label = reader.text(),
      let component = reader.text(), let service = reader.text()
    else { return nil }
    record.milliseconds = milliseconds
    record.duration = duration == Self.nothing ? nil : duration
    record.time = time == Self.nothing ? nil : time
    (record.instance, record.number, record.count) = (instance, own, count)
    (record.label, record.component, record.service) = (label, component, service)
    self.init(record, number: number)
  }
}

private struct RecordReader {
  private let bytes: [UInt8]
  private var place: Int
  private let end: Int

  init(_ bytes: [UInt8], from start: Int, count: Int) { (self.bytes, place, end) = (bytes, start, start + count) }

  mutating func number(_ count: Int) -> UInt64? {
    guard end - place >= count else { return nil }
    defer { place += count }
    return bytes.number(place, count)
  }

  mutating func text() -> String? {
    guard let count = number(1), Int(count) <= end - place else { return nil }
    let text = bytes[place..<place + Int(count)]
    place += Int(count)
    if text.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0x7c }) { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}

extension LogRecord.Event {
  fileprivate var code: UInt8 {
    switch self {
    case .happened(let event): event.rawValue
    case .began: 64
    case .missed: 65
    case .more: 66
    case .stands: 67
    }
  }

  fileprivate init?(code: UInt8) {
    switch code {
    case 64: self = .began
    case 65: self = .missed
    case 66: self = .more
    case 67: self = .stands
    default:
      guard let event = AuditRecord.Event(rawValue: code) else { return nil }
      self = .happened(event)
    }
  }
}
