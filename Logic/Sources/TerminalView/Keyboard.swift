// Which keys are the terminal's own, and which go to the program.

import Input
import TerminalEmulation

public struct Keyboard {
  public enum Wish: Equatable, Sendable {
    case nothing
    case send([UInt8])
    /// Pages: to older lines if positive.
    case scroll(Int)
    case copy, paste
  }

  public private(set) var held: KeyModifiers = []

  public init() {}

  public mutating func release(_ key: Key) {
    if let modifier = Self.modifier(key) { held.remove(modifier) }
  }

  /// - Parameter character: what the key map says that the key types.
  public mutating func press(_ key: Key, _ character: Unicode.Scalar?, _ modes: Modes) -> Wish {
    if let modifier = Self.modifier(key) {
      held.insert(modifier)
      return .nothing
    }
    if held == .shift, key == .pageUp || key == .pageDown { return .scroll(key == .pageUp ? 1 : -1) }
    if held == [.shift, .control], key == .c { return .copy }
    if held == [.shift, .control], key == .v { return .paste }
    // Shift is in the character already; it counts for keys that have none.
    let bytes = KeyEncoding.bytes(key, character, held, modes)
    return bytes.isEmpty ? .nothing : .send(bytes)
  }

  private static func modifier(_ key: Key) -> KeyModifiers? {
    switch key {
    case .leftShift, .rightShift: .shift
    case .leftControl, .rightControl: .control
    // The right one is AltGr: it is in the character.
    case .leftAlt: .alt
    default: nil
    }
  }
}
