// Events of virtio input devices, which are Linux's (virtio 1.2, 5.8; linux/input-event-codes.h): several for each thing that a
// person does, with a "synchronize" at the end.

import Geometry
import Input

/// The range of an axis.
public struct AxisRange: Equatable, Sendable {
  public let minimum: Int32
  public let maximum: Int32

  /// Nil if it is empty.
  public init?(_ minimum: Int32, _ maximum: Int32) {
    guard minimum < maximum else { return nil }
    self.minimum = minimum
    self.maximum = maximum
  }

  /// In 1/65536 of the range; what is outside is moved to its end.
  func scaled(_ value: Int32) -> Int32 {
    let place = Int(min(max(value, minimum), maximum)) - Int(minimum)
    return Int32(place * 65536 / (Int(maximum) - Int(minimum) + 1))
  }
}

/// The ranges of a device's absolute axes, as far as it has them.
public struct InputAxes: Equatable, Sendable {
  /// ABS_X and ABS_Y: of a pen or a tablet.
  public let x: AxisRange?
  public let y: AxisRange?
  /// ABS_MT_POSITION_X and ABS_MT_POSITION_Y: of fingers.
  public let fingerX: AxisRange?
  public let fingerY: AxisRange?

  /// - Parameter range: of the axis with that code, which a device may not have.
  public init(_ range: (UInt8) -> AxisRange?) {
    (x, y) = (range(0), range(1))
    (fingerX, fingerY) = (range(0x35), range(0x36))
  }
}

public struct VirtioInputDecoder: Sendable {
  private let axes: InputAxes
  private var place = Point.zero
  private var isPlaced = false
  private var distance = Point.zero
  private var notches = Point.zero
  private var keys: [InputEvent] = []
  private var fingers = TouchDecoder()
  /// Which keys are down.
  private var down: InlineArray<768, Bool> = InlineArray(repeating: false)

  public init(_ axes: InputAxes) { self.axes = axes }

  private enum Kind {
    static var synchronize: UInt16 { 0 }
    static var key: UInt16 { 1 }
    static var relative: UInt16 { 2 }
    static var absolute: UInt16 { 3 }
  }

  /// More than that between two synchronizations is left out.
  private static var limit: Int { 64 }

  /// What the event completes; nothing if more is to come, or it is unknown.
  public mutating func decode(type: UInt16, code: UInt16, value: Int32) -> [InputEvent] {
    switch type {
    case Kind.synchronize: return code == 0 ? finish() : []
    case Kind.key: change(code, value)
    case Kind.relative: move(code, value)
    case Kind.absolute: put(code, value)
    default: break
    }
    return []
  }

  /// Only presses (1) and releases (0): a repetition is 2.
  private mutating func change(_ code: UInt16, _ value: Int32) {
    guard Int(code) < down.count, value == 0 || value == 1, keys.count < Self.limit, down[Int(code)] != (value == 1) else {
      return
    }
    down[Int(code)] = value == 1
    // Fingers say themselves when they touch, and where. As a button it would be pressed where the pointer is.
    if code == Key.touchButton.rawValue, axes.fingerX != nil { return }
    keys.append(value == 1 ? .press(Key(rawValue: code), character: nil) : .release(Key(rawValue: code)))
  }

  private mutating func move(_ code: UInt16, _ value: Int32) {
    switch code {
    case 0: distance = distance + Point(value, 0)
    case 1: distance = distance + Point(0, value)
    case 6: notches = notches + Point(value, 0)
    case 8: notches = notches + Point(0, value)
    default: break
    }
  }

  private mutating func put(_ code: UInt16, _ value: Int32) {
    switch code {
    case 0:
      guard let x = axes.x else { return }
      (place.x, isPlaced) = (x.scaled(value), true)
    case 1:
      guard let y = axes.y else { return }
      (place.y, isPlaced) = (y.scaled(value), true)
    default: fingers.put(code, value, axes.fingerX, axes.fingerY)
    }
  }

  /// The pointer is where it is before a button goes down there.
  private mutating func finish() -> [InputEvent] {
    var events: [InputEvent] = []
    if isPlaced { events.append(.pointer(place)) }
    if distance != .zero { events.append(.movement(distance)) }
    events += fingers.finish()
    events += keys
    if notches != .zero { events.append(.wheel(notches)) }
    (isPlaced, distance, notches, keys) = (false, .zero, .zero, [])
    return events
  }
}

/// Fingers, each in a slot (Linux, "multi-touch protocol", type B).
struct TouchDecoder: Sendable {
  private struct Finger: Sendable {
    var place = Point.zero
    var isDown = false
    var wasDown = false
    var isChanged = false
  }

  private var slot = 0
  private var fingers: InlineArray<10, Finger> = InlineArray(repeating: Finger())

  mutating func put(_ code: UInt16, _ value: Int32, _ x: AxisRange?, _ y: AxisRange?) {
    if code == 0x2f { slot = Int(value) }
    guard slot >= 0, slot < fingers.count else { return }
    switch code {
    case 0x35:
      guard let x else { return }
      fingers[slot].place.x = x.scaled(value)
    case 0x36:
      guard let y else { return }
      fingers[slot].place.y = y.scaled(value)
    case 0x39: fingers[slot].isDown = value >= 0
    default: return
    }
    fingers[slot].isChanged = true
  }

  mutating func finish() -> [InputEvent] {
    var events: [InputEvent] = []
    for index in fingers.indices where fingers[index].isChanged {
      let finger = fingers[index]
      if finger.isDown { events.append(.touch(UInt16(index), finger.place)) }
      if !finger.isDown, finger.wasDown { events.append(.touchRelease(UInt16(index))) }
      fingers[index].wasDown = finger.isDown
      fingers[index].isChanged = false
    }
    return events
  }
}
