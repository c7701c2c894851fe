// Small signs, drawn as outlines: sharp at any scale, and no pictures to parse.
//
// The grid has 240 units to a side; strokes are 20 units wide.

import Geometry
import Painting

public enum Icon: UInt8, Sendable, CaseIterable {
  case close
  case maximize
  case minimize
  case restore
  case check
  case chevronDown
  case chevronRight
  case chevronLeft
  case search
  case microphone
  case camera
  case screen
  case lock
  case shield
  case warning
  case information
  case stop
  case restart
  case settings
  case terminal
  case keyboard
  case backspace
  case shift
  case window
  case person
  case plus
  case picture
  case log
}

/// Outlines in the icon's grid.
struct IconSketch {
  private(set) var path = Path()
  private let origin: Point
  private let size: Int32

  init(_ frame: Rectangle) {
    origin = frame.origin
    size = min(frame.width, frame.height)
  }

  /// A place of the grid, in 1/256 pixel.
  private func place(_ x: Int32, _ y: Int32) -> FinePoint {
    FinePoint(origin.x * 256 + x * size * 256 / 240, origin.y * 256 + y * size * 256 / 240)
  }

  private func length(_ units: Int32) -> Int32 { units * size * 256 / 240 }

  /// A line through places, given as x, y, x, y, ...
  mutating func line(_ numbers: [Int32], width: Int32 = 20) {
    var points: [FinePoint] = []
    for index in 0..<numbers.count / 2 { points.append(place(numbers[index * 2], numbers[index * 2 + 1])) }
    path.addLine(points, width: length(width))
  }

  mutating func disk(_ x: Int32, _ y: Int32, _ radius: Int32) { path.addCircle(center: place(x, y), radius: length(radius)) }

  /// An arc between two angles, counted in 16ths of a circle, clockwise from the right.
  mutating func arc(_ x: Int32, _ y: Int32, _ radius: Int32, from: Int32 = 0, to: Int32 = 16) {
    var numbers: [Int32] = []
    for step in from * 2...to * 2 {
      let (cosine, sine) = Self.direction(step & 31)
      numbers += [x + radius * cosine / 1024, y + radius * sine / 1024]
    }
    line(numbers)
  }

  /// Cosine and sine of a 32nd of a circle, times 1024.
  private static func direction(_ step: Int32) -> (Int32, Int32) {
    let sines: [Int32] = [0, 200, 392, 569, 724, 851, 946, 1004, 1024]
    func sine(_ step: Int32) -> Int32 {
      let step = step & 31
      if step >= 16 { return -sine(step - 16) }
      return sines[Int(step <= 8 ? step : 16 - step)]
    }
    return (sine(step + 8), sine(step))
  }

  /// A rectangle's outline with corners a little round.
  mutating func box(_ left: Int32, _ top: Int32, _ right: Int32, _ bottom: Int32) {
    line([left, top, right, top, right, bottom, left, bottom, left, top])
  }

  /// A filled outline.
  mutating func fill(_ numbers: [Int32]) {
    path.move(to: place(numbers[0], numbers[1]))
    for index in 1..<numbers.count / 2 { path.line(to: place(numbers[index * 2], numbers[index * 2 + 1])) }
    path.close()
  }
}

extension Icon {
  func sketch(_ sketch: inout IconSketch) {
    switch self {
    case .close:
      sketch.line([60, 60, 180, 180])
      sketch.line([180, 60, 60, 180])
    case .maximize: sketch.box(60, 60, 180, 180)
    case .minimize: sketch.line([60, 120, 180, 120])
    case .restore:
      sketch.box(50, 90, 150, 190)
      sketch.line([90, 50, 190, 50, 190, 150])
    case .check: sketch.line([50, 125, 100, 175, 190, 70], width: 26)
    case .chevronDown: sketch.line([65, 95, 120, 150, 175, 95])
    case .chevronRight: sketch.line([95, 65, 150, 120, 95, 175])
    case .chevronLeft: sketch.line([145, 65, 90, 120, 145, 175])
    case .search:
      sketch.arc(105, 105, 60)
      sketch.line([150, 150, 200, 200])
    case .plus:
      sketch.line([120, 50, 120, 190])
      sketch.line([50, 120, 190, 120])
    case .window:
      sketch.box(35, 45, 205, 195)
      sketch.line([35, 90, 205, 90])
    case .terminal:
      sketch.box(30, 45, 210, 195)
      sketch.line([70, 90, 100, 120, 70, 150])
      sketch.line([120, 150, 165, 150])
    case .keyboard:
      sketch.box(25, 65, 215, 180)
      for x in [65, 102, 138, 175] as [Int32] { sketch.disk(x, 103, 11) }
      sketch.line([80, 145, 160, 145])
    default: sketchMeaning(&sketch)
    }
  }

