// The key maps that everybody has: US, German, French. Each line of a table is one level, in the order of `keyOrder`; a space
// is a key without character. Facts: the layouts as printed on the keys (DIN 2137 T1, AFNOR's older AZERTY, ANSI US).

import HID
import Input

extension KeyMap {
  /// `us`, `de` or `fr`.
  public init?(named name: String) {
    let levels: [String]
    switch name {
    case let name where name.isSame(as: "us"): levels = Self.american
    case let name where name.isSame(as: "de"): levels = Self.german
    case let name where name.isSame(as: "fr"): levels = Self.french
    default: return nil
    }
    for (level, row) in levels.enumerated() { addRow(row, level) }
    addCommonKeys()
    addAccents()
  }

  private mutating func addRow(_ row: String, _ level: Int) {
    let order = Self.keyOrder
    for (index, character) in row.unicodeScalars.enumerated() where character != " " && index < order.count {
      set(Key(rawValue: order[index]), level, character)
    }
  }

  /// From the upper left key to the lower right one, row by row.
  static var keyOrder: [UInt16] {
    [41] + Array(2...13) + Array(16...27) + Array(30...40) + [43, 86] + Array(44...53)
  }

  static var american: [String] {
    ["`1234567890-=qwertyuiop[]asdfghjkl;'\\<zxcvbnm,./", "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"|>ZXCVBNM<>?"]
  }

  static var german: [String] {
    [
      "\u{302}1234567890ß\u{301}qwertzuiopü+asdfghjklöä#<yxcvbnm,.-",
      "°!\"§$%&/()=?\u{300}QWERTZUIOPÜ*ASDFGHJKLÖÄ'>YXCVBNM;:_",
      "  ²³   {[]}\\ @ €        ~            |      µ   ",
    ]
  }

  static var french: [String] {
    [
      "²&é\"'(-è_çà)=azertyuiop\u{302}$qsdfghjklmù*<wxcvbn,;:!",
      " 1234567890°+AZERTYUIOP\u{308}£QSDFGHJKLM%µ>WXCVBN?./§",
      "  \u{303}#{[|\u{300}\\^@]}  €                                ",
    ]
  }

  /// What is on the same keys everywhere.
  private mutating func addCommonKeys() {
    let keys: [(UInt16, Unicode.Scalar)] = [
      (57, " "), (28, "\n"), (15, "\t"), (14, "\u{8}"), (1, "\u{1b}"), (111, "\u{7f}"), (96, "\n"), (55, "*"), (98, "/"),
      (71, "7"), (72, "8"), (73, "9"), (74, "-"), (75, "4"), (76, "5"), (77, "6"), (78, "+"), (79, "1"), (80, "2"),
      (81, "3"), (82, "0"), (83, "."),
    ]
    for (code, character) in keys {
      for level in 0..<4 { set(Key(rawValue: code), level, character) }
    }
  }

  /// Each dead key with the letters that it changes; with a space it is itself.
  private mutating func addAccents() {
    addAccent("\u{300}", " `aàeèiìoòuùAÀEÈIÌOÒUÙ")
    addAccent("\u{301}", " ´aáeéiíoóuúyýcćnńsśzźAÁEÉIÍOÓUÚYÝCĆNŃSŚZŹ")
    addAccent("\u{302}", " ^aâeêiîoôuûAÂEÊIÎOÔUÛ")
    addAccent("\u{303}", " ~aãnñoõAÃNÑOÕ")
    addAccent("\u{308}", " ¨aäeëiïoöuüyÿAÄEËIÏOÖUÜ")
  }

  /// - Parameter pairs: letter, changed letter, and so on.
  private mutating func addAccent(_ accent: Unicode.Scalar, _ pairs: String) {
    var letter: Unicode.Scalar?
    for scalar in pairs.unicodeScalars {
      if let second = letter {
        sequences.append(Sequence(first: accent, second: second, result: scalar))
        letter = nil
      } else {
        letter = scalar
      }
    }
  }
}
