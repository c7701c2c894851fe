// Which compiler made a program, and in which directory it ran, of each line table of version 4 or below (those of version 5
// say so themselves): the attributes of the first entry of each unit in `.debug_info` (DWARF 4, sections 3.1.1 and 7.5).

struct CompilationUnits {
  private var directories: [UInt64: String] = [:]
  /// What the compilers say of themselves.
  private(set) var producers: Set<String> = []

  /// The directory for the line table at an offset of `.debug_line`; empty if nothing says.
  subscript(table: UInt64) -> String { directories[table] ?? "" }

  private enum Attribute {
    static let lineTable: UInt64 = 0x10
    static let directory: UInt64 = 0x1b
    static let producer: UInt64 = 0x25
  }

  private typealias Specification = [(attribute: UInt64, form: UInt64)]

  init(info: SectionReader, abbreviations: SectionReader, _ texts: Texts) throws(DebugLinesError) {
    var info = info
    while !info.isAtEnd {
      let (length, offsetSize) = try info.unitLength()
      var unit = try info.part(length)
      let version = try unit.number(2)
      guard (2...4).contains(version) else { continue }
      let table = try unit.number(offsetSize)
      try unit.skip(1)  // the size of addresses
      try readFirstEntry(&unit, offsetSize, Self.reader(abbreviations, at: table), texts)
    }
  }

  private mutating func readFirstEntry(
    _ unit: inout SectionReader, _ offsetSize: Int, _ abbreviations: SectionReader, _ texts: Texts
  ) throws(DebugLinesError) {
    guard !unit.isAtEnd else { return }
    let code = try unit.unsigned()
    guard code != 0 else { return }
    var (table, directory): (UInt64?, String) = (nil, "")
    for (attribute, form) in try Self.specification(code, abbreviations) {
      switch (attribute, try FormValue(form, &unit, offsetSize: offsetSize, texts)) {
      case (Attribute.lineTable, .number(let offset)): table = offset
      case (Attribute.directory, .text(let path)): directory = path
      case (Attribute.producer, .text(let name)): producers.insert(name)
      default: break
      }
    }
    if let table { directories[table] = directory }
  }

  /// The attributes of entries with that code.
  private static func specification(
    _ wanted: UInt64, _ reader: SectionReader
  ) throws(DebugLinesError) -> Specification {
    var reader = reader
    while true {
      let start = reader.offset
      let code = try reader.unsigned()
      guard code != 0 else { throw .truncated(section: reader.section, offset: start) }
      _ = (try reader.unsigned(), try reader.byte())  // tag, whether it has children
      let specification = try attributes(&reader)
      if code == wanted { return specification }
    }
  }

  private static func attributes(_ reader: inout SectionReader) throws(DebugLinesError) -> Specification {
    var specification: Specification = []
    while true {
      let (attribute, form) = (try reader.unsigned(), try reader.unsigned())
      if attribute == 0, form == 0 { return specification }
      specification.append((attribute, form))
    }
  }

  private static func reader(_ section: SectionReader, at offset: UInt64) throws(DebugLinesError) -> SectionReader {
    var reader = section
    try reader.skip(offset)
    return reader
  }
}
