// Draws a terminal: only the cells that look different from what was drawn there the last time.
//
// It remembers how each cell looked. Whatever happened in between - text, scrolling, a cursor that blinks, a selection - is
// found by comparing, so that nothing has to keep track of changes, and a flood of output costs one comparison a frame.

import Geometry
import Painting
import TerminalEmulation
import Typography

/// How a cell looks, beyond what it is.
private struct Look: Equatable {
  var cell: Cell
  var cursor = CursorLook.none
  var isSelected = false
}

enum CursorLook: UInt8 {
  case none, block, outline, underline, bar
}

public struct ScreenPainter {
  public let colors: TerminalColors
  private let regular: Face
  private let bold: Face
  private let scale: Int32
  public let cell: Size
  /// Room around the text; the scroll bar is in it, on the right.
  private let padding: Int32
  private var drawn: [Look] = []
  private var grid = GridSize(columns: 2, rows: 1)
  private var area = Size.zero
  private var bar = Rectangle.empty
  private var ink: (word: UInt32, ramp: InkRamp)

  /// - Parameter scale: pixels a point, for which `fonts` has faces.
  public init(_ colors: TerminalColors, fonts: Fonts, scale: Int32) {
    self.colors = colors
    self.scale = scale
    regular = fonts.face(FaceName(.mono, .regular, size: 15, scale: UInt8(scale)))
    bold = fonts.face(FaceName(.mono, .bold, size: 15, scale: UInt8(scale)))
    cell = Size(regular.digitWidth, regular.lineHeight)
    padding = 8 * scale
    ink = (colors.text.word, InkRamp(colors.text))
  }

  /// Pixels that so many cells need.
  public func pixels(for grid: GridSize) -> Size {
    Size(Int32(grid.columns) * cell.width + 2 * padding, Int32(grid.rows) * cell.height + 2 * padding)
  }

  /// How many cells fit.
  public func gridSize(in size: Size) -> GridSize {
    GridSize(
      columns: Int((size.width - 2 * padding) / cell.width), rows: Int((size.height - 2 * padding) / cell.height))
  }

  /// The cell at a pixel, the nearest one if there is none.
  public func place(at point: Point) -> (row: Int, column: Int) {
    let (x, y) = (point.x.clampedSubtracting(padding), point.y.clampedSubtracting(padding))
    let column = max(0, min(x / cell.width, Int32(grid.columns) - 1))
    let row = max(0, min(y / cell.height, Int32(grid.rows) - 1))
    return (Int(row), Int(column))
  }

  /// Everything is to be drawn anew.
  public mutating func invalidate() { drawn = [] }

  /// Draws what changed.
  /// - Parameters:
  ///   - isCursorLit: false while a blinking cursor is dark.
  /// - Returns: what was drawn.
  public mutating func draw(_ emulator: Emulator, hasFocus: Bool, isCursorLit: Bool, _ canvas: inout Canvas) -> [Rectangle] {
    var dirty = Region(limit: 12)
    let isNew = drawn.isEmpty || grid != emulator.size || area != canvas.size
    if isNew { begin(emulator.size, &canvas) }
    let cursor = emulator.visibleCursor
    let look = isCursorLit ? Self.look(emulator.cursorShape, hasFocus: hasFocus) : .none
    for row in 0..<grid.rows {
      let mark = cursor.flatMap { $0.row == row ? $0.column : nil }
      draw(row, emulator, cursor: mark, look, &canvas, &dirty)
    }
    drawBar(emulator, &canvas, &dirty)
    return isNew ? [canvas.bounds] : dirty.drain()
  }

  private static func look(_ shape: CursorShape, hasFocus: Bool) -> CursorLook {
    if !hasFocus { return .outline }
    switch shape {
    case .block: return .block
    case .underline: return .underline
    case .bar: return .bar
    }
  }

  private mutating func begin(_ size: GridSize, _ canvas: inout Canvas) {
    (grid, area, bar) = (size, canvas.size, .empty)
    drawn = Array(repeating: Look(cell: .blank), count: size.columns * size.rows)
    canvas.replace(canvas.bounds, with: colors.background)
  }

  // MARK: Cells

  private mutating func draw(
    _ row: Int, _ emulator: Emulator, cursor: Int?, _ shape: CursorLook, _ canvas: inout Canvas, _ dirty: inout Region
  ) {
    let isReversed = emulator.modes.contains(.reverseScreen)
    let line = emulator.lineNumber(row)
    var changed: (first: Int, last: Int)?
    for column in 0..<grid.columns {
      var look = Look(cell: emulator.cell(row, column))
      if isReversed { look.cell.toggleReverse() }
      if column == cursor { look.cursor = shape }
      look.isSelected = emulator.selection?.contains(LinePlace(line: line, column: column)) ?? false
      let index = row * grid.columns + column
      guard drawn[index] != look else { continue }
      drawn[index] = look
      changed = (changed?.first ?? column, column)
    }
    guard let changed else { return }
    drawCells(row, changed.first, changed.last, &canvas)
    dirty.add(frame(row, changed.first).union(frame(row, changed.last)))
  }

