// Lines and blocks of terminals, drawn by rule instead of from an outline: they meet exactly at the cells' edges, and are
// sharp. What a character looks like follows from its name in Unicode.

import Typography

enum BoxDrawing {
  private enum Stroke {
    case light
    case heavy
    case double
  }

  /// A cell with four arms.
  private struct Arms {
    var left: Stroke?
    var right: Stroke?
    var up: Stroke?
    var down: Stroke?
  }

  /// Nil for characters that are no straight lines or blocks.
  static func glyph(_ scalar: Unicode.Scalar, width: Int, height: Int, ascent: Int) -> DrawnGlyph? {
    var cell = Cell(width: width, height: height)
    switch scalar.value {
    case 0x2500...0x2503, 0x250c...0x254b, 0x2550...0x256c, 0x2574...0x257f:
      guard let arms = scalar.properties.name.flatMap({ arms($0) }) else { return nil }
      draw(arms, &cell)
    case 0x256d...0x2570: arc(scalar.value - 0x256d, &cell)
    case 0x2580...0x259f: block(scalar.value, &cell)
    default: return nil
    }
    return DrawnGlyph(
      scalar, advance: UInt16(width * 64), top: Int8(clamping: ascent), width: UInt8(width), height: UInt8(height),
      variants: [cell.pixels])
  }

  /// "BOX DRAWINGS DOWN LIGHT AND RIGHT UP HEAVY": each direction gets the next stroke that is named, or the last one.
  private static func arms(_ name: String) -> Arms? {
    let words = name.split(separator: " ").dropFirst(2).filter { $0 != "AND" }.map(String.init)
    let strokes: [String: Stroke] = ["LIGHT": .light, "SINGLE": .light, "HEAVY": .heavy, "DOUBLE": .double]
    let leads = strokes[words.first ?? ""] != nil
    var (arms, stroke, waiting) = (Arms(), strokes[words.first ?? ""], [String]())
    for word in leads ? words.dropFirst() : words[...] {
      if let next = strokes[word] {
        stroke = next
        for direction in waiting { set(direction, next, &arms) }
        waiting = []
      } else if leads, let stroke {
        guard set(word, stroke, &arms) else { return nil }
      } else {
        waiting.append(word)
      }
    }
    return waiting.isEmpty ? arms : nil
  }

  @discardableResult
  private static func set(_ direction: String, _ stroke: Stroke, _ arms: inout Arms) -> Bool {
    switch direction {
    case "LEFT": arms.left = stroke
    case "RIGHT": arms.right = stroke
    case "UP": arms.up = stroke
    case "DOWN": arms.down = stroke
    case "HORIZONTAL": (arms.left, arms.right) = (stroke, stroke)
    case "VERTICAL": (arms.up, arms.down) = (stroke, stroke)
    default: return false
    }
    return true
  }

  private static func draw(_ arms: Arms, _ cell: inout Cell) {
    let light = max(1, cell.width / 9)
    func spans(_ stroke: Stroke, _ extent: Int) -> [Range<Int>] {
      let start = (extent - light) / 2
      return switch stroke {
      case .light: [start..<start + light]
      case .heavy: [start - light..<start + light * 2]
      case .double: [start - light..<start, start + light..<start + light * 2]
      }
    }
    let (middleX, middleY) = ((cell.width - light) / 2, (cell.height - light) / 2)
    let isDouble = [arms.left, arms.right, arms.up, arms.down].contains(.double)
    let reach = isDouble ? light * 2 : light
    if let left = arms.left { for y in spans(left, cell.height) { cell.fill(0..<middleX + reach, y) } }
    if let right = arms.right {
      for y in spans(right, cell.height) { cell.fill(middleX - (isDouble ? light : 0)..<cell.width, y) }
    }
    if let up = arms.up { for x in spans(up, cell.width) { cell.fill(x, 0..<middleY + reach) } }
    if let down = arms.down {
      for x in spans(down, cell.width) { cell.fill(x, middleY - (isDouble ? light : 0)..<cell.height) }
    }
    if isDouble { hollow(arms, light, &cell) }
  }

