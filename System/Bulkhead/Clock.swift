// Time, as the processor's time-stamp counter tells it.

/// A length of time.
public struct TimeSpan: Equatable, Comparable, Sendable, Message {
  public let microseconds: UInt64

  public static func microseconds(_ count: UInt64) -> TimeSpan { TimeSpan(microseconds: count) }
  public static func milliseconds(_ count: UInt64) -> TimeSpan { TimeSpan(microseconds: count &* 1000) }
  public static func seconds(_ count: UInt64) -> TimeSpan { TimeSpan(microseconds: count &* 1_000_000) }

  private init(microseconds: UInt64) { self.microseconds = microseconds }

  public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }

  public func encode(into message: inout MessageWriter) { message.append(microseconds) }
  public init(from message: inout MessageReader) throws(MessageError) { microseconds = try message.next() }
}

/// The thread's clock. It starts when the machine does and never goes back.
public struct Clock: Sendable {
  let ticksPerMillisecond: UInt64

  /// Ticks of the time-stamp counter.
  @inline(__always) public var ticks: UInt64 { KernelCall.ticks }

  /// Time since the machine started.
  public var now: TimeSpan { span(ticks: ticks) }

  /// The length of time that a number of ticks takes.
  public func span(ticks: UInt64) -> TimeSpan {
    let (whole, rest) = ticks.quotientAndRemainder(dividingBy: ticksPerMillisecond)
    return .microseconds(whole &* 1000 &+ rest &* 1000 / ticksPerMillisecond)
  }

  /// How many ticks a length of time has, rounded up; the largest number if there are too many.
  public func ticks(_ span: TimeSpan) -> UInt64 {
    let (whole, rest) = span.microseconds.quotientAndRemainder(dividingBy: 1000)
    let (ticks, overflow) = whole.multipliedReportingOverflow(by: ticksPerMillisecond)
    let (sum, carry) = ticks.addingReportingOverflow((rest * ticksPerMillisecond + 999) / 1000)
    return overflow || carry ? UInt64.max : sum
  }
}
