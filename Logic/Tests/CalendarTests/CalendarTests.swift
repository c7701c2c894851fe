import Testing

@testable import Calendar

@Suite struct CalendarTests {
  private func registers(
    _ second: UInt8 = 0x59, _ minute: UInt8 = 0x30, _ hour: UInt8 = 0x23, _ day: UInt8 = 0x21, _ month: UInt8 = 0x11,
    _ year: UInt8 = 0x26, century: UInt8 = 0x20, mode: UInt8 = 2
  ) -> CalendarTime? {
    ClockRegisters(
      second: second, minute: minute, hour: hour, day: day, month: month, year: year, century: century, mode: mode
    ).time
  }

  @Test func readsDigits() { #expect(registers()?.text == "2026-11-21 23:30:59") }

  @Test func readsBinary() { #expect(registers(59, 30, 23, 21, 11, 26, century: 20, mode: 6)?.text == "2026-11-21 23:30:59") }

  @Test(arguments: [(0x12, 0), (0x01, 1), (0x11, 11), (0x92, 12), (0x81, 13), (0x91, 23)] as [(UInt8, Int)])
  func readsTwelveHours(value: UInt8, hour: Int) { #expect(registers(0, 0, value, mode: 0)?.hour == hour) }

  @Test func withoutCenturyItIsThisOne() {
    #expect(
      registers(century: 0)?.year == 2026 && registers(century: 0xff)?.year == 2026 && registers(century: 0x21)?.year == 2126)
  }

  @Test func refusesWhatIsNoTime() {
    #expect(registers(0x60) == nil && registers(0x5a) == nil && registers(0, 0x60) == nil && registers(0, 0, 0x24) == nil)
    #expect(registers(0, 0, 0, 0) == nil && registers(0, 0, 0, 0x32) == nil && registers(0, 0, 0, 1, 0) == nil)
    #expect(
      registers(0, 0, 0, 1, 0x13) == nil && registers(0, 0, 0, 0x31, 0x11) == nil && registers(0, 0, 0, 0x29, 0x02) == nil)
    #expect(registers(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, century: 0xff, mode: 0xff) == nil)
    #expect(registers(0, 0, 0x13, mode: 0) == nil && registers(0, 0, 0, mode: 0) == nil)
    #expect(registers(0, 0, 0, 1, 1, 0x69, century: 0x19) == nil)
  }

  @Test func knowsLeapYears() {
    for (year, isLeap) in [(2000, true), (2024, true), (2026, false), (2100, false), (2400, true)] {
      #expect((CalendarTime(year: year, month: 2, day: 29, hour: 0, minute: 0, second: 0) != nil) == isLeap)
    }
  }

  /// Figures of `date -u -d ... +%s`.
  @Test(
    arguments: [
      (1970, 1, 1, 0), (2000, 2, 29, 951_782_400), (2000, 3, 1, 951_868_800), (2026, 11, 21, 1_795_219_200),
      (2038, 1, 19, 2_147_472_000), (2100, 3, 1, 4_107_542_400),
    ] as [(Int, Int, Int, UInt64)])
  func countsSeconds(year: Int, month: Int, day: Int, seconds: UInt64) {
    #expect(CalendarTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)?.secondsSince1970 == seconds)
  }

  /// Day after day, without a gap.
  @Test func everyDayHasItsNumber() {
    var number: UInt64 = 0
    for year in 1970...2110 {
      for month in 1...12 {
        for day in 1...31 {
          guard let time = CalendarTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0) else { continue }
          #expect(time.secondsSince1970 == number)
          number += 86_400
        }
      }
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01 00:00:00"), (951_782_399, "2000-02-28 23:59:59"), (951_782_400, "2000-02-29 00:00:00"),
      (4_102_444_800, "2100-01-01 00:00:00"), (253_402_300_799, "9999-12-31 23:59:59"),
    ] as [(UInt64, String)]) func countsSeconds(seconds: UInt64, text: String)
  {
    let time = CalendarTime(secondsSince1970: seconds)
    #expect(time?.text == text && time?.secondsSince1970 == seconds)
  }

  @Test func theEndOfTimeIsNoTime() {
    #expect(CalendarTime(secondsSince1970: 253_402_300_800) == nil && CalendarTime(secondsSince1970: .max) == nil)
  }
}
