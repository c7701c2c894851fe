// Which lines of which source files a program really consists of: those that own at least one address of its code.
//
// A line counts if a row of the program's DWARF line tables (versions 2 to 5) says that it starts a statement (`is_stmt`),
// if that row owns at least one address, and if the address lies in an executable section. What the linker dropped stays in
// the tables at address 0, outside of every section. Line 0 and files such as `<compiler-generated>` are the compiler's own.
// Swift, C and assembly count alike. It runs on the developer's machine only.
//
// LLVM marks nearly every row that owns code as a statement. GCC does so with rows that own none, several at one address (its
// location views), and leaves those with the code unmarked: of what GCC compiled, `linesWithCode` are the ones to count.

public struct LinkedLines: Sendable {
  /// The lines of each file, by its absolute path (as far as the debug information has it).
  public let lines: [String: Set<Int>]
  /// How many lines own at least one address of code, whether a statement is said to start there or not.
  public let linesWithCode: Int
  /// The size of all executable sections, in bytes.
  public let codeBytes: Int
  /// The size of what is loaded: code, constants, and data that is not all zero.
  public let imageBytes: Int
  /// What the compilers (of units of DWARF 4 or below) say of themselves.
  public let producers: Set<String>
  /// The addresses of code that belong to a line of a file.
  public let attributed: AddressSet

  /// - Parameter program: an ELF file with its debug information.
  /// - Throws: `DebugLinesError`, which says what is wrong and where.
  public init(_ program: [UInt8]) throws(DebugLinesError) {
    let sections = try ProgramSections(program)
    guard let table = try sections.contents(".debug_line") else { throw .noLineTables }
    func reader(_ name: String) throws(DebugLinesError) -> SectionReader {
      SectionReader(name, try sections.contents(name) ?? [])
    }
    let texts = Texts(strings: try reader(".debug_str"), lineStrings: try reader(".debug_line_str"))
    let units = try CompilationUnits(
      info: try reader(".debug_info"), abbreviations: try reader(".debug_abbrev"), texts)
    var tables = LineTables(code: sections.code, units: units, texts: texts)
    try tables.read(SectionReader(".debug_line", table))
    lines = tables.lines
    linesWithCode = tables.withCode.values.reduce(0) { $0 + $1.count }
    codeBytes = sections.codeBytes
    imageBytes = sections.imageBytes
    producers = units.producers
    attributed = AddressSet(tables.owned)
  }

  /// The size of all executable sections, in bytes, of a program that may have no debug information.
  public static func codeBytes(of program: [UInt8]) throws(DebugLinesError) -> Int { try ProgramSections(program).codeBytes }
}

/// All tables of a program.
private struct LineTables {
  let code: [Range<UInt64>]
  let units: CompilationUnits
  let texts: Texts
  var lines: [String: Set<Int>] = [:]
  var withCode: [String: Set<Int>] = [:]
  var owned: [Range<UInt64>] = []

  mutating func read(_ section: SectionReader) throws(DebugLinesError) {
    var section = section
    while !section.isAtEnd {
      let start = section.offset
      let (length, offsetSize) = try section.unitLength()
      var table = try section.part(length)
      let header = try LineTableHeader(&table, at: start, offsetSize: offsetSize, texts)
      try read(header, table)
    }
  }

  private mutating func read(_ header: LineTableHeader, _ instructions: SectionReader) throws(DebugLinesError) {
    let code = code
    let root = units[UInt64(header.offset)]
    let paths = header.files.map { SourcePath.normal(SourcePath.join(root, $0)) }
    let isReal = paths.map(SourcePath.isRealFile)
    var statements = [Set<Int>](repeating: [], count: paths.count)
    var all = statements
    var owned: [Range<UInt64>] = []
    var program = LineProgram(header, instructions)
    try program.run { row, addresses in
      let file = row.file - header.firstFile
      guard row.line > 0, isReal[file], code.contains(where: { $0.contains(addresses.lowerBound) }) else { return }
      owned.append(addresses)
      all[file].insert(row.line)
      if row.isStatement { statements[file].insert(row.line) }
    }
    for (path, numbers) in zip(paths, statements) where !numbers.isEmpty { lines[path, default: []].formUnion(numbers) }
    for (path, numbers) in zip(paths, all) where !numbers.isEmpty { withCode[path, default: []].formUnion(numbers) }
    self.owned += owned
  }
}
