// Reading a component's program: a static ELF64 executable for x86-64 (System V ABI, AMD64 supplement; ELF-64 object file
// format 1.5). Everything is checked before anything is loaded; a file that breaks a rule is refused by name of the rule.

/// Why a file is not a program that can be started.
public enum ELFError: Error, Equatable, Sendable {
  case tooShort
  case notELF
  case notForThisMachine
  case notExecutable
  case needsDynamicLinker
  case badProgramHeaders
  case segmentOutsideFile
  case segmentOutsideUserSpace
  case segmentsOverlap
  case writableAndExecutable
  case badAlignment
  case noEntry
}

/// One loadable segment.
public struct Segment: Equatable, Sendable {
  public let virtualAddress: UInt64
  public let fileOffset: Int
  public let fileSize: Int
  public let memorySize: UInt64
  public let isWritable: Bool
  public let isExecutable: Bool
}

/// A checked executable.
public struct Executable: Sendable {
  public let entry: UInt64
  public let segments: [Segment]

  /// Addresses at or above this are not the program's.
  public static var userEnd: UInt64 { 0x7f00_0000_0000 }
  public static var pageSize: UInt64 { 4096 }

  /// - Parameters:
  ///   - count: bytes of the file.
  ///   - byte: the file's byte at an index below `count`.
  public init(count: Int, byte: (Int) -> UInt8) throws(ELFError) {
    func number(_ offset: Int, _ size: Int) -> UInt64 { Self.number(offset, size, count, byte) }
    guard count >= 64 else { throw .tooShort }
    guard number(0, 4) == 0x464c_457f else { throw .notELF }
    guard byte(4) == 2, byte(5) == 1, number(18, 2) == 62 else { throw .notForThisMachine }
    guard number(16, 2) == 2 else { throw .notExecutable }
    let (offset, size, total) = (number(32, 8), number(54, 2), number(56, 2))
    guard size == 56, total > 0, total <= 64, offset <= UInt64(count), UInt64(count) - offset >= total * 56 else {
      throw .badProgramHeaders
    }
    var segments: [Segment] = []
    for index in 0..<Int(total) {
      let header = Int(offset) + index * 56
      let type = number(header, 4)
      if type == 2 || type == 3 { throw .needsDynamicLinker }
      if type == 1, number(header + 40, 8) > 0 { segments.append(try Self.segment(header, count, byte)) }
    }
    entry = number(24, 8)
    self.segments = segments
    try checkOverlap()
    let entry = entry
    guard
      segments.contains(where: { $0.isExecutable && entry >= $0.virtualAddress && entry - $0.virtualAddress < $0.memorySize })
    else { throw .noEntry }
  }

  public init(_ bytes: [UInt8]) throws(ELFError) { try self.init(count: bytes.count) { bytes[$0] } }

  private static func segment(_ header: Int, _ count: Int, _ byte: (Int) -> UInt8) throws(ELFError) -> Segment {
    func number(_ offset: Int, _ size: Int) -> UInt64 { Self.number(offset, size, count, byte) }
    let flags = number(header + 4, 4)
    let (offset, address) = (number(header + 8, 8), number(header + 16, 8))
    let (fileSize, memorySize) = (number(header + 32, 8), number(header + 40, 8))
    guard offset <= UInt64(count), fileSize <= UInt64(count) - offset, fileSize <= memorySize else {
      throw .segmentOutsideFile
    }
    guard address >= pageSize, address < userEnd, memorySize <= userEnd - address else { throw .segmentOutsideUserSpace }
    guard address % pageSize == 0, offset % pageSize == 0 else { throw .badAlignment }
    guard flags & 3 != 3 else { throw .writableAndExecutable }
    return Segment(
      virtualAddress: address, fileOffset: Int(offset), fileSize: Int(fileSize), memorySize: memorySize,
      isWritable: flags & 2 != 0, isExecutable: flags & 1 != 0)
  }

  /// Segments are whole pages apart.
  private func checkOverlap() throws(ELFError) {
    for (index, a) in segments.enumerated() {
      for b in segments.dropFirst(index + 1) where a.pages.overlaps(b.pages) { throw .segmentsOverlap }
    }
  }

  /// A little-endian number; what lies outside of the file reads as 0.
  private static func number(_ offset: Int, _ size: Int, _ count: Int, _ byte: (Int) -> UInt8) -> UInt64 {
    guard offset >= 0, offset <= count - size else { return 0 }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(byte(offset + index)) << UInt64(index * 8) }
    return value
  }
}

extension Segment {
  /// The pages that the segment takes.
  public var pages: Range<UInt64> {
    let last = (virtualAddress + memorySize - 1) / Executable.pageSize
    return virtualAddress / Executable.pageSize..<last + 1
  }
}
