// The instructions of a line table (DWARF 5, section 6.2.5), which build a table of rows: from an address on, up to the next
// row's, the machine's instructions come from one line of one file.

/// The machine's registers (DWARF 5, table 6.3), as far as they say which lines there are.
struct LineState {
  var address: UInt64 = 0
  var file = 1
  var line = 1
  var isStatement: Bool
}

struct LineProgram {
  /// Lines above this are a mistake.
  static let highestLine = 1 << 20

  private enum Standard {
    static let copy: UInt8 = 1
    static let advanceAddress: UInt8 = 2
    static let advanceLine: UInt8 = 3
    static let setFile: UInt8 = 4
    static let negateStatement: UInt8 = 6
    static let addConstant: UInt8 = 8
    static let advanceFixed: UInt8 = 9
  }

  private enum Extended {
    static let endSequence: UInt8 = 1
    static let setAddress: UInt8 = 2
    static let defineFile: UInt8 = 3
  }

  private let header: LineTableHeader
  private var reader: SectionReader
  private var state: LineState
  /// The row before: it lasts until the next one's address.
  private var last: LineState?

  init(_ header: LineTableHeader, _ instructions: SectionReader) {
    self.header = header
    reader = instructions
    state = LineState(isStatement: header.isStatementAtFirst)
  }

  /// Runs the program.
  /// - Parameter row: is given every row that owns at least one address, and where it ends.
  mutating func run(_ row: (LineState, Range<UInt64>) -> Void) throws(DebugLinesError) {
    while !reader.isAtEnd {
      let offset = reader.offset
      let code = try reader.byte()
      if code >= header.opcodeBase {
        try special(code, offset, row)
      } else if code == 0 {
        try extended(offset, row)
      } else {
        try standard(code, offset, row)
      }
    }
    guard last == nil else { throw .unfinishedSequence(offset: header.offset) }
  }

  private mutating func special(
    _ code: UInt8, _ offset: Int, _ row: (LineState, Range<UInt64>) -> Void
  ) throws(DebugLinesError) {
    let adjusted = code - header.opcodeBase
    advance(UInt64(adjusted / header.lineRange))
    try advanceLine(Int64(header.lineBase) + Int64(adjusted % header.lineRange), offset)
    try append(offset, row)
  }

  private mutating func standard(
    _ code: UInt8, _ offset: Int, _ row: (LineState, Range<UInt64>) -> Void
  ) throws(DebugLinesError) {
    switch code {
    case Standard.copy: try append(offset, row)
    case Standard.advanceAddress: advance(try reader.unsigned())
    case Standard.advanceLine: try advanceLine(try reader.signed(), offset)
    case Standard.setFile: state.file = Int(clamping: try reader.unsigned())
    case Standard.negateStatement: state.isStatement.toggle()
    case Standard.addConstant: advance(UInt64((255 - header.opcodeBase) / header.lineRange))
    case Standard.advanceFixed: state.address &+= try reader.number(2)
    default:
      // Columns, blocks, prologues, and what later versions add: of no meaning here, and their operands can be passed over.
      for _ in 0..<header.operandCounts[Int(code) - 1] { _ = try reader.unsigned() }
    }
  }

  private mutating func extended(
    _ offset: Int, _ row: (LineState, Range<UInt64>) -> Void
  ) throws(DebugLinesError) {
    let length = try reader.unsigned()
    guard length > 0 else { throw .badInstruction(0, offset: offset) }
    var operands = try reader.part(length)
    let code = try operands.byte()
    switch code {
    case Extended.endSequence:
      try endRow(offset, row)
      last = nil
      state = LineState(isStatement: header.isStatementAtFirst)
    case Extended.setAddress:
      guard length == 9 else { throw .badInstruction(Int(code), offset: offset) }
      state.address = try operands.number(8)
    case Extended.defineFile: throw .badInstruction(Int(code), offset: offset)  // no compiler of ours does
    default: break
    }
  }

  private mutating func advance(_ operations: UInt64) {
    state.address &+= operations &* UInt64(header.minimumInstructionLength)
  }

  private mutating func advanceLine(_ lines: Int64, _ offset: Int) throws(DebugLinesError) {
    let (line, overflow) = state.line.addingReportingOverflow(Int(lines))
    guard !overflow, (0...Self.highestLine).contains(line) else {
      throw .badLine(overflow ? Int(lines) : line, offset: offset)
    }
    state.line = line
  }

  private mutating func append(_ offset: Int, _ row: (LineState, Range<UInt64>) -> Void) throws(DebugLinesError) {
    try endRow(offset, row)
    last = state
  }

  private func endRow(_ offset: Int, _ row: (LineState, Range<UInt64>) -> Void) throws(DebugLinesError) {
    guard let last else { return }
    guard state.address >= last.address else { throw .addressGoesDown(offset: offset) }
    guard (header.firstFile..<header.firstFile + header.files.count).contains(last.file) else {
      throw .noSuchFile(last.file, offset: offset)
    }
    if state.address > last.address { row(last, last.address..<state.address) }
  }
}
