// An amount of what is traded: bytes of RAM and a number of capabilities.

/// RAM and capabilities. Both are at least 0 and at most 2^48, so that sums of a few amounts never overflow.
public struct Resources: Equatable, Sendable {
  public private(set) var ram: Int
  public private(set) var capabilities: Int

  private static var maximum: Int { 1 << 48 }

  /// - Parameters:
  ///   - ram: bytes; clamped to 0...2^48.
  ///   - capabilities: clamped likewise.
  public init(ram: Int, capabilities: Int) {
    self.ram = max(0, min(ram, Self.maximum))
    self.capabilities = max(0, min(capabilities, Self.maximum))
  }

  private init(unchecked ram: Int, _ capabilities: Int) {
    self.ram = ram
    self.capabilities = capabilities
  }

  public static var none: Resources { Resources(unchecked: 0, 0) }

  /// Does this cover the other amount in both kinds?
  public func covers(_ other: Resources) -> Bool { ram >= other.ram && capabilities >= other.capabilities }

  public var isNone: Bool { ram == 0 && capabilities == 0 }

  public static func + (a: Resources, b: Resources) -> Resources {
    Resources(unchecked: min(a.ram &+ b.ram, maximum), min(a.capabilities &+ b.capabilities, maximum))
  }

  /// What is left; 0 where `b` is more.
  public static func - (a: Resources, b: Resources) -> Resources {
    Resources(unchecked: max(a.ram &- b.ram, 0), max(a.capabilities &- b.capabilities, 0))
  }

  /// The smaller of each kind.
  public func limited(to other: Resources) -> Resources {
    Resources(ram: min(ram, other.ram), capabilities: min(capabilities, other.capabilities))
  }

  /// The larger of each kind.
  public func raised(to other: Resources) -> Resources {
    Resources(ram: max(ram, other.ram), capabilities: max(capabilities, other.capabilities))
  }
}

extension Int {
  /// As a number of bytes with the largest suffix that states it exactly: 4096 is "4K", 100 is "100".
  public var byteText: String {
    if self > 0, self % (1 << 30) == 0 { return "\(self >> 30)G" }
    if self > 0, self % (1 << 20) == 0 { return "\(self >> 20)M" }
    if self > 0, self % (1 << 10) == 0 { return "\(self >> 10)K" }
    return "\(self)"
  }
}

extension UInt64 {
  /// "0x" and hexadecimal digits without leading zeros.
  public var hexadecimal: String {
    var digits: [UInt8] = []
    var rest = self
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      digits.append(digit < 10 ? 48 + digit : 87 + digit)
      rest >>= 4
    } while rest != 0
    digits.reverse()
    return "0x" + String(decoding: digits, as: UTF8.self)
  }
}
