// Scan codes of set 1, as the keyboard controller delivers them, become keys. (IBM PS/2 hardware interface technical
// reference, "Keyboards"; Microsoft, "Keyboard scan code specification", revision 1.3a.)
//
// A byte: the key's number, and 0x80 when it is released. 0xe0 in front: another key with that number. 0xe1 in front: the
// pause key, as 0xe1 0x1d 0x45 0xe1 0x9d 0xc5 when it is pressed and nothing when it is released.

import Input

public struct KeyboardDecoder: Sendable {
  private enum State {
    case start
    case extended
    /// So many bytes of the pause key's are still to come.
    case pause(Int)
  }

  private var state = State.start
  /// Which keys are down. By key: some have two numbers, one of them together with other keys.
  private var down: InlineArray<128, Bool> = InlineArray(repeating: false)

  public init() {}

  /// What a byte means; nothing if it is one of several, a repetition, or unknown.
  public mutating func decode(_ byte: UInt8) -> [InputEvent] {
    switch state {
    case .pause(let rest):
      state = rest > 1 ? .pause(rest - 1) : .start
      return rest > 1 ? [] : change(Self.pause, isDown: true) + change(Self.pause, isDown: false)
    case .extended:
      state = .start
      return change(byte, isExtended: true)
    case .start: return begin(byte)
    }
  }

  private mutating func begin(_ byte: UInt8) -> [InputEvent] {
    switch byte {
    case 0xe0: state = .extended
    case 0xe1: state = .pause(5)
    // The keyboard's buffer ran over: what happened meanwhile is not known.
    case 0x00, 0xff: return releaseAll()
    default: return change(byte, isExtended: false)
    }
    return []
  }

  private mutating func change(_ byte: UInt8, isExtended: Bool) -> [InputEvent] {
    let number = Int(byte & 0x7f)
    guard let key = Self.key(number, isExtended: isExtended) else { return [] }
    return change(key, isDown: byte & 0x80 == 0)
  }

  private mutating func change(_ key: Key, isDown: Bool) -> [InputEvent] {
    guard down[Int(key.rawValue)] != isDown else { return [] }
    down[Int(key.rawValue)] = isDown
    return [isDown ? .press(key, character: nil) : .release(key)]
  }

  /// All keys go up that are down.
  public mutating func releaseAll() -> [InputEvent] {
    state = .start
    var events: [InputEvent] = []
    for number in 0..<128 where down[number] {
      down[number] = false
      events.append(.release(Key(rawValue: UInt16(number))))
    }
    return events
  }

  private static var pause: Key { Key(rawValue: 119) }

  /// Keys are numbered as Linux does, which took over the numbers of this set where it could. Nil: no key has that number.
  private static func key(_ number: Int, isExtended: Bool) -> Key? {
    if !isExtended, (1...83).contains(number) || (86...88).contains(number) { return Key(rawValue: UInt16(number)) }
    for entry in isExtended ? extended : further where Int(entry.number) == number { return Key(rawValue: entry.key) }
    return nil
  }

  private static var further: [(number: UInt8, key: UInt16)] {
    [
      (0x54, 99), (0x59, 117), (0x70, 93), (0x73, 89), (0x79, 92), (0x7b, 94), (0x7d, 124), (0x7e, 121),
    ]
  }

  /// Without 0x2a and 0x36, shift keys that nobody pressed, which some keyboards put around others.
  private static var extended: [(number: UInt8, key: UInt16)] {
    [
      (0x1c, 96), (0x1d, 97), (0x20, 113), (0x2e, 114), (0x30, 115), (0x35, 98), (0x37, 99), (0x38, 100), (0x46, 119),
      (0x47, 102), (0x48, 103), (0x49, 104), (0x4b, 105), (0x4d, 106), (0x4f, 107), (0x50, 108), (0x51, 109), (0x52, 110),
      (0x53, 111), (0x5b, 125), (0x5c, 126), (0x5d, 127), (0x5e, 116),
    ]
  }
}
