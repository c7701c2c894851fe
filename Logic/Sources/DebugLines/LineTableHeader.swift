// The header of a line table (DWARF 5, section 6.2.4; DWARF 4, section 6.2.4 for versions 2 to 4).

struct LineTableHeader {
  /// Where in `.debug_line` the table starts.
  let offset: Int
  let minimumInstructionLength: UInt8
  let isStatementAtFirst: Bool
  let lineBase: Int8
  let lineRange: UInt8
  let opcodeBase: UInt8
  /// Of the standard instructions from 1 on: how many LEB128 numbers follow.
  let operandCounts: [UInt8]
  /// The path of each file by its number, of which the first is `firstFile`. Relative ones still lack the directory in which
  /// the compiler ran.
  let files: [String]
  let firstFile: Int

  /// Reads the header and leaves the reader at the first instruction.
  init(_ reader: inout SectionReader, at start: Int, offsetSize: Int, _ texts: Texts) throws(DebugLinesError) {
    offset = start
    let version = try reader.number(2)
    guard (2...5).contains(version) else { throw .unsupportedVersion(Int(version), offset: start) }
    if version >= 5 { try reader.skip(2) }  // the sizes of addresses and of segment selectors
    let length = try reader.number(offsetSize)
    var fields = try reader.part(length)
    minimumInstructionLength = try fields.byte()
    if version >= 4, try fields.byte() != 1 { throw .badHeader(offset: start) }  // operations per instruction
    isStatementAtFirst = try fields.byte() != 0
    lineBase = Int8(bitPattern: try fields.byte())
    lineRange = try fields.byte()
    opcodeBase = try fields.byte()
    guard lineRange > 0, opcodeBase > 0 else { throw .badHeader(offset: start) }
    var counts: [UInt8] = []
    for _ in 1..<max(opcodeBase, 1) { counts.append(try fields.byte()) }
    operandCounts = counts
    firstFile = version >= 5 ? 0 : 1
    files = try version >= 5 ? Self.files5(&fields, offsetSize, texts) : Self.files4(&fields)
  }

  // MARK: - Versions 2 to 4

  private static func files4(_ reader: inout SectionReader) throws(DebugLinesError) -> [String] {
    var directories = [""]
    while true {
      let name = try reader.text()
      if name.isEmpty { break }
      directories.append(name)
    }
    var files: [String] = []
    while true {
      let start = reader.offset
      let name = try reader.text()
      if name.isEmpty { return files }
      let directory = try reader.unsigned()
      _ = (try reader.unsigned(), try reader.unsigned())  // time of modification, length
      files.append(try Self.path(name, in: directory, of: directories, start))
    }
  }

  // MARK: - Version 5

  /// What a number or text of an entry is (DWARF 5, table 7.27).
  private enum Content {
    static let path: UInt64 = 1
    static let directory: UInt64 = 2
  }

  private typealias Entry = (path: String, directory: UInt64)

  private static func files5(
    _ reader: inout SectionReader, _ offsetSize: Int, _ texts: Texts
  ) throws(DebugLinesError) -> [String] {
    let directories = try entries(&reader, offsetSize, texts)
    var files: [String] = []
    let start = reader.offset
    for entry in try entries(&reader, offsetSize, texts) {
      // Directory 0 is the one in which the compiler ran, and the others are relative to it.
      let root = directories.first?.path ?? ""
      let path = try Self.path(entry.path, in: entry.directory, of: directories.map(\.path), start)
      files.append(SourcePath.join(root, path))
    }
    return files
  }

  private static func entries(
    _ reader: inout SectionReader, _ offsetSize: Int, _ texts: Texts
  ) throws(DebugLinesError) -> [Entry] {
    var formats: [(content: UInt64, form: UInt64)] = []
    for _ in 0..<(try reader.byte()) { formats.append((try reader.unsigned(), try reader.unsigned())) }
    let start = reader.offset
    let count = try reader.unsigned()
    // Each form but one takes room: this bounds how long the loop runs.
    guard count == 0 || formats.contains(where: { $0.form != Form.flagPresent }) else { throw .badHeader(offset: start) }
    var entries: [Entry] = []
    while entries.count < count { entries.append(try entry(formats, &reader, offsetSize, texts)) }
    return entries
  }

  private static func entry(
    _ formats: [(content: UInt64, form: UInt64)], _ reader: inout SectionReader, _ offsetSize: Int, _ texts: Texts
  ) throws(DebugLinesError) -> Entry {
    var entry: Entry = ("", 0)
    for format in formats {
      let start = reader.offset
      switch (format.content, try FormValue(format.form, &reader, offsetSize: offsetSize, texts)) {
      case (Content.path, .text(let path)): entry.path = path
      case (Content.directory, .number(let number)): entry.directory = number
      case (Content.path, _), (Content.directory, _):
        throw .unsupportedForm(Int(clamping: format.form), section: reader.section, offset: start)
      default: break
      }
    }
    return entry
  }

  private static func path(
    _ name: String, in directory: UInt64, of directories: [String], _ offset: Int
  ) throws(DebugLinesError) -> String {
    if name.utf8.first == SourcePath.slash { return name }
    guard directory < UInt64(directories.count) else {
      throw .noSuchDirectory(Int(clamping: directory), offset: offset)
    }
    return SourcePath.join(directories[Int(directory)], name)
  }
}
