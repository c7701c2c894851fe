// How the question under a message looks.

import Consent
import Geometry
import Painting
import PlainView
import Typography

/// What the question is written with.
public struct SigningFonts {
  let title: Face
  let text: Face
  let small: Face
  let message: Face

  /// Does a question at one or two pixels a point need this face?
  public static func needs(_ name: FaceName, scale: Int32) -> Bool { names(scale).contains(name) }

  private static func names(_ scale: Int32) -> [FaceName] {
    let times = UInt8(scale)
    return [
      FaceName(.sans, .bold, size: 16, scale: times), FaceName(.sans, .regular, size: 13, scale: times),
      FaceName(.sans, .regular, size: 11, scale: times), FaceName(.mono, .regular, size: 15, scale: times),
    ]
  }

  public init(_ fonts: Fonts, scale: Int32) {
    let faces = Self.names(scale).map { fonts.face($0) }
    (title, text, small, message) = (faces[0], faces[1], faces[2], faces[3])
  }
}

extension SigningView {
  private static var margin: Int32 { 24 }
  /// Pixels of a cell of the message.
  private static var cell: Size { Size(9, 20) }
  /// Where the message is; before each row there is room for the sign that it goes on.
  private static var frame: Rectangle {
    Rectangle(margin, 96, Int32(columns) * cell.width + 30, Int32(rows) * cell.height + 16)
  }
  /// Where a cell of the message is.
  public static func place(column: Int, row: Int) -> Rectangle {
    let corner = Point(frame.minX + 20 + Int32(column) * cell.width, frame.minY + 8 + Int32(row) * cell.height)
    return Rectangle(corner, cell)
  }

  private static var buttonTop: Int32 { size.height - 24 - 36 }

  public static func place(of choice: Choice) -> Rectangle {
    switch choice {
    case .yes: Rectangle(size.width - margin - 120, buttonTop, 120, 36)
    case .no, .neverAgain: Rectangle(size.width - margin - 252, buttonTop, 120, 36)
    }
  }

  /// - Parameter rows: from `top` on.
  public func draw(_ canvas: inout Canvas, _ rows: [PlainRow], _ fonts: SigningFonts, at now: UInt64) {
    let whole = Rectangle(.zero, px(Self.size))
    canvas.replace(whole, with: .clear)
    let shape = RoundedRectangle(whole, radius: px(12))
    canvas.fill(shape, Palette.ground)
    canvas.fill(RoundedRectangle(Rectangle(0, 0, whole.width, px(44)), radius: px(12), corners: .top), Palette.head)
    canvas.draw("Do you sign this?", at: Point(px(Self.margin), px(28)), fonts.title, .white)
    canvas.stroke(shape, Palette.edge)
    drawWords(&canvas, fonts)
    drawMessage(&canvas, rows, fonts)
    for choice in [Choice.no, .yes] { drawButton(choice, &canvas, fonts, isArmed: isArmed(at: now)) }
  }

  private func drawWords(_ canvas: inout Canvas, _ fonts: SigningFonts) {
    let words =
      "\(requester) asks for your signature under exactly what is in the frame: \(byteCount) bytes in \(rowCount) rows."
    let width = px(Self.size.width - 2 * Self.margin)
    canvas.draw(fonts.text.fitted(words, width: width), at: Point(px(Self.margin), px(68)), fonts.text, Palette.ink)
    let legend =
      "Marks on yellow stand for what cannot be shown as it is; letters in blue are not ASCII; a bar at the left: the row goes on."
    canvas.draw(legend, at: Point(px(Self.margin), px(86)), fonts.small, Palette.softInk)
    let last = min(rowCount, top + Self.rows)
    let position = "Rows \(top + 1) to \(last) of \(rowCount). " + state
    let place = Point(px(Self.margin), px(Self.frame.maxY + 20))
    canvas.draw(position, at: place, fonts.text, unseen == 0 ? Palette.softInk : Palette.warning)
    drawDigest(&canvas, fonts)
  }

