// What the colors that programs ask for look like.

import Painting
import TerminalEmulation

public struct TerminalColors: Sendable {
  public let isDark: Bool
  public let text: Color
  public let background: Color
  public let cursor: Color
  public let selection: Color
  /// The first 16 of the palette, as 0xrrggbb.
  private let base: [16 of UInt32]

  public static var dark: TerminalColors {
    TerminalColors(
      isDark: true, text: Color(0xdcdee6), background: Color(0x16181d), cursor: Color(0x7ba7ff), selection: Color(0x33466f),
      base: [
        0x3b3e48, 0xf0716f, 0x7fc98a, 0xe3b968, 0x6ea4f8, 0xc08af0, 0x5cc4d4, 0xc8cad2, 0x6b6f7c, 0xff938e, 0x9fe0a6, 0xf5d28a,
        0x96bfff, 0xd7aeff, 0x86e0ec, 0xffffff,
      ])
  }

  public static var light: TerminalColors {
    TerminalColors(
      isDark: false, text: Color(0x24262d), background: Color(0xfcfcfd), cursor: Color(0x2f6be4), selection: Color(0xc9d9fb),
      base: [
        0x24262d, 0xc43030, 0x1f7a45, 0x94650a, 0x2460d8, 0x8a3bc4, 0x0f7788, 0xb7b9c2, 0x6a6d78, 0xd94b4b, 0x2e9a5b, 0xb07c12,
        0x3f7bf2, 0xa258dd, 0x1d93a6, 0xe8e9ee,
      ])
  }

  private init(
    isDark: Bool, text: Color, background: Color, cursor: Color, selection: Color, base: [16 of UInt32]
  ) {
    (self.isDark, self.text, self.background) = (isDark, text, background)
    (self.cursor, self.selection, self.base) = (cursor, selection, base)
  }

  /// - Parameter standard: what the default color is here.
  func color(_ color: CellColor, standard: Color) -> Color {
    if let number = color.paletteNumber { return Color(palette(number)) }
    return color.rgbValue.map { Color($0) } ?? standard
  }

  /// Xterm's 256 colors: 16, a cube of 6 x 6 x 6, and 24 grays.
  private func palette(_ number: UInt8) -> UInt32 {
    if number < 16 { return base[Int(number)] }
    if number >= 232 { return (UInt32(number - 232) * 10 + 8) * 0x10101 }
    let index = UInt32(number - 16)
    func level(_ step: UInt32) -> UInt32 { step == 0 ? 0 : step * 40 + 55 }
    return level(index / 36) << 16 | level(index / 6 % 6) << 8 | level(index % 6)
  }
}
