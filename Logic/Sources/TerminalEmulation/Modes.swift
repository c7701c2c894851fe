// Switches that programs set and reset.

public struct Modes: OptionSet, Equatable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Arrow keys send `ESC O` instead of `ESC [`.
  public static var cursorKeys: Modes { Modes(rawValue: 1) }
  /// The numeric keypad sends functions.
  public static var keypad: Modes { Modes(rawValue: 2) }
  /// Rows count from the top margin.
  static var origin: Modes { Modes(rawValue: 4) }
  static var wrap: Modes { Modes(rawValue: 8) }
  static var insert: Modes { Modes(rawValue: 16) }
  static var newLine: Modes { Modes(rawValue: 32) }
  public static var cursorVisible: Modes { Modes(rawValue: 64) }
  public static var cursorBlinks: Modes { Modes(rawValue: 128) }
  /// Text and background change places everywhere.
  public static var reverseScreen: Modes { Modes(rawValue: 256) }
  public static var bracketedPaste: Modes { Modes(rawValue: 512) }
  /// The program hears of presses and releases of mouse buttons; also of movements while one is held.
  public static var mouseButtons: Modes { Modes(rawValue: 1024) }
  public static var mouseDrags: Modes { Modes(rawValue: 2048) }
  /// The mouse speaks in decimal numbers.
  public static var mouseDecimal: Modes { Modes(rawValue: 4096) }
  public static var focusEvents: Modes { Modes(rawValue: 8192) }

  static var initial: Modes { [.wrap, .cursorVisible, .cursorBlinks] }

  /// The mode with a number of DEC's; nil if it is not known here.
  static func dec(_ number: Int) -> Modes? {
    switch number {
    case 1: .cursorKeys
    case 5: .reverseScreen
    case 6: .origin
    case 7: .wrap
    case 12: .cursorBlinks
    case 25: .cursorVisible
    case 66: .keypad
    case 1000: .mouseButtons
    case 1002: .mouseDrags
    case 1004: .focusEvents
    case 1006: .mouseDecimal
    case 2004: .bracketedPaste
    default: nil
    }
  }

  /// The mode with a number of ANSI's.
  static func ansi(_ number: Int) -> Modes? { number == 4 ? .insert : number == 20 ? .newLine : nil }
}

public enum CursorShape: UInt8, Sendable {
  case block, underline, bar
}

extension Emulator {
  mutating func setModes(_ sequence: ControlSequence, _ isOn: Bool) {
    for index in 0..<sequence.count {
      let number = sequence.value(index)
      if sequence.prefix == UInt8(ascii: "?") { setDEC(number, isOn) } else if let mode = Modes.ansi(number) { set(mode, isOn) }
    }
  }

  private mutating func set(_ mode: Modes, _ isOn: Bool) {
    if isOn { modes.insert(mode) } else { modes.remove(mode) }
  }

  private mutating func setDEC(_ number: Int, _ isOn: Bool) {
    switch number {
    case 47, 1047: showAlternate(isOn)
    case 1048: if isOn { saveCursor() } else { restoreCursor() }
    case 1049:
      if isOn, !isAlternate { saveCursor() }
      let changes = isOn != isAlternate
      showAlternate(isOn)
      if !isOn, changes { restoreCursor() }
    default:
      guard let mode = Modes.dec(number) else { return }
      set(mode, isOn)
      if mode == .origin { place(row: 0, column: 0) }
      if mode == .wrap { cursor.isPastEnd = false }
    }
  }

  /// Changes between the main screen and the one that programs have for themselves, which begins empty.
  private mutating func showAlternate(_ isOn: Bool) {
    guard isOn != isAlternate else { return }
    (selection, viewOffset) = (nil, 0)
    swap(&saved, &savedOfHidden)
    if isOn {
      // What 1049 saved belongs to the main screen, and is found there when it comes back.
      hiddenGrid = grid
      grid = Grid(size)
    } else if let main = hiddenGrid {
      grid = main
      hiddenGrid = nil
    }
    cursor.isPastEnd = false
  }

  // MARK: Reports

  /// DECRQM: 1 set, 2 reset, 0 not known.
  mutating func reportMode(_ sequence: ControlSequence) {
    let number = sequence.value(0)
    let isPrivate = sequence.prefix == UInt8(ascii: "?")
    let mode = isPrivate ? Modes.dec(number) : Modes.ansi(number)
    var state = mode.map { modes.contains($0) ? 1 : 2 } ?? 0
    if isPrivate, number == 47 || number == 1047 || number == 1049 { state = isAlternate ? 1 : 2 }
    reply("\u{1b}[\(isPrivate ? "?" : "")\(number);\(state)$y")
  }

  mutating func reportStatus(_ sequence: ControlSequence) {
    let isPrivate = sequence.prefix == UInt8(ascii: "?")
    switch sequence.value(0) {
    case 5 where !isPrivate: reply("\u{1b}[0n")
    case 6:
      let top = modes.contains(.origin) ? margins.lowerBound : 0
      reply("\u{1b}[\(isPrivate ? "?" : "")\(cursor.row - top + 1);\(cursor.column + 1)R")
    default: break
    }
  }

  /// Says what kind of terminal this is: a VT220 with colors.
  mutating func reportKind(_ sequence: ControlSequence) {
    guard sequence.value(0) == 0 else { return }
    switch sequence.prefix {
    case 0: reply("\u{1b}[?62;22c")
    case UInt8(ascii: ">"): reply("\u{1b}[>1;10;0c")
    default: break
    }
  }

  /// The size in characters. All else that xterm would do here moves windows, or sends their titles back.
  mutating func reportSize(_ sequence: ControlSequence) {
    if sequence.prefix == 0, sequence.value(0) == 18 { reply("\u{1b}[8;\(size.rows);\(size.columns)t") }
  }

  mutating func setCursorShape(_ number: Int) {
    switch number {
    case 0, 1, 2: cursorShape = .block
    case 3, 4: cursorShape = .underline
    case 5, 6: cursorShape = .bar
    default: return
    }
    set(.cursorBlinks, number == 0 || number % 2 == 1)
  }

  // MARK: Commands

  /// `OSC 0` and `OSC 2` set the title. There is no clipboard, and no color, that a program could read or change.
  mutating func command(_ bytes: [UInt8]) {
    guard bytes.count >= 2, bytes[0] == 0x30 || bytes[0] == 0x32, bytes[1] == UInt8(ascii: ";") else { return }
    var words = ""
    var count = 0
    for scalar in String(decoding: bytes[2...], as: UTF8.self).unicodeScalars where count < 80 {
      // Nothing invisible, and nothing that turns the direction of text around.
      if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || CharacterWidth.of(scalar) == 0 { continue }
      words.unicodeScalars.append(scalar)
      count += 1
    }
    title = words
  }
}
