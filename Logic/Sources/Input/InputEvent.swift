// What a person does with keyboard, mouse and screen, as it travels from drivers to programs.
//
// An event is two words in messages; decoding accepts nothing that encoding would not write.

import Geometry

public enum InputEvent: Equatable, Sendable {
  /// A key or button goes down. `character` is what it types, if a key map was consulted and knows one.
  case press(Key, character: Unicode.Scalar?)
  case release(Key)
  /// The pointer is at that place. From drivers: in units of 1/65536 of the screen's width and height.
  case pointer(Point)
  /// The pointer moved by that much.
  case movement(Point)
  /// Notches: to the right, away from the user.
  case wheel(Point)
  /// A finger is at that place; units as for `pointer`. Fingers are numbered from 0.
  case touch(UInt16, Point)
  case touchRelease(UInt16)
  /// From now on key events arrive here. The GUI server alone makes these.
  case focusEnter
  /// From now on key events do not arrive here any more.
  case focusLeave
  /// The pointer left all views.
  case hoverLeave
  /// The person wishes the window to be closed. Window managers alone make these.
  case closeRequest
}

extension InputEvent {
  private enum Kind: UInt8 {
    case press = 1
    case release, pointer, movement, wheel, touch, touchRelease, focusEnter, focusLeave, hoverLeave, closeRequest
  }

  /// Kind in bits 0...7, key or finger in bits 16...31, character in bits 32...63; then x and y.
  public var words: (UInt64, UInt64) {
    switch self {
    case .press(let key, let character): (Self.head(.press, key.rawValue, character?.value ?? 0), 0)
    case .release(let key): (Self.head(.release, key.rawValue), 0)
    case .pointer(let point): (Self.head(.pointer), point.word)
    case .movement(let distance): (Self.head(.movement), distance.word)
    case .wheel(let distance): (Self.head(.wheel), distance.word)
    case .touch(let finger, let point): (Self.head(.touch, finger), point.word)
    case .touchRelease(let finger): (Self.head(.touchRelease, finger), 0)
    case .focusEnter: (Self.head(.focusEnter), 0)
    case .focusLeave: (Self.head(.focusLeave), 0)
    case .hoverLeave: (Self.head(.hoverLeave), 0)
    case .closeRequest: (Self.head(.closeRequest), 0)
    }
  }

  private static func head(_ kind: Kind, _ number: UInt16 = 0, _ character: UInt32 = 0) -> UInt64 {
    UInt64(kind.rawValue) | UInt64(number) << 16 | UInt64(character) << 32
  }

  /// Nil if the words are no event.
  public init?(words: (UInt64, UInt64)) {
    let number = UInt16(truncatingIfNeeded: words.0 >> 16)
    let character = UInt32(truncatingIfNeeded: words.0 >> 32)
    let point = Point(word: words.1)
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: words.0)) else { return nil }
    switch kind {
    case .press:
      guard character == 0 || Unicode.Scalar(character) != nil else { return nil }
      self = .press(Key(rawValue: number), character: character == 0 ? nil : Unicode.Scalar(character))
    case .release: self = .release(Key(rawValue: number))
    case .pointer: self = .pointer(point)
    case .movement: self = .movement(point)
    case .wheel: self = .wheel(point)
    case .touch: self = .touch(number, point)
    case .touchRelease: self = .touchRelease(number)
    case .focusEnter: self = .focusEnter
    case .focusLeave: self = .focusLeave
    case .hoverLeave: self = .hoverLeave
    case .closeRequest: self = .closeRequest
    }
    // Whatever the kind does not use must be 0.
    guard self.words == words else { return nil }
  }
}

extension Point {
  /// x in the lower half.
  public var word: UInt64 { UInt64(UInt32(bitPattern: x)) | UInt64(UInt32(bitPattern: y)) << 32 }

  public init(word: UInt64) {
    self.init(
      Int32(bitPattern: UInt32(truncatingIfNeeded: word)), Int32(bitPattern: UInt32(truncatingIfNeeded: word >> 32)))
  }
}
