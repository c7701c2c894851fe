// Colors as configurations and reports write them: `#RRGGBB`.

extension UInt32 {
  /// Reads `#RRGGBB`: the value 0xRRGGBB. Nil for anything else.
  public init?(color text: String) {
    guard text.utf8.count == 7, text.utf8.first == 35 else { return nil }
    self = 0
    for byte in text.utf8.dropFirst() {
      guard let digit = Self.hexadecimal(byte) else { return nil }
      self = self << 4 | digit
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte) - 48
    case 97...102: UInt32(byte) - 87
    case 65...70: UInt32(byte) - 55
    default: nil
    }
  }

  /// As `#RRGGBB`.
  public var colorText: String {
    var digits: [UInt8] = [35]
    for shift in stride(from: 20 as UInt32, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: self >> shift & 15)
      digits.append(digit < 10 ? digit + 48 : digit + 87)
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
