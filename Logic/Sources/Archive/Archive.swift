// The boot archive: reading and writing it. System/KernelABI/BootArchive.swift is the format's specification; its numbers
// are repeated here because this package knows nothing of the system (a booted test notices if they differ).

/// Why a file is no boot archive.
public enum ArchiveError: Error, Equatable, Sendable {
  case tooShort
  case badMagic
  case badVersion
  case truncated
  case badChecksum
  case entryOutside
  case badName
  case duplicateName
}

/// Where an entry's content lies.
public struct ArchiveEntry: Sendable {
  public let name: String
  public let offset: Int
  public let size: Int
}

public enum Archive {
  public static var headerSize: Int { 32 }
  public static var entrySize: Int { 128 }
  public static var nameSize: Int { 112 }
  public static var pageSize: Int { 4096 }

  /// Lists the entries.
  /// - Parameters:
  ///   - count: bytes of the archive.
  ///   - verify: whether to check the checksum, which costs a pass over everything.
  ///   - byte: the byte at an index below `count`.
  public static func entries(count: Int, verify: Bool = true, byte: (Int) -> UInt8) throws(ArchiveError) -> [ArchiveEntry] {
    func number(_ offset: Int, _ size: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in 0..<size { value |= UInt64(byte(offset + index)) << UInt64(index * 8) }
      return value
    }
    guard count >= headerSize else { throw .tooShort }
    for (index, expected) in "BULKHEAD".utf8.enumerated() where byte(index) != expected { throw .badMagic }
    guard number(8, 4) == 1 else { throw .badVersion }
    let (total, size) = (number(12, 4), number(16, 8))
    guard size <= UInt64(count), size >= UInt64(headerSize), total <= 4096, size >= UInt64(headerSize) + total * 128 else {
      throw .truncated
    }
    if verify, crc32(headerSize..<Int(size), byte) != UInt32(number(24, 4)) { throw .badChecksum }
    var entries: [ArchiveEntry] = []
    for index in 0..<Int(total) {
      let base = headerSize + index * entrySize
      let (offset, length) = (number(base, 8), number(base + 8, 8))
      guard offset % UInt64(pageSize) == 0, offset <= size, length <= size - offset else { throw .entryOutside }
      let name = try name(at: base + 16, byte)
      for entry in entries where entry.name.utf8.elementsEqual(name.utf8) { throw .duplicateName }
      entries.append(ArchiveEntry(name: name, offset: Int(offset), size: Int(length)))
    }
    return entries
  }

  private static func name(at offset: Int, _ byte: (Int) -> UInt8) throws(ArchiveError) -> String {
    var bytes: [UInt8] = []
    for index in 0..<nameSize {
      let value = byte(offset + index)
      if value == 0 { break }
      guard value > 32, value != 127 else { throw .badName }
      bytes.append(value)
    }
    guard !bytes.isEmpty, bytes.count < nameSize, let name = String(validating: bytes, as: UTF8.self) else { throw .badName }
    return name
  }

  /// CRC-32 as in IEEE 802.3.
  public static func crc32(_ range: Range<Int>, _ byte: (Int) -> UInt8) -> UInt32 {
    var table: [UInt32] = []
    for index in 0..<256 as Range<UInt32> {
      var value = index
      for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
      table.append(value)
    }
    var sum = UInt32.max
    for index in range { sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ byte(index))] ^ sum >> 8 }
    return ~sum
  }
}

// MARK: - Writing (on the host)

extension Archive {
  /// Packs contents, in order; the first must be core's flat image.
  public static func make(_ entries: [(name: String, content: [UInt8])]) throws(ArchiveError) -> [UInt8] {
    var table: [UInt8] = []
    var body: [UInt8] = []
    let start = aligned(headerSize + entries.count * entrySize)
    for entry in entries {
      guard !entry.name.isEmpty, entry.name.utf8.count < nameSize, entry.name.utf8.allSatisfy({ $0 > 32 && $0 != 127 })
      else { throw .badName }
      table += bytes(UInt64(start + body.count), 8) + bytes(UInt64(entry.content.count), 8)
      table += Array(entry.name.utf8) + [UInt8](repeating: 0, count: nameSize - entry.name.utf8.count)
      body += entry.content + [UInt8](repeating: 0, count: aligned(entry.content.count) - entry.content.count)
    }
    let rest = table + [UInt8](repeating: 0, count: start - headerSize - table.count) + body
    let sum = crc32(0..<rest.count) { rest[$0] }
    let header = Array("BULKHEAD".utf8) + bytes(1, 4) + bytes(UInt64(entries.count), 4)
    return header + bytes(UInt64(headerSize + rest.count), 8) + bytes(UInt64(sum), 4) + bytes(0, 4) + rest
  }

  /// Core's program as the kernel maps it, with its zero-initialised data.
  public static func flatImage(entry: UInt64, segments: [(address: UInt64, content: [UInt8], memorySize: Int, flags: UInt64)])
    -> [UInt8]
  {
    var header = Array("BULKCORE".utf8) + bytes(entry, 8) + bytes(segments.first?.address ?? 0, 8)
    header += bytes(UInt64(segments.count), 4) + bytes(0, 4)
    var body: [UInt8] = []
    for segment in segments {
      let size = aligned(segment.memorySize)
      header += bytes(segment.address, 8) + bytes(UInt64(pageSize + body.count), 8)
      header += bytes(UInt64(size / pageSize), 8) + bytes(segment.flags, 8)
      body += segment.content + [UInt8](repeating: 0, count: size - segment.content.count)
    }
    return header + [UInt8](repeating: 0, count: pageSize - header.count) + body
  }

  private static func aligned(_ size: Int) -> Int { (size + pageSize - 1) / pageSize * pageSize }

  private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
  }
}