  /// Signs that stand for things and states.
  private func sketchMeaning(_ sketch: inout IconSketch) {
    switch self {
    case .microphone:
      sketch.line([120, 60, 120, 115], width: 68)
      sketch.arc(120, 110, 64, from: 0, to: 8)
      sketch.line([120, 175, 120, 205])
    case .camera:
      sketch.box(25, 70, 155, 175)
      sketch.fill([170, 110, 215, 80, 215, 165, 170, 135])
    case .screen:
      sketch.box(30, 50, 210, 160)
      sketch.line([85, 200, 155, 200])
    case .lock:
      sketch.fill([50, 105, 190, 105, 190, 210, 50, 210])
      sketch.arc(120, 85, 46, from: 8, to: 16)
      sketch.line([74, 85, 74, 110])
      sketch.line([166, 85, 166, 110])
    case .shield: sketch.line([120, 30, 195, 60, 190, 125, 165, 175, 120, 210, 75, 175, 50, 125, 45, 60, 120, 30])
    case .warning:
      sketch.line([120, 40, 210, 195, 30, 195, 120, 40])
      sketch.line([120, 100, 120, 135])
      sketch.disk(120, 166, 12)
    case .information:
      sketch.arc(120, 120, 88)
      sketch.line([120, 115, 120, 168])
      sketch.disk(120, 78, 13)
    case .stop: sketch.line([90, 90, 150, 90, 150, 150, 90, 150, 90, 90, 150, 150, 90, 150, 150, 90], width: 34)
    case .restart:
      sketch.arc(120, 120, 75, from: 1, to: 13)
      sketch.fill([140, 18, 208, 52, 148, 92])
    case .settings: sketchSliders(&sketch)
    case .backspace:
      sketch.line([85, 60, 210, 60, 210, 180, 85, 180, 30, 120, 85, 60])
      sketch.line([115, 95, 165, 145])
      sketch.line([165, 95, 115, 145])
    case .shift: sketch.line([120, 40, 205, 125, 160, 125, 160, 195, 80, 195, 80, 125, 35, 125, 120, 40])
    case .picture:
      sketch.box(30, 50, 210, 190)
      sketch.fill([50, 175, 105, 105, 140, 145, 160, 125, 195, 175])
      sketch.disk(160, 88, 17)
    case .log:
      for y in [65, 102, 138, 175] as [Int32] { sketch.line([40, y, y == 102 ? 150 : 200, y]) }
    case .person:
      sketch.arc(120, 82, 42)
      sketch.arc(120, 205, 78, from: 9, to: 15)
    default: break
    }
  }

  private func sketchSliders(_ sketch: inout IconSketch) {
    for (y, knob) in [(65, 150), (120, 85), (175, 165)] as [(Int32, Int32)] {
      sketch.line([35, y, 205, y])
      sketch.disk(knob, y, 24)
    }
  }
}

extension Canvas {
  /// Draws an icon into the middle of a rectangle, `size` pixels to a side.
  public mutating func draw(_ icon: Icon, in frame: Rectangle, size: Int32, _ color: Color) {
    let corner = Point(frame.minX + (frame.width - size) / 2, frame.minY + (frame.height - size) / 2)
    guard !clip.intersection(Rectangle(corner, Size(size, size))).isEmpty else { return }
    var sketch = IconSketch(Rectangle(corner, Size(size, size)))
    icon.sketch(&sketch)
    fill(sketch.path, color)
  }
}
