// How many records a component can have written by opening and closing sessions that nobody is asked about: too few to push
// everything else out of the log. What is beyond that is counted, and the count is written.
//
// Invariants:
// - In any time, a component has at most `burst` records written, and one more for each `period`.
// - Whatever is not written, is in a count that will be, with the component's next record.

import HID

struct FloodGuard {
  static var burst: UInt64 { 60 }
  /// Milliseconds.
  static var period: UInt64 { 60_000 }
  /// Components that are told apart; the others are one.
  static var limit: Int { 32 }

  private struct Share {
    let component: String
    /// Records that count against the component, in milliseconds of their periods, as of `time`.
    var debt: UInt64
    var time: UInt64
    var unwritten: UInt64
  }

  private var shares: [Share] = []

  /// A component wants a record written.
  /// - Returns: nil: not now. Else how many were not written since the last one that was.
  mutating func admit(_ component: String, at now: UInt64) -> UInt64? {
    let index = index(of: component, now)
    let passed = now > shares[index].time ? now - shares[index].time : 0
    shares[index].debt -= min(passed, shares[index].debt)
    shares[index].time = now
    guard shares[index].debt <= (Self.burst - 1) * Self.period else {
      shares[index].unwritten += 1
      return nil
    }
    defer { shares[index].unwritten = 0 }
    shares[index].debt += Self.period
    return shares[index].unwritten
  }

  /// Who is not known takes the place of who owes nothing any more; if there is nobody, it shares with the last one.
  private mutating func index(of component: String, _ now: UInt64) -> Int {
    if let index = shares.firstIndex(where: { $0.component.isSame(as: component) }) { return index }
    let new = Share(component: component, debt: 0, time: now, unwritten: 0)
    if shares.count < Self.limit {
      shares.append(new)
      return shares.count - 1
    }
    guard let free = shares.firstIndex(where: { $0.unwritten == 0 && $0.time + $0.debt <= now }) else { return Self.limit - 1 }
    shares[free] = new
    return free
  }
}
