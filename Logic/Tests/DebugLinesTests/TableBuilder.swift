// Programs with line tables, byte by byte, to be read and to be damaged.

struct Bytes {
  var all: [UInt8] = []

  mutating func number(_ value: UInt64, _ size: Int) {
    for index in 0..<size { all.append(UInt8(truncatingIfNeeded: value >> UInt64(index * 8))) }
  }

  mutating func text(_ text: String) { all += Array(text.utf8) + [0] }
}

enum TableBuilder {
  /// Sets the address; then lines 10, 10 (as no statement), 12 at 4 bytes each; then the end.
  static func instructions(at address: UInt64) -> [UInt8] {
    var bytes = Bytes()
    bytes.all = [0, 9, 2]
    bytes.number(address, 8)
    bytes.all += [3, 9, 1]  // line 10: a row
    bytes.all += [2, 4, 6, 1]  // 4 bytes on, no statement: a row
    bytes.all += [6, 0x4c]  // a statement again; 4 bytes and 2 lines on: a row of line 12
    bytes.all += [2, 4, 0, 1, 1]
    return bytes.all
  }

  static func header(_ version: UInt64, _ tables: [UInt8], _ instructions: [UInt8]) -> [UInt8] {
    var fields = Bytes()
    fields.all = [1] + (version >= 4 ? [1] : []) + [1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1] + tables
    var unit = Bytes()
    unit.number(version, 2)
    if version >= 5 { unit.all += [8, 0] }
    unit.number(UInt64(fields.all.count), 4)
    unit.all += fields.all + instructions
    var whole = Bytes()
    whole.number(UInt64(unit.all.count), 4)
    return whole.all + unit.all
  }

  /// Version 2, 3 or 4: one directory, one file.
  static func table4(_ instructions: [UInt8], version: UInt64 = 4, file: String = "a.swift") -> [UInt8] {
    var tables = Bytes()
    tables.text("Sources")
    tables.all.append(0)
    tables.text(file)
    tables.all += [1, 0, 0, 0]
    return header(version, tables.all, instructions)
  }

  /// Version 5: two directories, one file, its texts in place, a checksum.
  static func table5(_ instructions: [UInt8]) -> [UInt8] {
    var tables = Bytes()
    tables.all = [1, 1, 8, 2]
    tables.text("/root")
    tables.text("Sources")
    tables.all += [3, 1, 0x1f, 2, 0x0b, 5, 0x1e, 2]
    for _ in 0..<2 { tables.all += [0, 0, 0, 0, 1] + [UInt8](repeating: 7, count: 16) }
    return header(5, tables.all, instructions)
  }

  /// One unit of version 4, whose lines are at 0 of `.debug_line` and whose directory is `/root`.
  static let information: [UInt8] = {
    var unit = Bytes()
    unit.number(4, 2)
    unit.number(0, 4)
    unit.all += [8, 1]
    unit.number(0, 4)
    unit.text("/root")
    var whole = Bytes()
    whole.number(UInt64(unit.all.count), 4)
    return whole.all + unit.all
  }()
  static let abbreviations: [UInt8] = [1, 0x11, 0, 0x10, 0x17, 0x1b, 0x08, 0, 0, 0]

  /// An ELF file with those sections, and 64 bytes of code at 0x100_0000.
  static func program(_ lines: [UInt8], flags: UInt64 = 0, information: [UInt8] = information) -> [UInt8] {
    let sections: [(name: String, flags: UInt64, address: UInt64, content: [UInt8])] = [
      (".text", 6, 0x100_0000, [UInt8](repeating: 0xcc, count: 64)), (".data", 3, 0x200_0000, [1, 2, 3, 4]),
      (".debug_line", flags, 0, lines), (".debug_info", 0, 0, information), (".debug_abbrev", 0, 0, abbreviations),
      (".debug_line_str", 0, 0, Array("b.c\0".utf8)),
    ]
    var names = Bytes(all: [0])
    var headers = Bytes(all: [UInt8](repeating: 0, count: 64))
    var file = Bytes(all: [0x7f, 0x45, 0x4c, 0x46, 2, 1] + [UInt8](repeating: 0, count: 58))
    func add(_ name: String, _ flags: UInt64, _ address: UInt64, _ content: [UInt8]) {
      headers.number(UInt64(names.all.count), 4)
      names.text(name)
      headers.number(1, 4)
      for field in [flags, address, UInt64(file.all.count), UInt64(content.count)] { headers.number(field, 8) }
      headers.all += [UInt8](repeating: 0, count: 24)
      file.all += content
    }
    for section in sections { add(section.name, section.flags, section.address, section.content) }
    add(".shstrtab", 0, 0, names.all + Array(".shstrtab\0".utf8))
    put(2, 16, 2, &file.all)
    put(62, 18, 2, &file.all)
    put(UInt64(file.all.count), 40, 8, &file.all)
    put(64, 58, 2, &file.all)
    put(UInt64(sections.count + 2), 60, 2, &file.all)
    put(UInt64(sections.count + 1), 62, 2, &file.all)
    return file.all + headers.all
  }

  static func put(_ value: UInt64, _ offset: Int, _ size: Int, _ file: inout [UInt8]) {
    for index in 0..<size { file[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
  }
}
