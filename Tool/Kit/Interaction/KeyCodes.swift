// Keys as QEMU calls them ("qcode"), and which of them a text needs on a keyboard with the US layout.

/// Keys that go down one after the other, and up in the other order.
public struct KeyStroke: Equatable, Sendable {
  public let keys: [String]

  public init(_ keys: [String]) { self.keys = keys }

  /// `ctrl-alt-delete`. Nil if one of the names is none.
  public init?(parsing text: String) {
    keys = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard keys.allSatisfy(Self.names.contains) else { return nil }
  }

  /// Nil if the character cannot be typed.
  public init?(_ character: Character) {
    let lower = character.lowercased()
    if let name = Self.plain[character] {
      keys = [name]
    } else if let name = Self.shifted[character] {
      keys = ["shift", name]
    } else if lower != String(character), Self.names.contains(lower) {
      keys = ["shift", lower]
    } else if character.isASCII, character.isLetter || character.isNumber {
      keys = [lower]
    } else {
      return nil
    }
  }

  private static let plain: [Character: String] = [
    " ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
    "\\": "backslash", ";": "semicolon", "'": "apostrophe", "`": "grave_accent", ",": "comma", ".": "dot", "/": "slash",
  ]

  private static let shifted: [Character: String] = [
    "!": "1", "@": "2", "#": "3", "$": "4", "%": "5", "^": "6", "&": "7", "*": "8", "(": "9", ")": "0", "_": "minus",
    "+": "equal", "{": "bracket_left", "}": "bracket_right", "|": "backslash", ":": "semicolon", "\"": "apostrophe",
    "~": "grave_accent", "<": "comma", ">": "dot", "?": "slash",
  ]

  private static let names: Set<String> = Set(
    "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init) + (1...12).map { "f\($0)" } + plain.values + [
      "shift", "shift_r", "ctrl", "ctrl_r", "alt", "alt_r", "meta_l", "meta_r", "menu", "esc", "backspace", "delete", "insert",
      "home", "end", "pgup", "pgdn", "up", "down", "left", "right", "caps_lock", "num_lock", "scroll_lock", "pause", "print",
      "less", "kp_0", "kp_1", "kp_2", "kp_3", "kp_4", "kp_5", "kp_6", "kp_7", "kp_8", "kp_9", "kp_add", "kp_subtract",
      "kp_multiply", "kp_divide", "kp_enter", "kp_decimal",
    ])
}
