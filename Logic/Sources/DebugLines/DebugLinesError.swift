// What can be wrong with a program's debug information. Offsets are those in the section named.

public enum DebugLinesError: Error, Equatable, Sendable {
  /// Not a 64-bit little-endian ELF file.
  case notELF
  /// The table of sections, or a section's contents, lies outside of the file.
  case sectionOutsideFile
  /// There is no `.debug_line`: the program was built without debug information, or stripped.
  case noLineTables
  /// `SHF_COMPRESSED`: the toolsets do not compress, so nothing here unpacks.
  case compressed(section: String)
  /// The data ends in the middle of something.
  case truncated(section: String, offset: Int)
  /// A LEB128 number that does not fit into 64 bits.
  case numberTooLarge(section: String, offset: Int)
  case unsupportedVersion(Int, offset: Int)
  /// A form (how a value is written) that must not stand there, or that is not known.
  case unsupportedForm(Int, section: String, offset: Int)
  /// A text without an end, or outside of its section.
  case badText(section: String, offset: Int)
  case badHeader(offset: Int)
  /// A row names a file that its table does not have.
  case noSuchFile(Int, offset: Int)
  /// A row names a directory that its table does not have.
  case noSuchDirectory(Int, offset: Int)
  /// A line below 0 or above `LineProgram.highestLine`.
  case badLine(Int, offset: Int)
  /// An instruction that has no meaning, or that is too long or too short.
  case badInstruction(Int, offset: Int)
  /// The address goes down within a sequence.
  case addressGoesDown(offset: Int)
  /// The last sequence of a table has no end.
  case unfinishedSequence(offset: Int)
}

extension DebugLinesError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notELF: "it is no 64-bit ELF program"
    case .sectionOutsideFile: "a section lies outside of the file"
    case .noLineTables: "it has no line tables (.debug_line): it was stripped, or built without debug information"
    case .compressed(let section): "\(section) is compressed: build without --compress-debug-sections"
    case .truncated(let section, let offset): "\(section) ends in the middle of a value, at offset \(offset)"
    case .numberTooLarge(let section, let offset): "\(section) has a number of more than 64 bits at offset \(offset)"
    case .unsupportedVersion(let version, let offset): "the table at offset \(offset) has version \(version): 2 to 5 are known"
    case .unsupportedForm(let form, let section, let offset): "\(section) has a value of form \(form) at offset \(offset)"
    case .badText(let section, let offset): "\(section) has no whole text at offset \(offset)"
    case .badHeader(let offset): "the table at offset \(offset) of .debug_line has a header that contradicts itself"
    case .noSuchFile(let file, let offset): ".debug_line names file \(file), which is not in the table, at offset \(offset)"
    case .noSuchDirectory(let number, let offset):
      ".debug_line names directory \(number), not in the table, at offset \(offset)"
    case .badLine(let line, let offset): ".debug_line comes to line \(line) at offset \(offset)"
    case .badInstruction(let code, let offset): ".debug_line has a bad instruction \(code) at offset \(offset)"
    case .addressGoesDown(let offset): ".debug_line goes back to a lower address at offset \(offset)"
    case .unfinishedSequence(let offset): "the table at offset \(offset) of .debug_line has a sequence without an end"
    }
  }
}
