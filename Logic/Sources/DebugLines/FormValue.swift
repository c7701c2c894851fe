// Values that are written in one of several ways, called forms (DWARF 5, sections 7.5.5 and 7.5.6; numbers in table 7.6).

enum Form {
  static let address: UInt64 = 0x01
  static let block2: UInt64 = 0x03
  static let block4: UInt64 = 0x04
  static let data2: UInt64 = 0x05
  static let data4: UInt64 = 0x06
  static let data8: UInt64 = 0x07
  static let string: UInt64 = 0x08
  static let block: UInt64 = 0x09
  static let block1: UInt64 = 0x0a
  static let data1: UInt64 = 0x0b
  static let flag: UInt64 = 0x0c
  static let signedData: UInt64 = 0x0d
  static let stringPointer: UInt64 = 0x0e
  static let unsignedData: UInt64 = 0x0f
  static let sectionOffset: UInt64 = 0x17
  static let expression: UInt64 = 0x18
  static let flagPresent: UInt64 = 0x19
  static let data16: UInt64 = 0x1e
  static let lineStringPointer: UInt64 = 0x1f
}

/// The sections that hold texts which others point to.
struct Texts {
  let strings: SectionReader
  let lineStrings: SectionReader
}

enum FormValue {
  case number(UInt64)
  case text(String)
  /// Passed over: a block of bytes, or a number of 16 bytes.
  case bytes

  init(_ form: UInt64, _ reader: inout SectionReader, offsetSize: Int, _ texts: Texts) throws(DebugLinesError) {
    switch form {
    case Form.string: self = .text(try reader.text())
    case Form.stringPointer: self = .text(try texts.strings.text(at: reader.number(offsetSize)))
    case Form.lineStringPointer: self = .text(try texts.lineStrings.text(at: reader.number(offsetSize)))
    case Form.data16:
      try reader.skip(16)
      self = .bytes
    case Form.block, Form.expression: self = try Self.block(reader.unsigned(), &reader)
    case Form.block1: self = try Self.block(reader.number(1), &reader)
    case Form.block2: self = try Self.block(reader.number(2), &reader)
    case Form.block4: self = try Self.block(reader.number(4), &reader)
    default: self = .number(try Self.number(form, &reader, offsetSize))
    }
  }

  private static func block(_ count: UInt64, _ reader: inout SectionReader) throws(DebugLinesError) -> FormValue {
    try reader.skip(count)
    return .bytes
  }

  private static func number(
    _ form: UInt64, _ reader: inout SectionReader, _ offsetSize: Int
  ) throws(DebugLinesError) -> UInt64 {
    switch form {
    case Form.data1, Form.flag: try reader.number(1)
    case Form.data2: try reader.number(2)
    case Form.data4: try reader.number(4)
    case Form.data8, Form.address: try reader.number(8)
    case Form.sectionOffset: try reader.number(offsetSize)
    case Form.unsignedData: try reader.unsigned()
    case Form.signedData: UInt64(bitPattern: try reader.signed())
    case Form.flagPresent: 1
    default: throw .unsupportedForm(Int(clamping: form), section: reader.section, offset: reader.offset)
    }
  }
}
