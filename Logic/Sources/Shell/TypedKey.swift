// What was typed, out of the bytes that a terminal sends.

import TerminalEmulation

public enum TypedKey: Equatable, Sendable {
  case character(Unicode.Scalar)
  /// Control and a letter, as its number: 1 for A.
  case control(UInt8)
  /// Alt and a character.
  case alt(Unicode.Scalar)
  case enter, tab, backTab, backspace, delete, escape
  case up, down, left, right, home, end, pageUp, pageDown, wordLeft, wordRight
}

/// Decodes bytes. A sequence may go on in the next block; an escape character at the end of a block is the Escape key.
public struct TypedKeys: Sendable {
  private enum State {
    case ground, escape, sequence, single
  }

  private var state = State.ground
  private var text = UTF8Reader()
  private var parameters: [UInt8] = []
  private var isPasting = false

  private static var mostParameterBytes: Int { 16 }

  public init() {}

  public mutating func decode(_ bytes: [UInt8]) -> [TypedKey] {
    var keys: [TypedKey] = []
    for byte in bytes { if let key = decode(byte) { keys.append(key) } }
    if state == .escape {
      state = .ground
      keys.append(.escape)
    }
    return keys
  }

  private mutating func decode(_ byte: UInt8) -> TypedKey? {
    switch state {
    case .ground: return ground(byte)
    case .escape: return escape(byte)
    case .single:
      state = .ground
      return Self.final(byte, hasModifiers: false)
    case .sequence: return sequence(byte)
    }
  }

  private mutating func ground(_ byte: UInt8) -> TypedKey? {
    if byte < 0x20 || byte == 0x7f { return control(byte) }
    switch text.read(byte) {
    case .pending: return nil
    case .broken: return .character("\u{fffd}")
    case .scalar(let scalar): return (0x80...0x9f).contains(scalar.value) ? nil : .character(scalar)
    }
  }

  private mutating func control(_ byte: UInt8) -> TypedKey? {
    text = UTF8Reader()
    switch byte {
    case 0x1b:
      state = .escape
      return nil
    // What is pasted is text: a line's end in it is a space.
    case 9, 10, 13: return isPasting ? .character(" ") : byte == 9 ? .tab : .enter
    case 0x7f, 8: return .backspace
    case 1...26: return .control(byte)
    default: return nil
    }
  }

  private mutating func escape(_ byte: UInt8) -> TypedKey? {
    state = .ground
    switch byte {
    case UInt8(ascii: "["):
      (state, parameters) = (.sequence, [])
      return nil
    case UInt8(ascii: "O"):
      state = .single
      return nil
    case 0x1b:
      state = .escape
      return .escape
    case 0x20...0x7e: return .alt(Unicode.Scalar(byte))
    default: return nil
    }
  }

  private mutating func sequence(_ byte: UInt8) -> TypedKey? {
    guard byte >= 0x40, byte <= 0x7e else {
      if parameters.count < Self.mostParameterBytes { parameters.append(byte) }
      return nil
    }
    state = .ground
    return byte == UInt8(ascii: "~") ? tilde() : Self.final(byte, hasModifiers: parameters.contains(UInt8(ascii: ";")))
  }

  private mutating func tilde() -> TypedKey? {
    var number = 0
    for byte in parameters.prefix(4) {
      guard (0x30...0x39).contains(byte) else { break }
      number = number * 10 + Int(byte - 0x30)
    }
    switch number {
    case 1, 7: return .home
    case 3: return .delete
    case 4, 8: return .end
    case 5: return .pageUp
    case 6: return .pageDown
    case 200, 201:
      isPasting = number == 200
      return nil
    default: return nil
    }
  }

  /// With Control or Alt, arrows move by words.
  private static func final(_ byte: UInt8, hasModifiers isWord: Bool) -> TypedKey? {
    switch byte {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return isWord ? .wordRight : .right
    case UInt8(ascii: "D"): return isWord ? .wordLeft : .left
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "Z"): return .backTab
    default: return nil
    }
  }
}
