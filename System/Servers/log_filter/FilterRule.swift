// What one client's lines have to be like to pass.

import Bulkhead
import HID

final class FilterRule {
  private let isForwarding: Bool
  private let with: [UInt8]?
  private let without: [UInt8]?
  /// Lines per second; nil: as many as there are.
  private let rate: UInt64?
  private let clock: Clock
  /// How much of a line may pass, in millionths of one.
  private var credit: UInt64
  private var lastTime: UInt64
  private var missing = 0

  /// The object, its record, and the rule.
  static var cost: Quota { Quota(ram: 1024, capabilities: 1) }

  init(_ policy: Node, _ clock: Clock) {
    isForwarding = (try? policy.flag("forward", default: true)) ?? true
    with = policy.attribute("with").map { Array($0.utf8) }
    without = policy.attribute("without").map { Array($0.utf8) }
    let limit = (try? policy.number("lines_per_second", default: -1)) ?? -1
    rate = limit < 0 ? nil : UInt64(min(limit, 1_000_000))
    self.clock = clock
    credit = (rate ?? 0) * 1_000_000
    lastTime = clock.now.microseconds
  }

  func passes(_ line: Text) -> Bool {
    guard isForwarding else { return false }
    if let with, !line.contains(with) { return false }
    if let without, line.contains(without) { return false }
    if take() { return true }
    missing += 1
    return false
  }

  /// How many lines were left out since one passed; nil: none.
  func takeMissing() -> Int? {
    defer { missing = 0 }
    return missing == 0 ? nil : missing
  }

  private func take() -> Bool {
    guard let rate else { return true }
    let now = clock.now.microseconds
    // A second fills the bucket, whatever the rate.
    credit = min(credit + min(now - lastTime, 1_000_000) * rate, rate * 1_000_000)
    lastTime = now
    guard credit >= 1_000_000 else { return false }
    credit -= 1_000_000
    return true
  }
}

extension Text {
  func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    for start in 0...(count - part.count) where has(part, at: start) { return true }
    return false
  }

  private func has(_ part: [UInt8], at start: Int) -> Bool {
    for index in 0..<part.count where self[start + index] != part[index] { return false }
    return true
  }
}
