// The symbols of an unstripped program: which function an address belongs to, and where a function's code is in the file.
// (ELF-64 object file format 1.5: section headers, symbol table, program headers.)

import Foundation

public struct ProgramSymbols: Sendable {
  public struct Function: Sendable, Equatable {
    public let name: String
    public let address: UInt64
    public let size: UInt64
  }

  /// By ascending address.
  public let functions: [Function]
  private let segments: [(address: UInt64, offset: Int, size: UInt64)]

  /// - Throws: if this is no ELF file; one without symbols has no functions.
  public init(_ file: [UInt8]) throws {
    let reader = LittleEndian(file)
    guard file.count >= 64, reader.number(0, 4) == 0x464c_457f, file[4] == 2 else {
      throw ToolError("this is no ELF program: build it anew")
    }
    segments = (0..<min(Int(reader.number(56, 2)), file.count / 56)).compactMap { index in
      let base = Int(reader.number(32, 4)) + index * 56
      guard reader.number(base, 4) == 1 else { return nil }
      return (reader.number(base + 16, 8), Int(reader.number(base + 8, 4)), reader.number(base + 32, 8))
    }
    functions = Self.readFunctions(reader).sorted { $0.address < $1.address }
  }

  public init(contentsOf url: URL) throws { try self.init([UInt8](Data(contentsOf: url))) }

  private static func readFunctions(_ reader: LittleEndian) -> [Function] {
    let (sections, count) = (Int(reader.number(40, 4)), min(Int(reader.number(60, 2)), reader.count / 64))
    for index in 0..<count where reader.number(sections + index * 64 + 4, 4) == 2 {  // SHT_SYMTAB
      let header = sections + index * 64
      let names = Int(reader.number(sections + Int(reader.number(header + 40, 4)) * 64 + 24, 4))
      let table = Int(reader.number(header + 24, 4))
      let size = min(Int(reader.number(header + 32, 4)), max(0, reader.count - table))
      return (0..<size / 24).compactMap { function(reader, table + $0 * 24, names: names) }
    }
    return []
  }

  private static func function(_ reader: LittleEndian, _ entry: Int, names: Int) -> Function? {
    guard reader.number(entry + 4, 1) & 15 <= 2, reader.number(entry + 6, 2) != 0 else { return nil }
    let name = reader.text(names + Int(reader.number(entry, 4)))
    return name.isEmpty ? nil : Function(name: name, address: reader.number(entry + 8, 8), size: reader.number(entry + 16, 8))
  }

  /// The function that contains an address; nil outside of the program.
  public func function(at address: UInt64) -> Function? {
    guard offset(of: address) != nil else { return nil }
    return functions.last { $0.address <= address && ($0.size == 0 || address < $0.address + $0.size) }
  }

  public func function(named name: String) -> Function? { functions.first { $0.name == name } }

  /// Where the byte at an address is in the file.
  public func offset(of address: UInt64) -> Int? {
    for segment in segments where address >= segment.address && address - segment.address < segment.size {
      return segment.offset + Int(address - segment.address)
    }
    return nil
  }
}

/// Numbers and texts in a file; what lies outside reads as 0 and nothing.
private struct LittleEndian {
  private let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  func number(_ offset: Int, _ size: Int) -> UInt64 {
    guard offset >= 0, offset <= bytes.count - size else { return 0 }
    return (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64($1 * 8) }
  }

  func text(_ offset: Int) -> String {
    guard offset >= 0, offset < bytes.count else { return "" }
    return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
  }
}
