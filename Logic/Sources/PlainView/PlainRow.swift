// Bytes as a person can judge them: nothing hidden, nothing moved, nothing that looks like something else.
//
// Invariants:
//   - Each byte is shown, in its order, in a cell of its own or as part of a mark. Rows that are shown one after the other show
//     all bytes.
//   - What is drawn like text is text: printable ASCII, or (in another colour) a letter of the Latin alphabet that looks like
//     no other. All else is a mark: `<U+202E>` for a character, `<FF>` for a byte that is none, `<TAB>`. A mark's cells have
//     their own style; no text has it.
//   - Lines end with CR LF. Any other end is marked as such, and so is a blank at the end of a line.
//   - A row that goes on with the line before says so.

import UTF8Text

/// How a cell is drawn.
public enum CellStyle: UInt8, Sendable {
  case plain
  /// A letter beyond ASCII.
  case letter
  /// Not text: what stands there cannot be shown as it is.
  case mark
}

public struct PlainCell: Equatable, Sendable {
  public let scalar: Unicode.Scalar
  public let style: CellStyle
}

public struct PlainRow: Sendable {
  public private(set) var cells: [PlainCell] = []
  /// Where the next row starts.
  public private(set) var next: Int
  /// Does the next row go on with the same line?
  public private(set) var goesOn = false

  /// The row that starts at a byte where a row starts.
  /// - Precondition: `start` is below the count, and there are 10 columns or more.
  public init(_ bytes: Span<UInt8>, from start: Int, columns: Int) {
    var scanner = RowScanner(bytes, from: start, columns: columns)
    while let token = scanner.next(bytes) { Self.append(token, to: &cells) }
    (next, goesOn) = (scanner.position, scanner.goesOn)
  }

  private static func append(_ token: Token, to cells: inout [PlainCell]) {
    switch token.kind {
    case .text: cells.append(PlainCell(scalar: token.shown, style: .plain))
    case .letter: cells.append(PlainCell(scalar: token.shown, style: .letter))
    case .blank: cells.append(PlainCell(scalar: "\u{b7}", style: .mark))
    case .lineEnd: break
    case .character: mark([UInt8(ascii: "U"), UInt8(ascii: "+")], token.value, digits: token.value > 0xffff ? 6 : 4, &cells)
    case .byte: mark([], token.value, digits: 2, &cells)
    case .tab: mark(Array("TAB".utf8), 0, digits: 0, &cells)
    case .lineFeed: mark(Array("LF".utf8), 0, digits: 0, &cells)
    case .carriageReturn: mark(Array("CR".utf8), 0, digits: 0, &cells)
    }
  }

  private static func mark(_ start: [UInt8], _ value: UInt32, digits: Int, _ cells: inout [PlainCell]) {
    func append(_ byte: UInt8) { cells.append(PlainCell(scalar: Unicode.Scalar(byte), style: .mark)) }
    append(UInt8(ascii: "<"))
    for byte in start { append(byte) }
    for index in 0..<digits {
      let digit = UInt8(value >> UInt32(4 * (digits - 1 - index)) & 15)
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
    }
    append(UInt8(ascii: ">"))
  }
}

/// What bytes at a place are.
struct Token {
  enum Kind { case text, letter, blank, lineEnd, character, byte, tab, lineFeed, carriageReturn }

  let kind: Kind
  let value: UInt32
  /// How many bytes.
  let count: Int

  var shown: Unicode.Scalar { Unicode.Scalar(value) ?? "?" }

  /// Cells that it takes.
  var width: Int {
    switch kind {
    case .text, .letter, .blank: 1
    case .lineEnd: 0
    case .character: value > 0xffff ? 10 : 8
    case .byte, .lineFeed, .carriageReturn: 4
    case .tab: 5
    }
  }

  private init(_ kind: Kind, _ value: UInt32, _ count: Int) { (self.kind, self.value, self.count) = (kind, value, count) }

  /// - Precondition: `position` is below the count.
  @inline(__always)
  init(_ bytes: Span<UInt8>, at position: Int) {
    let byte = bytes[position]
    if byte > 32, byte < 127 { self.init(.text, UInt32(byte), 1) } else { self.init(other: bytes, position) }
  }

  private init(other bytes: Span<UInt8>, _ position: Int) {
    let byte = bytes[position]
    func follows(_ value: UInt8, _ offset: Int) -> Bool { position + offset < bytes.count && bytes[position + offset] == value }
    switch byte {
    case 32:
      let isLast = position + 1 == bytes.count || follows(10, 1) || follows(13, 1) && follows(10, 2)
      self.init(isLast ? .blank : .text, 32, 1)
    case 9: self.init(.tab, 9, 1)
    case 10: self.init(.lineFeed, 10, 1)
    case 13 where follows(10, 1): self.init(.lineEnd, 13, 2)
    case 13: self.init(.carriageReturn, 13, 1)
    default:
      guard let (scalar, count) = UTF8Text.scalar(bytes, at: position, to: bytes.count) else {
        self.init(.byte, UInt32(byte), 1)
        return
      }
      self.init(Self.isLetter(scalar) ? .letter : .character, scalar, count)
    }
  }

  /// Letters of Latin-1 and Latin Extended-A; without those that look like another one (dotless i, kra, long s, n with an
  /// apostrophe, l with a dot) and the two signs among them.
  static func isLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xd7, 0xf7, 0x131, 0x138, 0x13f, 0x140, 0x149, 0x17f: false
    case 0xc0...0x17e: true
    default: false
    }
  }
}

/// Walks over a row's tokens.
struct RowScanner {
  private(set) var position: Int
  private(set) var goesOn = false
  private var room: Int
  private var isOver = false

  init(_ bytes: Span<UInt8>, from start: Int, columns: Int) {
    precondition(columns >= 10 && start < bytes.count, "no row there, or one that is too short for a mark")
    (position, room) = (start, columns)
  }

  /// Nil: the row ends here.
  @inline(__always)
  mutating func next(_ bytes: Span<UInt8>) -> Token? {
    guard !isOver, position < bytes.count else { return nil }
    let token = Token(bytes, at: position)
    guard token.width <= room else {
      (goesOn, isOver) = (true, true)
      return nil
    }
    room -= token.width
    position += token.count
    isOver = token.kind == .lineEnd || token.kind == .lineFeed
    return token
  }
}
