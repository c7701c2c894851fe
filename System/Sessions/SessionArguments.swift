// Arguments of a session: `name: value | name: value`, the attributes of a configuration's line.

import RPC

extension Text {
  /// The value of the attribute `name`; nil if there is none. Values have no `|`, and no spaces around them.
  public func argument(_ name: StaticString) -> Text? {
    var start = 0
    while start < count {
      let end = position(of: UInt8(ascii: "|"), from: start) ?? count
      if let value = value(of: name, from: start, to: end) { return value }
      start = end + 1
    }
    return nil
  }

  /// The attribute `name` as a number: decimal, `0x` hexadecimal, with suffix K, M or G; nil if it is none.
  public func numericArgument(_ name: StaticString) -> UInt64? { argument(name)?.number }

  /// Adds an attribute; false if it did not fit.
  @discardableResult
  public mutating func addArgument(_ name: StaticString, _ value: Text) -> Bool {
    let separated = isEmpty || append(" | ")
    return separated && append(name) && append(": ") && append(value)
  }

  /// Adds an attribute; false if it did not fit.
  @discardableResult
  public mutating func addArgument(_ name: StaticString, _ number: UInt64) -> Bool {
    addArgument(name, Text(decimal: number))
  }

  /// A number in decimal digits.
  public init(decimal number: UInt64) {
    self.init()
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  /// The text as a number: decimal, `0x` hexadecimal, with suffix K, M or G; nil if it is none or too large.
  public var number: UInt64? {
    let isHexadecimal = count > 2 && self[0] == UInt8(ascii: "0") && self[1] | 0x20 == UInt8(ascii: "x")
    let shift = isHexadecimal ? 0 : suffixShift
    let end = shift > 0 ? count - 1 : count
    guard let digits = digits(from: isHexadecimal ? 2 : 0, to: end, base: isHexadecimal ? 16 : 10) else { return nil }
    let scaled = digits << shift
    return scaled >> shift == digits ? scaled : nil
  }

  private var suffixShift: UInt64 {
    switch isEmpty ? 0 : self[count - 1] {
    case UInt8(ascii: "K"): 10
    case UInt8(ascii: "M"): 20
    case UInt8(ascii: "G"): 30
    default: 0
    }
  }

  private func digits(from start: Int, to end: Int, base: UInt64) -> UInt64? {
    guard start < end else { return nil }
    var value: UInt64 = 0
    for position in start..<end {
      guard let digit = Self.digit(self[position]), digit < base else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  private static func digit(_ character: UInt8) -> UInt64? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  private func position(of character: UInt8, from start: Int) -> Int? {
    for position in start..<count where self[position] == character { return position }
    return nil
  }

  /// The value in `start..<end` if that is an attribute of this name.
  private func value(of name: StaticString, from start: Int, to end: Int) -> Text? {
    guard let colon = position(of: UInt8(ascii: ":"), from: start), colon < end,
      trimmed(from: start, to: colon) == name
    else { return nil }
    return trimmed(from: colon + 1, to: end)
  }

  /// The part `start..<end` without spaces around it.
  private func trimmed(from start: Int, to end: Int) -> Text {
    var (first, last) = (start, end)
    while first < last, self[first] == UInt8(ascii: " ") { first += 1 }
    while last > first, self[last - 1] == UInt8(ascii: " ") { last -= 1 }
    var part = Text()
    for position in first..<last { part.append(self[position]) }
    return part
  }
}