  /// In groups of eight digits, which a person can compare.
  private func drawDigest(_ canvas: inout Canvas, _ fonts: SigningFonts) {
    for half in 0..<2 where digest.count == 64 {
      let place = Point(px(Self.margin), px(Self.buttonTop + 18 + Int32(half) * 16))
      let start = half == 0 ? "SHA-512 " : ""
      canvas.draw(start, at: place, fonts.small, Palette.softInk)
      canvas.draw(
        Self.digits(digest[half * 32..<half * 32 + 32]), at: place + Point(px(56), 0), fonts.small, Palette.softInk)
    }
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    for index in bytes.indices {
      if index % 4 == 0 { text.append(UInt8(ascii: " ")) }
      for digit in [bytes[index] >> 4, bytes[index] & 15] { text.append(digit < 10 ? 48 + digit : 87 + digit) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private var state: String {
    if unseen == 0 { return "You have seen all of it." }
    return canSign ? "You have not seen \(unseen) rows." : "It goes on: look at the end before you sign."
  }

  private func drawMessage(_ canvas: inout Canvas, _ rows: [PlainRow], _ fonts: SigningFonts) {
    let frame = px(Self.frame)
    canvas.fill(frame, .white)
    canvas.frame(frame, Palette.line)
    canvas.clipped(to: frame.inset(by: 1)) { canvas in
      var y = frame.minY + px(8)
      var goesOn = false
      for row in rows.prefix(Self.rows) {
        if goesOn { canvas.fill(Rectangle(frame.minX + px(8), y + px(2), px(3), px(Self.cell.height - 4)), Palette.softInk) }
        drawRow(&canvas, row, at: Point(frame.minX + px(20), y), fonts)
        goesOn = row.goesOn
        y += px(Self.cell.height)
      }
    }
  }

  private func drawRow(_ canvas: inout Canvas, _ row: PlainRow, at origin: Point, _ fonts: SigningFonts) {
    let (plain, letter, mark) = (InkRamp(Palette.ink), InkRamp(Palette.letter), InkRamp(Palette.warning))
    var place = origin
    for cell in row.cells {
      if cell.style == .mark { canvas.fill(Rectangle(place, px(Self.cell)), Palette.mark) }
      let ink = cell.style == .plain ? plain : cell.style == .letter ? letter : mark
      canvas.draw(cell.scalar, at: place + Point(0, fonts.message.ascent), fonts.message, ink)
      place = place + Point(px(Self.cell.width), 0)
    }
  }

  private func drawButton(_ choice: Choice, _ canvas: inout Canvas, _ fonts: SigningFonts, isArmed: Bool) {
    let shape = RoundedRectangle(px(Self.place(of: choice)), radius: px(7))
    let isAlive = isArmed && (choice == .no || canSign)
    let isMain = choice == .yes && isAlive
    canvas.fill(shape, isMain ? Palette.head : .white)
    if !isMain { canvas.stroke(shape, Palette.line) }
    if isAlive, choice == focused {
      canvas.stroke(RoundedRectangle(shape.rectangle.inset(by: px(-3)), radius: px(10)), width: px(2), Palette.focus)
    }
    let words = choice == .yes ? "Sign" : "Do not sign"
    let x = shape.rectangle.minX + (shape.rectangle.width - fonts.text.width(words)) / 2
    let color = isMain ? Color.white : isAlive ? Palette.ink : Palette.pale
    canvas.draw(words, at: Point(x, shape.rectangle.minY + px(23)), fonts.text, color)
  }

  /// The same in light and dark: the user knows the question by its looks.
  private enum Palette {
    static var ground: Color { Color(0xfbfbfd) }
    static var head: Color { Color(0x0f5c5c) }
    static var edge: Color { Color(0x0a4444) }
    static var ink: Color { Color(0x1b1c20) }
    static var softInk: Color { Color(0x5c5e68) }
    static var letter: Color { Color(0x1c4fd0) }
    static var warning: Color { Color(0x8a3b00) }
    static var mark: Color { Color(0xffe28a) }
    static var pale: Color { Color(0xb4b6bf) }
    static var line: Color { Color(0xcfcfd6) }
    static var focus: Color { Color(0x77bcbc) }
  }
}
