// Key maps: which character a key types. Three are built in; more are read from documents:
//
//     map
//     + key KEY_Q | plain: q | shift: Q | altgr: @
//     + key KEY_EQUAL | plain: U+0301 | shift: U+0300
//     + sequence | first: U+0301 | second: e | result: é
//     -
//
// Combining characters (U+0300 to U+036F) make a key dead: it types nothing, and changes what the next one types.

import HID
import Input

/// Which of a key's characters.
struct Level {
  var isShifted = false
  var isAlternate = false
  var index: Int { (isShifted ? 1 : 0) + (isAlternate ? 2 : 0) }
}

public struct KeyMap {
  struct Entry {
    let key: Key
    /// Plain, with shift, with AltGr, with both.
    var characters: [4 of Unicode.Scalar?] = [nil, nil, nil, nil]
  }

  struct Sequence {
    let first: Unicode.Scalar
    let second: Unicode.Scalar
    let result: Unicode.Scalar
  }

  var entries: [Entry] = []
  var sequences: [Sequence] = []

  /// The character of a key. Caps lock is shift for letters.
  func character(_ key: Key, _ level: Level, capsLock: Bool) -> Unicode.Scalar? {
    for entry in entries where entry.key == key {
      var level = level
      if capsLock, let plain = entry.characters[0], plain.isLowercaseLetter { level.isShifted.toggle() }
      return entry.characters[level.index]
    }
    return nil
  }

  /// What a dead key and a character make together; nil: nothing.
  func compose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    for sequence in sequences where sequence.first == first && sequence.second == second { return sequence.result }
    return nil
  }

  /// Adds characters to a key.
  mutating func set(_ key: Key, _ level: Int, _ character: Unicode.Scalar) {
    let index = entries.firstIndex { $0.key == key } ?? entries.count
    if index == entries.count { entries.append(Entry(key: key)) }
    entries[index].characters[level] = character
  }
}

extension Unicode.Scalar {
  /// Waits for the next character.
  var isDead: Bool { value >= 0x300 && value <= 0x36f }

  /// Of the scripts that keyboards with caps lock have: Latin, Greek, Cyrillic.
  var isLowercaseLetter: Bool {
    switch value {
    case 0x61...0x7a, 0xdf...0xf6, 0xf8...0xff, 0x3b1...0x3c9, 0x430...0x45f: true
    default: false
    }
  }

  /// A character by itself, or as `U+XXXX`; `space` and `bar` for those that cannot stand in an attribute.
  init?(written text: String) {
    if text.isSame(as: "space") {
      self = " "
    } else if text.isSame(as: "bar") {
      self = "|"
    } else {
      let bytes = Array(text.utf8)
      if bytes.count > 2, bytes[0] == 85, bytes[1] == 43 {
        guard let number = Self.hexadecimal(bytes.dropFirst(2)), let scalar = Unicode.Scalar(number) else { return nil }
        self = scalar
      } else {
        var scalars = text.unicodeScalars.makeIterator()
        guard let scalar = scalars.next(), scalars.next() == nil else { return nil }
        self = scalar
      }
    }
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard digits.count <= 6 else { return nil }
    var number: UInt32 = 0
    for byte in digits {
      switch byte {
      case 48...57: number = number << 4 | UInt32(byte - 48)
      case 65...70: number = number << 4 | UInt32(byte - 55)
      case 97...102: number = number << 4 | UInt32(byte - 87)
      default: return nil
      }
    }
    return number
  }
}

// MARK: - Documents

extension KeyMap {
  /// Adds what a document says. What is wrong is named in `mistakes` and left out.
  mutating func add(_ node: Node, _ mistakes: inout [String]) {
    for child in node.nodes {
      let isGood =
        switch child.type {
        case let type where type.isSame(as: "key"): addKey(child)
        case let type where type.isSame(as: "sequence"): addSequence(child)
        default: false
        }
      if !isGood { mistakes.append("key map, line \(child.position.line): this is neither a key nor a sequence") }
    }
  }

  private mutating func addKey(_ node: Node) -> Bool {
    guard let name = node.name, let key = Key(name: name) else { return false }
    for (level, tag) in ["plain", "shift", "altgr", "altgr_shift"].enumerated() {
      guard let text = node.attribute(tag) else { continue }
      guard let character = Unicode.Scalar(written: text) else { return false }
      set(key, level, character)
    }
    return true
  }

  private mutating func addSequence(_ node: Node) -> Bool {
    guard let first = node.attribute("first").flatMap({ Unicode.Scalar(written: $0) }),
      let second = node.attribute("second").flatMap({ Unicode.Scalar(written: $0) }),
      let result = node.attribute("result").flatMap({ Unicode.Scalar(written: $0) })
    else { return false }
    sequences.append(Sequence(first: first, second: second, result: result))
    return true
  }
}
