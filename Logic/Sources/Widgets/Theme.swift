// The colors of user interfaces, by what they are for. Two sets, light and dark, of the same roles.

import Painting

/// Colors by role.
public struct Theme: Sendable {
  public let isDark: Bool
  /// Behind everything in a window.
  public let background: Color
  /// Cards, lists, and menus: one step nearer to the user.
  public let surface: Color
  /// What can be typed or clicked into.
  public let control: Color
  /// The track of meters and switches, cells of a choice.
  public let track: Color
  public let border: Color
  /// The border of controls, which has to be seen.
  public let outline: Color
  public let text: Color
  public let secondary: Color
  public let disabled: Color
  /// What the user acts with; text on it.
  public let accent: Color
  public let onAccent: Color
  /// Words and small signs in the accent's color, on the background.
  public let accentText: Color
  public let danger: Color
  public let dangerText: Color
  public let warning: Color
  public let success: Color
  /// Laid over what the pointer is on, and over what is pressed.
  public let hover: Color
  public let press: Color
  /// Behind a selected row or selected text.
  public let selection: Color
  public let shadow: Color
  /// Laid over what a dialog makes wait.
  public let scrim: Color

  public static var light: Theme {
    Theme(
      isDark: false, background: Color(0xf5f5f7), surface: Color(0xffffff), control: Color(0xffffff), track: Color(0xe6e6ea),
      border: Color(0xe2e2e7), outline: Color(0xcfcfd6), text: Color(0x1b1c20), secondary: Color(0x686a74),
      disabled: Color(0xa9abb4), accent: Color(0x2f6be4), onAccent: .white, accentText: Color(0x2460d8),
      danger: Color(0xd63d3d), dangerText: Color(0xc43030), warning: Color(0xb97a07), success: Color(0x23874f),
      hover: Color(0x000000, alpha: 10), press: Color(0x000000, alpha: 26), selection: Color(0x2f6be4, alpha: 34),
      shadow: Color(0x10131c, alpha: 58), scrim: Color(0x14161c, alpha: 84))
  }

  public static var dark: Theme {
    Theme(
      isDark: true, background: Color(0x1c1d21), surface: Color(0x25262b), control: Color(0x2e2f35), track: Color(0x3a3b43),
      border: Color(0x34353c), outline: Color(0x484a53), text: Color(0xececf0), secondary: Color(0x9fa1ac),
      disabled: Color(0x62646e), accent: Color(0x3f7bf2), onAccent: .white, accentText: Color(0x7ba7ff),
      danger: Color(0xd94b4b), dangerText: Color(0xff8078), warning: Color(0xe3b04b), success: Color(0x57c78f),
      hover: Color(0xffffff, alpha: 14), press: Color(0x000000, alpha: 56), selection: Color(0x3f7bf2, alpha: 74),
      shadow: Color(0x000000, alpha: 128), scrim: Color(0x08090c, alpha: 140))
  }
}

/// Colors that content chooses among.
public enum Tint: UInt8, Sendable {
  case primary
  case secondary
  case disabled
  case accent
  case onAccent
  case danger
  case warning
  case success
}

extension Theme {
  public subscript(_ tint: Tint) -> Color {
    switch tint {
    case .primary: text
    case .secondary: secondary
    case .disabled: disabled
    case .accent: accentText
    case .onAccent: onAccent
    case .danger: dangerText
    case .warning: warning
    case .success: success
    }
  }
}
