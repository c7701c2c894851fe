import ELF
import Testing

@Suite struct ELFTests {
  /// A minimal program: one segment of code, one of data.
  private static func program() -> [UInt8] {
    var file = [UInt8](repeating: 0, count: 0x3000)
    func put(_ value: UInt64, _ offset: Int, _ size: Int) {
      for index in 0..<size { file[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
    }
    put(0x464c_457f, 0, 4)
    put(2, 4, 1)
    put(1, 5, 1)
    put(2, 16, 2)
    put(62, 18, 2)
    put(0x100_0010, 24, 8)
    put(64, 32, 8)
    put(56, 54, 2)
    put(2, 56, 2)
    for (index, (flags, offset, address)) in [(5, 0x1000, 0x100_0000), (6, 0x2000, 0x100_1000)].enumerated() {
      let header = 64 + index * 56
      put(1, header, 4)
      put(UInt64(flags), header + 4, 4)
      put(UInt64(offset), header + 8, 8)
      put(UInt64(address), header + 16, 8)
      put(0x800, header + 32, 8)
      put(0x1000, header + 40, 8)
    }
    return file
  }

  private static func program(_ offset: Int, _ size: Int, _ value: UInt64) -> [UInt8] {
    var file = program()
    for index in 0..<size { file[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
    return file
  }

  @Test func readsAProgram() throws {
    let program = try Executable(Self.program())
    #expect(program.entry == 0x100_0010)
    #expect(program.segments.count == 2)
    #expect(program.segments[0].isExecutable && !program.segments[0].isWritable)
    #expect(program.segments[1].isWritable && program.segments[1].memorySize == 0x1000)
  }

  @Test(
    arguments: [
      (0, 1, 0, ELFError.notELF), (4, 1, 1, .notForThisMachine), (18, 2, 3, .notForThisMachine),
      (16, 2, 3, .notExecutable), (56, 2, 0, .badProgramHeaders), (56, 2, 65, .badProgramHeaders),
      (54, 2, 55, .badProgramHeaders), (32, 8, UInt64.max, .badProgramHeaders), (64, 4, 3, .needsDynamicLinker),
      (64, 4, 2, .needsDynamicLinker), (64 + 32, 8, 0x1001, .segmentOutsideFile), (64 + 8, 8, UInt64.max, .segmentOutsideFile),
      (64 + 32, 8, UInt64.max, .segmentOutsideFile), (64 + 16, 8, 0, .segmentOutsideUserSpace),
      (64 + 16, 8, 0x7f00_0000_0000, .segmentOutsideUserSpace), (64 + 40, 8, UInt64.max, .segmentOutsideUserSpace),
      (64 + 16, 8, 0x100_0800, .badAlignment), (64 + 4, 4, 7, .writableAndExecutable),
      (64 + 56 + 16, 8, 0x100_0000, .segmentsOverlap), (64 + 40, 8, 0x2000, .segmentsOverlap), (24, 8, 0x100_1000, .noEntry),
      (24, 8, 0, .noEntry),
    ] as [(Int, Int, UInt64, ELFError)])
  func refuses(_ offset: Int, _ size: Int, _ value: UInt64, _ expected: ELFError) {
    #expect(throws: expected) { try Executable(Self.program(offset, size, value)) }
  }

  @Test func refusesEveryTruncation() {
    let file = Self.program()
    for length in stride(from: 0, to: 0x2800, by: 61) {
      #expect(throws: ELFError.self) { try Executable(Array(file.prefix(length))) }
    }
  }

  /// Random damage is refused or leaves a program whose every segment is within bounds.
  @Test func survivesDamage() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for _ in 0..<5000 {
      var file = Self.program()
      for _ in 0...next() % 4 { file[Int(next() % 176)] = UInt8(truncatingIfNeeded: next()) }
      guard let program = try? Executable(file) else { continue }
      for segment in program.segments {
        #expect(segment.fileOffset + segment.fileSize <= file.count)
        #expect(segment.virtualAddress + segment.memorySize <= Executable.userEnd)
      }
    }
  }
}
