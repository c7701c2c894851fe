// The sections of a program (ELF-64 object file format 1.5: section headers): what its debug information is in, and which
// addresses are code that is really in the image.

struct ProgramSections {
  private let bytes: [UInt8]
  private var named: [String: Header] = [:]
  /// The addresses of sections that are loaded and executable, none of them empty.
  private(set) var code: [Range<UInt64>] = []
  /// The size of sections that are loaded from the file.
  private(set) var imageBytes = 0

  var codeBytes: Int { code.reduce(0) { $0 + Int(clamping: $1.upperBound - $1.lowerBound) } }

  private struct Header {
    let name: Int
    let type: UInt64
    let flags: UInt64
    let address: UInt64
    let offset: UInt64
    let size: UInt64
  }

  private static let allocated: UInt64 = 2
  private static let executable: UInt64 = 4
  private static let compressed: UInt64 = 0x800
  private static let noContents: UInt64 = 8

  init(_ bytes: [UInt8]) throws(DebugLinesError) {
    self.bytes = bytes
    guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { throw .notELF }
    let (headerSize, count) = (try Self.field(bytes, 58, 2), try Self.field(bytes, 60, 2))
    guard headerSize == 64 || count == 0 else { throw .sectionOutsideFile }
    let table = try Self.reader(bytes, offset: Self.field(bytes, 40, 8), size: 64 * count)
    let headers = try Self.headers(table)
    let namesIndex = Int(try Self.field(bytes, 62, 2))
    guard namesIndex < headers.count else { throw headers.isEmpty ? .noLineTables : .sectionOutsideFile }
    let names = try Self.reader(bytes, offset: headers[namesIndex].offset, size: headers[namesIndex].size)
    for header in headers where header.type != 0 { named[try names.text(at: UInt64(header.name))] = header }
    for header in headers where header.flags & Self.allocated != 0 && header.type != Self.noContents {
      imageBytes += try Self.reader(bytes, offset: header.offset, size: header.size).bytes.count
    }
    code = headers.compactMap(Self.codeRange).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// A section's contents; nil if there is no such section.
  func contents(_ name: String) throws(DebugLinesError) -> [UInt8]? {
    guard let header = named[name], header.type != Self.noContents else { return nil }
    guard header.flags & Self.compressed == 0 else { throw .compressed(section: name) }
    return try Self.reader(bytes, offset: header.offset, size: header.size).bytes
  }

  private static func codeRange(_ header: Header) -> Range<UInt64>? {
    let wanted = allocated | executable
    guard header.flags & wanted == wanted, header.size > 0 else { return nil }
    let (end, overflow) = header.address.addingReportingOverflow(header.size)
    return overflow ? nil : header.address..<end
  }

  private static func headers(_ table: SectionReader) throws(DebugLinesError) -> [Header] {
    var (table, headers): (SectionReader, [Header]) = (table, [])
    while !table.isAtEnd {
      headers.append(
        Header(
          name: Int(try table.number(4)), type: try table.number(4), flags: try table.number(8), address: try table.number(8),
          offset: try table.number(8), size: try table.number(8)))
      try table.skip(24)
    }
    return headers
  }

  private static func reader(_ bytes: [UInt8], offset: UInt64, size: UInt64) throws(DebugLinesError) -> SectionReader {
    guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else { throw .sectionOutsideFile }
    return SectionReader("the file", Array(bytes[Int(offset)..<Int(offset + size)]))
  }

  private static func field(_ bytes: [UInt8], _ offset: Int, _ size: Int) throws(DebugLinesError) -> UInt64 {
    var reader = SectionReader("the file", bytes)
    reader.offset = offset
    return try reader.number(size)
  }
}
