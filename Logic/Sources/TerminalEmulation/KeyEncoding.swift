// What keys and the mouse send to the program.

import Input

public struct KeyModifiers: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static var shift: KeyModifiers { KeyModifiers(rawValue: 1) }
  public static var alt: KeyModifiers { KeyModifiers(rawValue: 2) }
  public static var control: KeyModifiers { KeyModifiers(rawValue: 4) }
}

public enum KeyEncoding {
  /// - Parameters:
  ///   - character: what the key map says that the key types.
  /// - Returns: nothing if the key means nothing to a terminal.
  public static func bytes(_ key: Key, _ character: Unicode.Scalar?, _ held: KeyModifiers, _ modes: Modes) -> [UInt8] {
    if let bytes = function(key, held, modes) { return bytes }
    guard let character else { return [] }
    let bytes: [UInt8]
    if held.contains(.control), let control = control(character) {
      bytes = [control]
    } else {
      bytes = Array(String(character).utf8)
    }
    return held.contains(.alt) ? [0x1b] + bytes : bytes
  }

  /// Control and a letter, or one of the few other characters that have a control character.
  private static func control(_ character: Unicode.Scalar) -> UInt8? {
    switch character {
    case "a"..."z", "A"..."Z", "@", "[", "\\", "]", "^", "_": UInt8(character.value) & 0x1f
    case " ", "2": 0
    case "3"..."7": UInt8(character.value) - 0x33 + 0x1b
    case "8", "?": 0x7f
    case "/": 0x1f
    // The key map may have done it already.
    case "\u{1}"..."\u{1a}": UInt8(character.value)
    default: nil
    }
  }

  private static func function(_ key: Key, _ held: KeyModifiers, _ modes: Modes) -> [UInt8]? {
    switch key {
    case .enter, Key(rawValue: 96): return (held.contains(.alt) ? [0x1b] : []) + (modes.contains(.newLine) ? [13, 10] : [13])
    case .tab: return held.contains(.shift) ? Array("\u{1b}[Z".utf8) : [9]
    case .backspace: return (held.contains(.alt) ? [0x1b] : []) + [held.contains(.control) ? 8 : 0x7f]
    case .escape: return [0x1b]
    case .up: return cursor("A", held, modes)
    case .down: return cursor("B", held, modes)
    case .right: return cursor("C", held, modes)
    case .left: return cursor("D", held, modes)
    case .home: return cursor("H", held, modes)
    case .end: return cursor("F", held, modes)
    case .f1: return functionKey("P", held)
    case .f2: return functionKey("Q", held)
    case .f3: return functionKey("R", held)
    case .f4: return functionKey("S", held)
    default: return number(key).map { Array("\u{1b}[\($0)\(modifier(held))~".utf8) }
    }
  }

  private static func number(_ key: Key) -> Int? {
    switch key {
    case .insert: 2
    case .delete: 3
    case .pageUp: 5
    case .pageDown: 6
    case .f5: 15
    case .f6: 17
    case .f7: 18
    case .f8: 19
    case .f9: 20
    case .f10: 21
    case .f11: 23
    case .f12: 24
    default: nil
    }
  }

  /// As xterm: 1, and one bit for each.
  private static func modifier(_ held: KeyModifiers) -> String { held.isEmpty ? "" : ";\(held.rawValue + 1)" }

  private static func cursor(_ final: String, _ held: KeyModifiers, _ modes: Modes) -> [UInt8] {
    if held.isEmpty { return Array((modes.contains(.cursorKeys) ? "\u{1b}O" : "\u{1b}[").utf8) + Array(final.utf8) }
    return Array("\u{1b}[1\(modifier(held))\(final)".utf8)
  }

  private static func functionKey(_ final: String, _ held: KeyModifiers) -> [UInt8] {
    held.isEmpty ? Array("\u{1b}O\(final)".utf8) : Array("\u{1b}[1\(modifier(held))\(final)".utf8)
  }

  /// Text that somebody pastes: lines end as if typed, and no byte of it can end the paste or be a command.
  public static func paste(_ text: String, _ modes: Modes) -> [UInt8] {
    var bytes: [UInt8] = modes.contains(.bracketedPaste) ? Array("\u{1b}[200~".utf8) : []
    for byte in text.utf8 {
      if byte == 10 { bytes.append(13) } else if byte >= 32 && byte != 127 || byte == 9 { bytes.append(byte) }
    }
    if modes.contains(.bracketedPaste) { bytes += Array("\u{1b}[201~".utf8) }
    return bytes
  }

  public enum MouseAction: Equatable, Sendable {
    /// 0 left, 1 middle, 2 right.
    case press(Int)
    case release(Int)
    case drag(Int)
    case wheel(isUp: Bool)
  }

  /// - Parameters:
  ///   - row: from 0, as `column`.
  /// - Returns: nothing if the program does not wish to hear of it.
  public static func mouse(_ action: MouseAction, row: Int, column: Int, _ held: KeyModifiers, _ modes: Modes) -> [UInt8] {
    guard !modes.isDisjoint(with: [.mouseButtons, .mouseDrags]) else { return [] }
    var code = Int(held.rawValue) << 2
    var isRelease = false
    switch action {
    case .press(let button): code += button
    case .release(let button): (code, isRelease) = (code + button, true)
    case .drag(let button):
      guard modes.contains(.mouseDrags) else { return [] }
      code += button + 32
    case .wheel(let isUp): code += isUp ? 64 : 65
    }
    if modes.contains(.mouseDecimal) {
      return Array("\u{1b}[<\(code);\(column + 1);\(row + 1)\(isRelease ? "m" : "M")".utf8)
    }
    guard column < 223, row < 223 else { return [] }
    return Array("\u{1b}[M".utf8) + [UInt8(32 + (isRelease ? code | 3 : code)), UInt8(33 + column), UInt8(33 + row)]
  }
}
