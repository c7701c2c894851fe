// Date and time of day, and how a PC's clock tells them.

/// A moment, in Coordinated Universal Time. Invariant: it exists.
public struct CalendarTime: Equatable, Sendable {
  public let year: Int
  /// 1...12.
  public let month: Int
  /// 1...31.
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int

  /// Nil if there is no such moment, or it is not in the years 1970 to 9999.
  public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    guard (1970...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// Nil after the year 9999.
  public init?(secondsSince1970 seconds: UInt64) {
    guard seconds < 253_402_300_800 else { return nil }
    var days = Int(seconds / 86_400)
    var (year, month) = (1970, 1)
    while days >= (Self.isLeap(year) ? 366 : 365) {
      days -= Self.isLeap(year) ? 366 : 365
      year += 1
    }
    while days >= Self.days(in: month, of: year) {
      days -= Self.days(in: month, of: year)
      month += 1
    }
    let rest = Int(seconds % 86_400)
    self.init(year: year, month: month, day: days + 1, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Seconds since the beginning of 1970.
  public var secondsSince1970: UInt64 {
    var days = day - 1
    for earlier in 1..<month { days += Self.days(in: earlier, of: year) }
    days += (year - 1970) * 365 + Self.leapYears(before: year) - Self.leapYears(before: 1970)
    return UInt64(days) * 86_400 + UInt64(hour * 3600 + minute * 60 + second)
  }

  private static func leapYears(before year: Int) -> Int { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 }

  /// `2026-11-21 10:50:00`.
  public var text: String {
    "\(year)-\(Self.two(month))-\(Self.two(day)) \(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// What the registers of a PC's clock say (Motorola MC146818A; the century is in register 0x32, as firmware agreed).
public struct ClockRegisters: Equatable, Sendable {
  public let second: UInt8
  public let minute: UInt8
  public let hour: UInt8
  public let day: UInt8
  public let month: UInt8
  public let year: UInt8
  public let century: UInt8
  /// Register B: bit 1: 24 hours; bit 2: binary, else each digit takes 4 bits.
  public let mode: UInt8

  public init(
    second: UInt8, minute: UInt8, hour: UInt8, day: UInt8, month: UInt8, year: UInt8, century: UInt8, mode: UInt8
  ) {
    self.second = second
    self.minute = minute
    self.hour = hour
    self.day = day
    self.month = month
    self.year = year
    self.century = century
    self.mode = mode
  }

  /// Nil if the registers make no sense.
  public var time: CalendarTime? {
    guard let second = number(second), let minute = number(minute), let hour = hours, let day = number(day),
      let month = number(month), let year = number(year), year < 100
    else { return nil }
    // Where there is no century, this one counts.
    let century = number(century).flatMap { (19...99).contains($0) ? $0 : nil } ?? 20
    return CalendarTime(year: century * 100 + year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  private func number(_ value: UInt8) -> Int? {
    if mode & 4 != 0 { return Int(value) }
    guard value & 0xf <= 9, value >> 4 <= 9 else { return nil }
    return Int(value >> 4) * 10 + Int(value & 0xf)
  }

  /// With 12 hours, bit 7 is set after noon, and 12 comes before 1.
  private var hours: Int? {
    if mode & 2 != 0 { return number(hour) }
    guard let half = number(hour & 0x7f), (1...12).contains(half) else { return nil }
    return half % 12 + (hour & 0x80 != 0 ? 12 : 0)
  }
}
