// Filters for mice and touch screens.

import Geometry
import Input

/// Fast movements go further.
final class Accelerate: Filter {
  /// By how many hundredths of itself a movement grows for each pixel that it is long.
  private let percent: Int32
  /// It never becomes more than so many times as long.
  private let limit: Int32

  init(percent: Int32, limit: Int32, _ next: Filter?) {
    self.percent = percent
    self.limit = limit
    super.init(next)
  }

  override func handle(_ event: InputEvent, at time: Microseconds) {
    guard case .movement(let distance) = event else { return emit(event, at: time) }
    emit(.movement(Point(grown(distance.x), grown(distance.y))), at: time)
  }

  private func grown(_ value: Int32) -> Int32 {
    let wide = Int64(value)
    let factor = min(100 + wide.magnitude * UInt64(percent), UInt64(limit) * 100)
    return Int32(clamping: wide * Int64(factor) / 100)
  }
}

/// While a button is held, moving scrolls. The button alone still clicks.
final class ButtonScroll: Filter {
  private let button: Key
  /// Pixels for one notch.
  private let step: Int32
  private var isHeld = false
  private var didScroll = false
  private var rest = Point.zero

  init(_ button: Key, step: Int32, _ next: Filter?) {
    self.button = button
    self.step = step
    super.init(next)
  }

  override func handle(_ event: InputEvent, at time: Microseconds) {
    switch event {
    case .press(button, _): (isHeld, didScroll, rest) = (true, false, .zero)
    case .release(button): release(time)
    case .movement(let distance) where isHeld: scroll(distance, time)
    default: emit(event, at: time)
    }
  }

  private func release(_ time: Microseconds) {
    guard isHeld else { return }
    isHeld = false
    if didScroll { return }
    emit(.press(button, character: nil), at: time)
    emit(.release(button), at: time)
  }

  /// Moving the mouse away from the user scrolls away from the user.
  private func scroll(_ distance: Point, _ time: Microseconds) {
    didScroll = true
    rest = rest + distance
    let notches = Point(rest.x / step, Point.zero.y.clampedSubtracting(rest.y) / step)
    if notches == .zero { return }
    rest = Point(rest.x % step, rest.y % step)
    emit(.wheel(notches), at: time)
  }
}

/// For screens and tablets that are mounted otherwise than they say.
final class Transform: Filter {
  private let swaps: Bool
  private let flipsX: Bool
  private let flipsY: Bool

  init(swaps: Bool, flipsX: Bool, flipsY: Bool, _ next: Filter?) {
    self.swaps = swaps
    self.flipsX = flipsX
    self.flipsY = flipsY
    super.init(next)
  }

  override func handle(_ event: InputEvent, at time: Microseconds) {
    switch event {
    case .pointer(let point): emit(.pointer(place(point)), at: time)
    case .touch(let finger, let point): emit(.touch(finger, place(point)), at: time)
    case .movement(let distance): emit(.movement(direction(distance)), at: time)
    default: emit(event, at: time)
    }
  }

  /// Places are in 65,536ths of the screen.
  private func place(_ point: Point) -> Point {
    let (x, y) = swaps ? (point.y, point.x) : (point.x, point.y)
    return Point(flipsX ? (65535 as Int32).clampedSubtracting(x) : x, flipsY ? (65535 as Int32).clampedSubtracting(y) : y)
  }

  private func direction(_ point: Point) -> Point {
    let (x, y) = swaps ? (point.y, point.x) : (point.x, point.y)
    return Point(flipsX ? (0 as Int32).clampedSubtracting(x) : x, flipsY ? (0 as Int32).clampedSubtracting(y) : y)
  }
}
