// What a terminal's screen consists of: cells, each with one character and how it looks.
//
// A cell has a fixed size, so that memory is known from the number of cells alone.

/// A color as a program asked for it; what it looks like is the theme's business.
public struct CellColor: Equatable, Sendable {
  /// 0: the default; 0x0100_00nn: number nn of the palette; 0x02rr_ggbb: red, green, blue.
  public let rawValue: UInt32

  public static var standard: CellColor { CellColor(rawValue: 0) }
  public static func palette(_ number: UInt8) -> CellColor { CellColor(rawValue: 0x0100_0000 | UInt32(number)) }
  public static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> CellColor {
    CellColor(rawValue: 0x0200_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
  }

  /// Which of the 256 colors; nil if it is none of them.
  public var paletteNumber: UInt8? { rawValue >> 24 == 1 ? UInt8(truncatingIfNeeded: rawValue) : nil }
  /// 0xrrggbb; nil if the program did not say it like that.
  public var rgbValue: UInt32? { rawValue >> 24 == 2 ? rawValue & 0xff_ffff : nil }
}

public struct CellAttributes: OptionSet, Equatable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var bold: CellAttributes { CellAttributes(rawValue: 1) }
  public static var faint: CellAttributes { CellAttributes(rawValue: 2) }
  public static var italic: CellAttributes { CellAttributes(rawValue: 4) }
  public static var underline: CellAttributes { CellAttributes(rawValue: 8) }
  public static var blink: CellAttributes { CellAttributes(rawValue: 16) }
  public static var reverse: CellAttributes { CellAttributes(rawValue: 32) }
  public static var hidden: CellAttributes { CellAttributes(rawValue: 64) }
  public static var struck: CellAttributes { CellAttributes(rawValue: 128) }
  /// The left half of a character that takes two cells.
  public static var wide: CellAttributes { CellAttributes(rawValue: 256) }
  /// The right half of one.
  public static var wideTail: CellAttributes { CellAttributes(rawValue: 512) }

  /// Those that programs choose.
  static var chosen: CellAttributes { CellAttributes(rawValue: 255) }
}

/// How characters look that are written from now on.
struct Pen: Equatable, Sendable {
  var attributes: CellAttributes = []
  var foreground = CellColor.standard
  var background = CellColor.standard

  /// What erasing leaves: the background color, and nothing else.
  var blank: Cell { Cell(value: 0, attributes: [], foreground: .standard, background: background) }
}

public struct Cell: Equatable, Sendable {
  /// The character; 0: nothing was ever written here.
  var value: UInt32
  /// A mark over the character for which there is no character with both; 0: none.
  public internal(set) var mark: UInt16 = 0
  public internal(set) var attributes: CellAttributes
  public internal(set) var foreground: CellColor
  public internal(set) var background: CellColor

  init(value: UInt32, attributes: CellAttributes, foreground: CellColor, background: CellColor) {
    self.value = value
    self.attributes = attributes
    self.foreground = foreground
    self.background = background
  }

  init(_ scalar: Unicode.Scalar, _ pen: Pen, _ width: CellAttributes = []) {
    self.init(
      value: scalar.value, attributes: pen.attributes.union(width), foreground: pen.foreground, background: pen.background)
  }

  /// Shows the text's color as background, or no longer.
  public mutating func toggleReverse() { attributes.formSymmetricDifference(.reverse) }

  public static var blank: Cell { Cell(value: 0, attributes: [], foreground: .standard, background: .standard) }

  /// Nil: there is nothing to draw but the background.
  public var scalar: Unicode.Scalar? { value == 0 || value == 32 ? nil : Unicode.Scalar(value) }

  /// Was something written here, if only a space?
  var isWritten: Bool { value != 0 }
  /// Does it look like a cell that was never touched?
  var isEmpty: Bool { (value == 0 || value == 32) && background == .standard && !attributes.contains(.reverse) }
}
