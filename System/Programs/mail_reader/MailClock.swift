// The date of a mail (RFC 5322, 3.3).

import Bulkhead
import Calendar

enum MailClock {
  /// `Sat, 21 Nov 2026 09:12:44 +0000`; empty if nobody knows what time it is.
  static func date(_ environment: Environment) -> String {
    guard let clock = try? environment.open(RTC.self), let seconds: UInt64 = try? clock.call(RTC.now),
      let time = CalendarTime(secondsSince1970: seconds)
    else { return "" }
    // The first day of 1970 was a Thursday.
    let days: [7 of StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months: [12 of StaticString] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (day, month) = (days[Int(seconds / 86_400 % 7)], months[time.month - 1])
    return "\(day), \(time.day) \(month) \(time.year) \(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
