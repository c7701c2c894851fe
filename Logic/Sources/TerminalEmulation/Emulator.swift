// A terminal: bytes that a program writes go in, and what a person sees comes out. Speaks the part of xterm's language that
// full-screen programs use.
//
// Everything is bounded, whatever the program writes: a byte costs at most about one screen's worth of work, and memory
// depends on the size of the screen and the limits of the history alone. Replies contain nothing that the program chose:
// neither title nor text can be sent back as if somebody had typed it.

public struct Emulator {
  struct Cursor: Equatable {
    var row = 0
    var column = 0
    /// The last column was written: the next character goes to the next row first.
    var isPastEnd = false
  }

  /// What `ESC 7` saves.
  struct SavedCursor {
    var cursor = Cursor()
    var pen = Pen()
    var charsets = Charsets()
    var hasOrigin = false
  }

  var parser = ControlParser()
  public internal(set) var size: GridSize
  var grid: Grid
  /// The main screen, while the alternate one is shown.
  var hiddenGrid: Grid?
  public internal(set) var history: History
  var cursor = Cursor()
  var pen = Pen()
  var charsets = Charsets()
  var saved = SavedCursor()
  var savedOfHidden = SavedCursor()
  public internal(set) var modes = Modes.initial
  /// Rows that scroll.
  var margins: Range<Int>
  var tabs: [Bool]
  /// For sequences that repeat.
  var lastPrinted: Unicode.Scalar?
  public internal(set) var cursorShape = CursorShape.block
  public internal(set) var selection: Selection?

  /// What the program calls its window: no control characters, at most 80 characters.
  public internal(set) var title = ""
  var replies: [UInt8] = []
  var hasRung = false
  /// How many lines of the history are shown above the screen.
  public internal(set) var viewOffset = 0

  static var mostReplyBytes: Int { 1024 }

  public init(_ size: GridSize, history: History = History()) {
    self.size = size
    self.history = history
    grid = Grid(size)
    margins = 0..<size.rows
    tabs = Self.everyEighth(size.columns)
  }

  static func everyEighth(_ columns: Int) -> [Bool] { (0..<columns).map { $0 > 0 && $0 % 8 == 0 } }

  /// Is the screen shown that programs have for themselves, without history?
  public var isAlternate: Bool { hiddenGrid != nil }

  /// Reads what a program writes. Sequences and characters may be cut anywhere.
  public mutating func write(_ bytes: borrowing Span<UInt8>) {
    for index in bytes.indices { write(bytes[index]) }
  }

  public mutating func write(_ text: String) {
    for byte in text.utf8 { write(byte) }
  }

  public mutating func write(_ bytes: [UInt8]) { write(bytes.span) }

  private mutating func write(_ byte: UInt8) {
    var isAgain = true
    while isAgain {
      let step = parser.read(byte)
      isAgain = step.isAgain
      perform(step.action)
    }
  }

  private mutating func perform(_ action: ControlAction) {
    switch action {
    case .none: break
    case .print(let scalar): print(charsets.translate(scalar))
    case .control(let byte): control(byte)
    case .escape(let intermediate, let final): escape(intermediate, final)
    case .sequence(let sequence, let final): perform(sequence, final)
    case .command(let bytes): command(bytes)
    }
  }

  /// What the terminal says to the program, for instance where the cursor is. Empty afterwards.
  public mutating func takeReplies() -> [UInt8] {
    defer { replies = [] }
    return replies
  }

  /// Did the program ring? False afterwards.
  public mutating func takeBell() -> Bool {
    defer { hasRung = false }
    return hasRung
  }

  /// A program that asks without end, and never listens to the answers, gets no more of them.
  mutating func reply(_ text: String) {
    guard replies.count + text.utf8.count <= Self.mostReplyBytes else { return }
    replies += Array(text.utf8)
  }
}

// MARK: - Text

