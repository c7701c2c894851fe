import Testing

@testable import DebugLines

@Suite struct DebugLinesTests {
  private static let start: UInt64 = 0x100_0000
  private static let rows = TableBuilder.instructions(at: start)

  private static func read(_ lines: [UInt8]) throws -> LinkedLines { try LinkedLines(TableBuilder.program(lines)) }

  @Test(arguments: [2, 3, 4] as [UInt64])
  func readsOldVersions(_ version: UInt64) throws {
    let linked = try Self.read(TableBuilder.table4(Self.rows, version: version))
    #expect(linked.lines == ["/root/Sources/a.swift": [10, 12]])
    #expect(linked.codeBytes == 64)
    #expect(linked.attributed.count == 12)
  }

  @Test func readsVersion5() throws {
    let linked = try Self.read(TableBuilder.table5(Self.rows))
    #expect(linked.lines == ["/root/Sources/b.c": [10, 12]])
  }

  @Test func tablesOfOneFileMakeOneSet() throws {
    let again = TableBuilder.table4(
      TableBuilder.instructions(at: Self.start + 16), file: "/root/Library/../Sources/./a.swift")
    let linked = try Self.read(TableBuilder.table4(Self.rows) + again)
    #expect(linked.lines == ["/root/Sources/a.swift": [10, 12]])
    #expect(linked.attributed.count == 24)
  }

  @Test(arguments: [0, 1, start - 12, start + 64, 0x200_0000, UInt64.max - 100])
  func codeThatIsNotInTheImageDoesNotCount(_ address: UInt64) throws {
    let linked = try Self.read(TableBuilder.table4(TableBuilder.instructions(at: address)))
    #expect(linked.lines.isEmpty)
    #expect(linked.attributed.count == 0)
  }

  @Test func theCompilersOwnDoesNotCount() throws {
    #expect(try Self.read(TableBuilder.table4(Self.rows, file: "<compiler-generated>")).lines.isEmpty)
    let zero: [UInt8] = [0, 9, 2, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0x7f, 1, 2, 4, 0, 1, 1]
    #expect(try Self.read(TableBuilder.table4(zero)).lines.isEmpty)
  }

  @Test func aRowWithoutAnAddressDoesNotCount() throws {
    // Line 2 is replaced by line 3 before any address is passed; line 3 is no statement; line 4 is one.
    let rows: [UInt8] = [0, 9, 2, 0, 0, 0, 1, 0, 0, 0, 0, 3, 1, 1, 6, 3, 1, 1, 2, 4, 6, 3, 1, 1, 2, 4, 0, 1, 1]
    let linked = try Self.read(TableBuilder.table4(rows))
    #expect(linked.lines == ["/root/Sources/a.swift": [4]])
    // Line 3 has code all the same.
    #expect(linked.linesWithCode == 2)
  }

  @Test func readsAllInstructions() throws {
    // Fixed advance by 4, constant advance (17), columns, blocks, prologue and epilogue, an instruction set, a discriminator.
    let rows: [UInt8] = [
      0, 9, 2, 0, 0, 0, 1, 0, 0, 0, 0, 9, 4, 0, 1, 5, 3, 7, 10, 11, 12, 9, 0, 2, 4, 7, 8, 3, 5, 1, 4, 1, 2, 1, 0, 1, 1,
    ]
    let linked = try Self.read(TableBuilder.table4(rows))
    #expect(linked.lines == ["/root/Sources/a.swift": [1, 6]])
    #expect(linked.attributed == AddressSet([Self.start + 4..<Self.start + 22]))
  }

  // MARK: - What must not be read

  @Test func refusesWhatIsNoProgram() throws {
    #expect(throws: DebugLinesError.notELF) { try LinkedLines([]) }
    #expect(throws: DebugLinesError.notELF) { try LinkedLines([UInt8](repeating: 0, count: 100)) }
    var small = TableBuilder.program([])
    small[4] = 1
    #expect(throws: DebugLinesError.notELF) { try LinkedLines(small) }
  }