  /// Where double lines cross or turn, the space between them stays open.
  private static func hollow(_ arms: Arms, _ light: Int, _ cell: inout Cell) {
    let (x, y) = ((cell.width - light) / 2, (cell.height - light) / 2)
    if arms.left == .double { cell.clear(0..<x + (arms.up == .double || arms.down == .double ? light : 0), y..<y + light) }
    if arms.right == .double {
      cell.clear(x + (arms.up == .double || arms.down == .double ? 0 : light)..<cell.width, y..<y + light)
    }
    if arms.up == .double { cell.clear(x..<x + light, 0..<y + (arms.left == .double || arms.right == .double ? light : 0)) }
    if arms.down == .double {
      cell.clear(x..<x + light, y + (arms.left == .double || arms.right == .double ? 0 : light)..<cell.height)
    }
  }

  /// A round corner: 0 down and right, 1 down and left, 2 up and left, 3 up and right.
  private static func arc(_ kind: UInt32, _ cell: inout Cell) {
    let light = Double(max(1, cell.width / 9))
    let middle = (x: Double((cell.width - Int(light)) / 2) + light / 2, y: Double((cell.height - Int(light)) / 2) + light / 2)
    let (isRight, isDown) = (kind == 0 || kind == 3, kind < 2)
    let radius = isRight ? Double(cell.width) - middle.x : middle.x
    let center = (x: isRight ? middle.x + radius : middle.x - radius, y: isDown ? middle.y + radius : middle.y - radius)
    for y in 0..<cell.height {
      for x in 0..<cell.width {
        let (dx, dy) = (Double(x) + 0.5 - center.x, Double(y) + 0.5 - center.y)
        // Beyond the quarter of a circle it goes on straight.
        let isStraight = isDown ? dy > 0 : dy < 0
        let distance = abs((isStraight ? abs(dx) : (dx * dx + dy * dy).squareRoot()) - radius)
        guard isRight ? dx <= 0.5 : dx >= -0.5 else { continue }
        cell.fill(x..<x + 1, y..<y + 1, UInt8(max(0, min(1, light / 2 + 0.5 - distance)) * 255))
      }
    }
  }

  /// Halves, eighths, shades and quadrants.
  private static func block(_ code: UInt32, _ cell: inout Cell) {
    let (width, height) = (cell.width, cell.height)
    func eighths(_ count: UInt32, _ extent: Int) -> Int { (extent * Int(count) + 4) / 8 }
    switch code {
    case 0x2580: cell.fill(0..<width, 0..<height / 2)
    case 0x2581...0x2588: cell.fill(0..<width, height - eighths(code - 0x2580, height)..<height)
    case 0x2589...0x258f: cell.fill(0..<eighths(0x2590 - code, width), 0..<height)
    case 0x2590: cell.fill(width / 2..<width, 0..<height)
    case 0x2591...0x2593: cell.fill(0..<width, 0..<height, UInt8((code - 0x2590) * 64))
    case 0x2594: cell.fill(0..<width, 0..<eighths(1, height))
    case 0x2595: cell.fill(width - eighths(1, width)..<width, 0..<height)
    default:
      // Upper left 1, upper right 2, lower left 4, lower right 8.
      let quadrants: [Int] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
      let set = quadrants[Int(code - 0x2596)]
      if set & 1 != 0 { cell.fill(0..<width / 2, 0..<height / 2) }
      if set & 2 != 0 { cell.fill(width / 2..<width, 0..<height / 2) }
      if set & 4 != 0 { cell.fill(0..<width / 2, height / 2..<height) }
      if set & 8 != 0 { cell.fill(width / 2..<width, height / 2..<height) }
    }
  }
}

/// The coverage of a cell's pixels.
private struct Cell {
  let width: Int
  let height: Int
  var pixels: [UInt8]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  mutating func fill(_ x: Range<Int>, _ y: Range<Int>, _ value: UInt8 = 255) {
    for row in y.clamped(to: 0..<height) { for column in x.clamped(to: 0..<width) { pixels[row * width + column] = value } }
  }

  mutating func clear(_ x: Range<Int>, _ y: Range<Int>) { fill(x, y, 0) }
}
