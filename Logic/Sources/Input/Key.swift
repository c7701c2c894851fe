// Keys and buttons, by the numbers that Linux and virtio use for them (linux/input-event-codes.h; virtio 1.2, 5.8), and by
// the names that configurations use.

public struct Key: Hashable, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension Key {
  public static var escape: Key { Key(rawValue: 1) }
  public static var digit1: Key { Key(rawValue: 2) }
  public static var digit2: Key { Key(rawValue: 3) }
  public static var digit3: Key { Key(rawValue: 4) }
  public static var digit4: Key { Key(rawValue: 5) }
  public static var digit5: Key { Key(rawValue: 6) }
  public static var digit6: Key { Key(rawValue: 7) }
  public static var digit7: Key { Key(rawValue: 8) }
  public static var digit8: Key { Key(rawValue: 9) }
  public static var digit9: Key { Key(rawValue: 10) }
  public static var digit0: Key { Key(rawValue: 11) }
  public static var backspace: Key { Key(rawValue: 14) }
  public static var tab: Key { Key(rawValue: 15) }
  public static var q: Key { Key(rawValue: 16) }
  public static var w: Key { Key(rawValue: 17) }
  public static var e: Key { Key(rawValue: 18) }
  public static var r: Key { Key(rawValue: 19) }
  public static var t: Key { Key(rawValue: 20) }
  public static var y: Key { Key(rawValue: 21) }
  public static var u: Key { Key(rawValue: 22) }
  public static var i: Key { Key(rawValue: 23) }
  public static var o: Key { Key(rawValue: 24) }
  public static var p: Key { Key(rawValue: 25) }
  public static var enter: Key { Key(rawValue: 28) }
  public static var leftControl: Key { Key(rawValue: 29) }
  public static var a: Key { Key(rawValue: 30) }
  public static var s: Key { Key(rawValue: 31) }
  public static var d: Key { Key(rawValue: 32) }
  public static var f: Key { Key(rawValue: 33) }
  public static var g: Key { Key(rawValue: 34) }
  public static var h: Key { Key(rawValue: 35) }
  public static var j: Key { Key(rawValue: 36) }
  public static var k: Key { Key(rawValue: 37) }
  public static var l: Key { Key(rawValue: 38) }
  public static var leftShift: Key { Key(rawValue: 42) }
  public static var z: Key { Key(rawValue: 44) }
  public static var x: Key { Key(rawValue: 45) }
  public static var c: Key { Key(rawValue: 46) }
  public static var v: Key { Key(rawValue: 47) }
  public static var b: Key { Key(rawValue: 48) }
  public static var n: Key { Key(rawValue: 49) }
  public static var m: Key { Key(rawValue: 50) }
  public static var rightShift: Key { Key(rawValue: 54) }
  public static var leftAlt: Key { Key(rawValue: 56) }
  public static var space: Key { Key(rawValue: 57) }
  public static var capsLock: Key { Key(rawValue: 58) }
  public static var f1: Key { Key(rawValue: 59) }
  public static var f2: Key { Key(rawValue: 60) }
  public static var f3: Key { Key(rawValue: 61) }
  public static var f4: Key { Key(rawValue: 62) }
  public static var f5: Key { Key(rawValue: 63) }
  public static var f6: Key { Key(rawValue: 64) }
  public static var f7: Key { Key(rawValue: 65) }
  public static var f8: Key { Key(rawValue: 66) }
  public static var f9: Key { Key(rawValue: 67) }
  public static var f10: Key { Key(rawValue: 68) }
  public static var f11: Key { Key(rawValue: 87) }
  public static var f12: Key { Key(rawValue: 88) }
  public static var rightControl: Key { Key(rawValue: 97) }
  public static var rightAlt: Key { Key(rawValue: 100) }
  public static var home: Key { Key(rawValue: 102) }
  public static var up: Key { Key(rawValue: 103) }
  public static var pageUp: Key { Key(rawValue: 104) }
  public static var left: Key { Key(rawValue: 105) }
  public static var right: Key { Key(rawValue: 106) }
  public static var end: Key { Key(rawValue: 107) }
  public static var down: Key { Key(rawValue: 108) }
  public static var pageDown: Key { Key(rawValue: 109) }
  public static var insert: Key { Key(rawValue: 110) }
  public static var delete: Key { Key(rawValue: 111) }
  public static var leftMeta: Key { Key(rawValue: 125) }
  public static var rightMeta: Key { Key(rawValue: 126) }
  public static var leftButton: Key { Key(rawValue: 0x110) }
  public static var rightButton: Key { Key(rawValue: 0x111) }
  public static var middleButton: Key { Key(rawValue: 0x112) }
  public static var touchButton: Key { Key(rawValue: 0x14a) }
}