  @Test func refusesCompressedAndMissingTables() throws {
    #expect(throws: DebugLinesError.compressed(section: ".debug_line")) {
      try LinkedLines(TableBuilder.program(TableBuilder.table4(Self.rows), flags: 0x800))
    }
    var program = TableBuilder.program(TableBuilder.table4(Self.rows))
    let name = try #require(program.indices.first { program[$0...].starts(with: Array(".debug_line\0".utf8)) })
    program[name + 1] = UInt8(ascii: "D")
    #expect(throws: DebugLinesError.noLineTables) { try LinkedLines(program) }
  }

  @Test(arguments: [(40, UInt64.max, 8), (60, 0xffff, 2), (62, 0xfff0, 2)] as [(Int, UInt64, Int)])
  func refusesSectionsOutsideOfTheFile(_ offset: Int, _ value: UInt64, _ size: Int) {
    var program = TableBuilder.program(TableBuilder.table4(Self.rows))
    TableBuilder.put(value, offset, size, &program)
    #expect(throws: DebugLinesError.sectionOutsideFile) { try LinkedLines(program) }
  }

  @Test(
    arguments: [
      ([9, 2], .truncated(section: ".debug_line", offset: 50)),
      ([0, 0], .badInstruction(0, offset: 49)),
      ([0, 5, 2, 0, 0, 0, 1], .badInstruction(2, offset: 49)),
      ([0, 4, 3, 0, 0, 0], .badInstruction(3, offset: 49)),
      ([3, 0x7e], .badLine(-1, offset: 49)),
      ([3, 0xff, 0xff, 0xff, 0], .badLine(2_097_152, offset: 49)),
      ([1, 2, 4], .unfinishedSequence(offset: 0)),
      ([2, 4, 1, 0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1], .addressGoesDown(offset: 63)),
      ([4, 2, 1, 2, 1, 1], .noSuchFile(2, offset: 54)),
      ([4, 0, 1, 2, 1, 1], .noSuchFile(0, offset: 54)),
      ([2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], .numberTooLarge(section: ".debug_line", offset: 50)),
      (
        [3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0], .numberTooLarge(section: ".debug_line", offset: 50)
      ),
    ] as [([UInt8], DebugLinesError)])
  func refusesBadInstructions(_ instructions: [UInt8], _ error: DebugLinesError) {
    #expect(throws: error) { try Self.read(TableBuilder.table4(instructions)) }
  }

  @Test(
    arguments: [
      (4, 1, .unsupportedVersion(1, offset: 0)), (4, 6, .unsupportedVersion(6, offset: 0)), (11, 2, .badHeader(offset: 0)),
      (14, 0, .badHeader(offset: 0)), (15, 0, .badHeader(offset: 0)), (6, 0xff, .truncated(section: ".debug_line", offset: 10)),
      (0, 0xff, .truncated(section: ".debug_line", offset: 4)),
    ] as [(Int, UInt8, DebugLinesError)])
  func refusesBadHeaders(_ offset: Int, _ value: UInt8, _ error: DebugLinesError) {
    var table = TableBuilder.table4(Self.rows)
    table[offset] = value
    #expect(throws: error) { try Self.read(table) }
  }

  @Test func refusesAFileInADirectoryThatIsNotThere() throws {
    var table = TableBuilder.table4(Self.rows)
    let name = try #require(table.indices.first { table[$0...].starts(with: Array("a.swift\0".utf8)) })
    table[name + 8] = 9
    #expect(throws: DebugLinesError.noSuchDirectory(9, offset: name)) { try Self.read(table) }
  }

  @Test func refusesUnknownForms() throws {
    var table = TableBuilder.table5(Self.rows)
    let formats = try #require(table.indices.first { table[$0...].starts(with: [3, 1, 0x1f, 2, 0x0b]) })
    table[formats + 2] = 0x7f
    #expect(throws: DebugLinesError.unsupportedForm(0x7f, section: ".debug_line", offset: formats + 8)) { try Self.read(table) }
    table[formats + 2] = 0x0b
    #expect(throws: DebugLinesError.unsupportedForm(0x0b, section: ".debug_line", offset: formats + 8)) { try Self.read(table) }
  }

  @Test func endlessTablesOfNothingEnd() throws {
    // No formats, and 2^62 entries.
    let nothing = TableBuilder.header(5, [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f], [])
    #expect(throws: DebugLinesError.self) { try Self.read(nothing) }
  }

  @Test func everyTruncationAndEveryBitFlipIsReadOrRefused() throws {
    for table in [TableBuilder.table4(Self.rows), TableBuilder.table5(Self.rows)] {
      for count in 0..<table.count where count > 0 {
        #expect(throws: DebugLinesError.self) { try Self.read(Array(table[..<count])) }
      }
      let program = TableBuilder.program(table)
      for bit in 0..<program.count * 8 {
        var damaged = program
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        do { _ = try LinkedLines(damaged) } catch {}
      }
    }
  }
}

@Suite struct SourcePathTests {
  @Test(
    arguments: [
      ("/a/b", "/a/b"), ("/a/./b//c", "/a/b/c"), ("/a/../b", "/b"), ("../a", "../a"), ("a/../../b", "../b"), ("", ""),
      ("/", "/"),
    ])
  func normal(_ path: String, _ expected: String) { #expect(SourcePath.normal(path) == expected) }
}

@Suite struct AddressSetTests {
  @Test func joinsWhatTouches() {
    let set = AddressSet([10..<12, 1..<3, 2..<5, 5..<6, 8..<8])
    #expect(set.count == 7)
    #expect(set.overlaps(5..<100) && set.overlaps(0..<2) && set.overlaps(11..<12))
    #expect(!set.overlaps(6..<10) && !set.overlaps(12..<99) && !set.overlaps(0..<1) && !set.overlaps(3..<3))
  }
}