  private func frame(_ row: Int, _ column: Int, width: Int = 1) -> Rectangle {
    Rectangle(
      padding + Int32(column) * cell.width, padding + Int32(row) * cell.height, cell.width * Int32(width), cell.height)
  }

  /// Draws the cells between the first and the last that changed: those in between are few, and come for free.
  private mutating func drawCells(_ row: Int, _ first: Int, _ last: Int, _ canvas: inout Canvas) {
    var column = first
    // A wide character is drawn from its left half on.
    if column > 0, drawn[row * grid.columns + column].cell.attributes.contains(.wideTail) { column -= 1 }
    while column <= last {
      let look = drawn[row * grid.columns + column]
      let width = look.cell.attributes.contains(.wide) && column + 1 < grid.columns ? 2 : 1
      draw(look, frame(row, column, width: width), &canvas)
      column += width
    }
  }

  private mutating func draw(_ look: Look, _ frame: Rectangle, _ canvas: inout Canvas) {
    var (text, ground) = colors(look)
    if look.cursor == .block { (text, ground) = (colors.background, colors.cursor) }
    canvas.replace(frame, with: ground)
    if !look.cell.attributes.contains(.hidden) { drawCharacter(look.cell, frame, text, &canvas) }
    switch look.cursor {
    case .none, .block: break
    case .outline: canvas.frame(frame, width: scale, colors.cursor)
    case .underline: canvas.fill(Rectangle(frame.minX, frame.maxY - 2 * scale, frame.width, 2 * scale), colors.cursor)
    case .bar: canvas.fill(Rectangle(frame.minX, frame.minY, 2 * scale, frame.height), colors.cursor)
    }
  }

  private func colors(_ look: Look) -> (text: Color, ground: Color) {
    let attributes = look.cell.attributes
    var text = colors.color(look.cell.foreground, standard: colors.text)
    var ground = colors.color(look.cell.background, standard: colors.background)
    if attributes.contains(.reverse) { (text, ground) = (ground, text) }
    if look.isSelected { ground = colors.selection }
    if attributes.contains(.faint) { text = text.mixed(with: ground, 110) }
    return (text, ground)
  }

  private mutating func drawCharacter(_ cell: Cell, _ frame: Rectangle, _ color: Color, _ canvas: inout Canvas) {
    if ink.word != color.word { ink = (color.word, InkRamp(color)) }
    let (face, ramp) = (cell.attributes.contains(.bold) ? bold : regular, ink.ramp)
    let baseline = frame.minY + regular.ascent
    if let scalar = cell.scalar {
      // Wide characters are placed in the middle of their two cells.
      let inset = cell.attributes.contains(.wide) ? self.cell.width / 2 : 0
      canvas.clipped(to: frame) { $0.draw(scalar, at: Point(frame.minX + inset, baseline), face, ramp) }
    }
    if cell.attributes.contains(.underline) {
      canvas.fill(Rectangle(frame.minX, baseline + 2 * scale, frame.width, scale), color)
    }
    if cell.attributes.contains(.struck) {
      canvas.fill(Rectangle(frame.minX, baseline - 5 * scale, frame.width, scale), color)
    }
  }

  // MARK: The scroll bar

  /// Where the scroll bar's thumb is; empty if there is nothing to scroll.
  private func thumb(_ emulator: Emulator) -> Rectangle {
    let most = Int32(emulator.mostOffset)
    guard most > 0, !emulator.isAlternate else { return .empty }
    let (track, rows) = (area.height - 4 * scale, Int32(grid.rows))
    let height = max(24 * scale, Int32(Int(track) * Int(rows) / Int(most + rows)))
    let top = Int32(Int(track - height) * Int(most - Int32(emulator.viewOffset)) / Int(most))
    return Rectangle(area.width - 6 * scale, 2 * scale + top, 4 * scale, min(height, track))
  }

  private mutating func drawBar(_ emulator: Emulator, _ canvas: inout Canvas, _ dirty: inout Region) {
    let thumb = thumb(emulator)
    guard thumb != bar else { return }
    canvas.replace(bar, with: colors.background)
    canvas.fill(RoundedRectangle(thumb, radius: 2 * scale), colors.text.mixed(with: colors.background, 170))
    dirty.add(bar.union(thumb))
    bar = thumb
  }

  /// How far back a press on the scroll bar's track means; nil if it is not there.
  public func offset(at point: Point, _ emulator: Emulator) -> Int? {
    guard point.x >= area.width - padding, emulator.mostOffset > 0, !emulator.isAlternate, area.height > 0 else { return nil }
    let y = Int(max(0, min(point.y, area.height)))
    return emulator.mostOffset - emulator.mostOffset * y / Int(area.height)
  }
}