extension Emulator {
  private mutating func print(_ scalar: Unicode.Scalar) {
    let width = CharacterWidth.of(scalar)
    if width == 0 { return combine(scalar) }
    if cursor.isPastEnd, modes.contains(.wrap) { wrap() }
    // A wide character that does not fit into the row.
    if cursor.column + width > size.columns {
      if modes.contains(.wrap) { wrap() } else { cursor.column = size.columns - width }
    }
    if modes.contains(.insert) { grid.insert(cursor.row, cursor.column, width, pen.blank) }
    put(scalar, width)
    lastPrinted = scalar
  }

  private mutating func put(_ scalar: Unicode.Scalar, _ width: Int) {
    let (row, column) = (cursor.row, cursor.column)
    grid.separate(row, column)
    grid.separate(row, column + width)
    grid[row, column] = Cell(scalar, pen, width == 2 ? .wide : [])
    if width == 2 { grid[row, column + 1] = Cell(" ", pen, .wideTail) }
    cursor.isPastEnd = column + width >= size.columns
    if cursor.isPastEnd { grid.setWraps(row, false) }
    cursor.column = min(column + width, size.columns - 1)
  }

  private mutating func wrap() {
    grid.setWraps(cursor.row, true)
    lineFeed()
    cursor.column = 0
    cursor.isPastEnd = false
  }

  /// A mark for the character before: becomes one character with it if there is such a one. Further marks are dropped.
  private mutating func combine(_ mark: Unicode.Scalar) {
    var column = cursor.isPastEnd ? cursor.column : cursor.column - 1
    if column > 0, grid[cursor.row, column].attributes.contains(.wideTail) { column -= 1 }
    guard column >= 0, grid[cursor.row, column].isWritten else { return }
    if let composed = Accents.compose(grid[cursor.row, column].value, mark.value) {
      grid[cursor.row, column].value = composed
    } else if grid[cursor.row, column].mark == 0, (0x300...0x36f).contains(mark.value) {
      grid[cursor.row, column].mark = UInt16(mark.value)
    }
  }

  mutating func repeatLast(_ count: Int) {
    guard let lastPrinted else { return }
    for _ in 0..<min(count, size.columns * 2) { print(lastPrinted) }
  }

  // MARK: Control characters

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 7: hasRung = true
    case 8: move(column: cursor.column - 1)
    case 9: tab(1)
    case 10, 11, 12:
      lineFeed()
      if modes.contains(.newLine) { move(column: 0) }
    case 13: move(column: 0)
    case 14: charsets.active = 1
    case 15: charsets.active = 0
    default: break
    }
  }

  private mutating func escape(_ intermediate: UInt8, _ final: UInt8) {
    switch (intermediate, final) {
    case (0, UInt8(ascii: "7")): saveCursor()
    case (0, UInt8(ascii: "8")): restoreCursor()
    case (0, UInt8(ascii: "D")): lineFeed()
    case (0, UInt8(ascii: "E")):
      lineFeed()
      move(column: 0)
    case (0, UInt8(ascii: "H")): tabs[cursor.column] = true
    case (0, UInt8(ascii: "M")): reverseLineFeed()
    case (0, UInt8(ascii: "c")): reset()
    case (0, UInt8(ascii: "=")): modes.insert(.keypad)
    case (0, UInt8(ascii: ">")): modes.remove(.keypad)
    case (UInt8(ascii: "("), _): charsets.designate(0, final)
    case (UInt8(ascii: ")"), _): charsets.designate(1, final)
    case (UInt8(ascii: "#"), UInt8(ascii: "8")): fillWithE()
    default: break
    }
  }

  /// DECALN: for aligning cathode ray tubes, and today for tests of terminals.
  private mutating func fillWithE() {
    grid.fill(rows: 0..<size.rows, Cell("E", Pen()))
    margins = 0..<size.rows
    cursor = Cursor()
  }

  /// `ESC c`. The history goes, too.
  mutating func reset() {
    let history = History(mostLines: history.mostLines, mostCells: history.mostCells)
    let replies = replies
    self = Emulator(size, history: history)
    self.replies = replies
  }
}
