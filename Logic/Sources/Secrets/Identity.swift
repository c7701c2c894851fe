// What a person recognises the real password dialog by.

/// A phrase and a colour, chosen at first use, that no other component ever sees.
public struct Identity: Equatable, Sendable {
  /// The characters of the phrase. No String: comparing and cutting those needs tables that this does not.
  private var scalars: [Unicode.Scalar] = []
  /// One of `colors`.
  public private(set) var color = 0

  /// Red, green and blue, 8 bits each; each readable behind black or white letters, and told from the others at a glance.
  public static var colors: [8 of UInt32] {
    [0xb3_261e, 0xc4_6210, 0xe0_b020, 0x2e_7d32, 0x00_838f, 0x15_65c0, 0x6a_1b9a, 0xad_1457]
  }

  /// Longer phrases do not fit.
  public static var longest: Int { 40 }

  public init() {}

  /// - Parameter color: one of `colors`; nil if it is none of them, or the phrase is too long.
  public init?(phrase: String, color: UInt32) {
    var index = 0
    while index < Self.colors.count, Self.colors[index] != color { index += 1 }
    guard index < Self.colors.count, phrase.unicodeScalars.count <= Self.longest else { return nil }
    scalars = Array(phrase.unicodeScalars)
    self.color = index
  }

  public var phrase: String {
    var text = ""
    for scalar in scalars { text.unicodeScalars.append(scalar) }
    return text
  }

  public var count: Int { scalars.count }
  public var rgb: UInt32 { Self.colors[color] }

  /// Control characters are not taken.
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalars.count < Self.longest, scalar.value >= 32, scalar.value != 127 { scalars.append(scalar) }
  }

  mutating func removeLast() { _ = scalars.popLast() }

  mutating func choose(_ number: Int) {
    let count = Self.colors.count
    color = ((number % count) + count) % count
  }
}