extension Key {
  public var isButton: Bool { rawValue >= 0x100 && rawValue < 0x160 }
  public var isModifier: Bool {
    switch self {
    case .leftShift, .rightShift, .leftControl, .rightControl, .leftAlt, .rightAlt, .leftMeta, .rightMeta: true
    default: false
    }
  }

  /// As in configurations: `KEY_A`, `BTN_LEFT`. Nil for a key without a name here. O(1), without a copy of the tables.
  public var name: String? {
    if rawValue < 128 {
      let name = keyNames[Int(rawValue)]
      return name.utf8CodeUnitCount == 0 ? nil : "KEY_\(name)"
    }
    for index in namedButtons.indices where namedButtons[index].code == rawValue {
      return "BTN_\(namedButtons[index].name)"
    }
    return nil
  }

  /// The key with that name. O(number of keys).
  public init?(name: String) {
    for code in 0..<0x160 as Range<UInt16> where Key(rawValue: code).hasName(name) {
      self.init(rawValue: code)
      return
    }
    return nil
  }

  private func hasName(_ other: String) -> Bool { name.map { $0.utf8.elementsEqual(other.utf8) } ?? false }
}

private let namedButtons: [9 of (code: UInt16, name: StaticString)] = [
  (0x110, "LEFT"), (0x111, "RIGHT"), (0x112, "MIDDLE"), (0x113, "SIDE"), (0x114, "EXTRA"), (0x115, "FORWARD"), (0x116, "BACK"),
  (0x117, "TASK"), (0x14a, "TOUCH"),
]

/// Behind "KEY_", by number.
private let keyNames: [128 of StaticString] = [
  "", "ESC", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "MINUS", "EQUAL", "BACKSPACE", "TAB", "Q", "W", "E",
  "R", "T", "Y", "U", "I", "O", "P", "LEFTBRACE", "RIGHTBRACE", "ENTER", "LEFTCTRL", "A", "S", "D", "F", "G", "H", "J",
  "K", "L", "SEMICOLON", "APOSTROPHE", "GRAVE", "LEFTSHIFT", "BACKSLASH", "Z", "X", "C", "V", "B", "N", "M", "COMMA",
  "DOT", "SLASH", "RIGHTSHIFT", "KPASTERISK", "LEFTALT", "SPACE", "CAPSLOCK", "F1", "F2", "F3", "F4", "F5", "F6", "F7",
  "F8", "F9", "F10", "NUMLOCK", "SCROLLLOCK", "KP7", "KP8", "KP9", "KPMINUS", "KP4", "KP5", "KP6", "KPPLUS", "KP1",
  "KP2", "KP3", "KP0", "KPDOT", "", "ZENKAKUHANKAKU", "102ND", "F11", "F12", "RO", "KATAKANA", "HIRAGANA", "HENKAN",
  "KATAKANAHIRAGANA", "MUHENKAN", "KPJPCOMMA", "KPENTER", "RIGHTCTRL", "KPSLASH", "SYSRQ", "RIGHTALT", "LINEFEED",
  "HOME", "UP", "PAGEUP", "LEFT", "RIGHT", "END", "DOWN", "PAGEDOWN", "INSERT", "DELETE", "MACRO", "MUTE",
  "VOLUMEDOWN", "VOLUMEUP", "POWER", "KPEQUAL", "KPPLUSMINUS", "PAUSE", "SCALE", "KPCOMMA", "HANGEUL", "HANJA", "YEN",
  "LEFTMETA", "RIGHTMETA", "COMPOSE",
]
