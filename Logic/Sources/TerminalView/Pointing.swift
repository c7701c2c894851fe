// What the mouse does: selects text, scrolls back, or is handed to the program if that wishes for it. With Shift held, it is
// the terminal's own in any case.

import Geometry
import Input
import TerminalEmulation

public struct Pointing {
  public enum Effect: Equatable, Sendable {
    case nothing
    case changed
    case send([UInt8])
    /// A selection is complete.
    case selected
    case paste
  }

  private enum Hold {
    case none
    case selecting(LinePlace)
    case scrolling
    case program(Int)
  }

  private var point = Point.zero
  private var finger = FirstFinger()
  private var hold = Hold.none
  private var lastPress: (time: UInt64, point: Point, clicks: Int) = (0, .zero, 0)

  public init() {}

  /// - Parameters:
  ///   - held: the modifiers on the keyboard.
  ///   - painter: says which cell is where.
  ///   - now: milliseconds, by any clock.
  public mutating func handle(
    _ event: InputEvent, _ held: KeyModifiers, _ emulator: inout Emulator, _ painter: ScreenPainter, at now: UInt64
  ) -> Effect {
    switch event {
    case .pointer(let point):
      self.point = point
      return drag(held, &emulator, painter)
    case .touch(let number, let point):
      let touch = finger.touch(number)
      if touch == .other { return .nothing }
      self.point = point
      return touch == .moved
        ? drag(held, &emulator, painter) : press(.leftButton, held, &emulator, painter, at: now)
    case .press(let button, _): return press(button, held, &emulator, painter, at: now)
    case .release: return release(held, &emulator, painter)
    case .touchRelease(let number): return finger.lift(number) ? release(held, &emulator, painter) : .nothing
    case .wheel(let notches): return turn(notches.y, held, &emulator, painter)
    default: return .nothing
    }
  }

  private func isForProgram(_ held: KeyModifiers, _ emulator: Emulator) -> Bool {
    !held.contains(.shift) && !emulator.modes.isDisjoint(with: [.mouseButtons, .mouseDrags])
  }

  private func send(_ action: KeyEncoding.MouseAction, _ held: KeyModifiers, _ emulator: Emulator, _ painter: ScreenPainter)
    -> Effect
  {
    let place = painter.place(at: point)
    let bytes = KeyEncoding.mouse(action, row: place.row, column: place.column, held, emulator.modes)
    return bytes.isEmpty ? .nothing : .send(bytes)
  }

  private func linePlace(_ emulator: Emulator, _ painter: ScreenPainter) -> LinePlace {
    let place = painter.place(at: point)
    return LinePlace(line: emulator.lineNumber(place.row), column: place.column)
  }

  private mutating func press(
    _ button: Key, _ held: KeyModifiers, _ emulator: inout Emulator, _ painter: ScreenPainter, at now: UInt64
  ) -> Effect {
    let number: Int
    switch button {
    case .leftButton, .touchButton: number = 0
    case .middleButton: number = 1
    case .rightButton: number = 2
    default: return .nothing
    }
    if number == 0, let offset = painter.offset(at: point, emulator) {
      hold = .scrolling
      emulator.showView(offset)
      return .changed
    }
    if isForProgram(held, emulator) {
      hold = .program(number)
      return send(.press(number), held, emulator, painter)
    }
    if number == 1 { return .paste }
    return number == 0 ? select(&emulator, painter, at: now) : .nothing
  }

  /// One click begins a selection, two take a word, three a line.
  private mutating func select(_ emulator: inout Emulator, _ painter: ScreenPainter, at now: UInt64) -> Effect {
    let place = linePlace(emulator, painter)
    let isRepeated = now - lastPress.time < 400 && lastPress.point == point
    lastPress = (now, point, isRepeated ? lastPress.clicks % 3 + 1 : 1)
    switch lastPress.clicks {
    case 2: emulator.selectWord(at: place)
    case 3: emulator.selectLine(at: place.line)
    default:
      emulator.deselect()
      hold = .selecting(place)
      return .changed
    }
    return .selected
  }

  private mutating func drag(_ held: KeyModifiers, _ emulator: inout Emulator, _ painter: ScreenPainter) -> Effect {
    switch hold {
    case .none: return .nothing
    case .selecting(let anchor):
      let place = linePlace(emulator, painter)
      if place != anchor || emulator.selection != nil { emulator.select(from: anchor, to: place) }
      return .changed
    case .scrolling:
      if let offset = painter.offset(at: Point(.max, point.y), emulator) { emulator.showView(offset) }
      return .changed
    case .program(let button): return send(.drag(button), held, emulator, painter)
    }
  }

  private mutating func release(_ held: KeyModifiers, _ emulator: inout Emulator, _ painter: ScreenPainter) -> Effect {
    defer { hold = .none }
    switch hold {
    case .none, .scrolling: return .nothing
    case .selecting: return emulator.selection == nil ? .nothing : .selected
    case .program(let button): return send(.release(button), held, emulator, painter)
    }
  }

  /// Three lines a notch; on the screen that programs have for themselves, arrow keys instead.
  private func turn(_ notches: Int32, _ held: KeyModifiers, _ emulator: inout Emulator, _ painter: ScreenPainter) -> Effect {
    let count = Int(max(-20, min(notches, 20)))
    guard count != 0 else { return .nothing }
    if isForProgram(held, emulator) { return send(.wheel(isUp: count > 0), held, emulator, painter) }
    guard emulator.isAlternate else {
      emulator.scrollView(count * 3)
      return .changed
    }
    let arrow = KeyEncoding.bytes(count > 0 ? .up : .down, nil, [], emulator.modes)
    return .send((0..<abs(count) * 3).flatMap { _ in arrow })
  }
}
