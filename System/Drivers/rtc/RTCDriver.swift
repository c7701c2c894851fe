// A PC's real-time clock (Motorola MC146818A): ports 0x70, which register, and 0x71, its content.

import Bulkhead
import Calendar
import Driver

@main final class RTCDriver: Component {
  private let platform: PlatformConnection
  private let service: Service<RTC>

  init(_ environment: Environment) throws(SessionError) {
    platform = try PlatformConnection(environment)
    let clock = RealTimeClock(try platform.acquire("RTC").ports(0))
    environment.log("it is \(clock.time?.text ?? "unknown how late it is")")
    service = try environment.offer(RTC.self) { _ throws(RefusedSession) in RTCSession(clock) }
  }
}

final class RealTimeClock {
  private let ports: DevicePorts

  init(_ ports: DevicePorts) { self.ports = ports }

  private func read(_ register: UInt8) -> UInt8 {
    ports.write(register, to: 0)
    return ports.read(1)
  }

  private var registers: ClockRegisters {
    ClockRegisters(
      second: read(0x00), minute: read(0x02), hour: read(0x04), day: read(0x07), month: read(0x08), year: read(0x09),
      century: read(0x32), mode: read(0x0b))
  }

  /// Bit 7 of register A: the clock is about to go on, and its registers are not to be read.
  private var isUpdating: Bool { read(0x0a) & 0x80 != 0 }

  /// Nil if the clock says nothing that makes sense. An update takes at most 2 ms: what is read twice is right.
  var time: CalendarTime? {
    var last: ClockRegisters?
    for _ in 0..<1000 where !isUpdating {
      let now = registers
      if now == last { return now.time }
      last = now
    }
    return nil
  }
}

/// One client's session.
final class RTCSession: SessionObject {
  private let clock: RealTimeClock

  init(_ clock: RealTimeClock) { self.clock = clock }

  func serve(_ request: inout Request) {
    request.serve(RTC.now) { () throws(RTCFailure) in
      guard let time = self.clock.time else { throw .invalidTime }
      return time.secondsSince1970
    }
  }
}
