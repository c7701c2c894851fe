// Uses the servers as their clients do, and looks at what comes back.

import Bulkhead
import HID

@main final class TestServers: Component {
  let environment: Environment
  private var failures = 0
  private var doesTheFilterFollow = false
  private var deadline: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let before = environment.quota
    try checkTimer()
    try checkReports()
    try checkBlackHole()
    try checkLogFilter()
    try checkCrosslinkRules()
    try checkCrosslink()
    checkCoreLog()
    checkAccount(before)
    try followROMs()
  }

  func expect(_ isTrue: Bool, _ what: String) {
    if isTrue { return }
    failures += 1
    environment.log("FAILED: \(what)")
  }

  func finish() {
    environment.log(failures == 0 ? "all servers do what they should" : "\(failures) failures")
    environment.exit(failures)
  }

  /// Waits for I/O signals until something is so, or a second passed.
  func wait(for condition: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + 1_000_000
    while !condition(), environment.clock.now.microseconds < end {
      environment.entrypoint.dispatchPendingIOSignals()
      environment.entrypoint.pause(.milliseconds(2))
    }
    return condition()
  }

  func isDenied(_ attempt: () throws(SessionError) -> Void) -> Bool {
    do throws(SessionError) { try attempt() } catch {
      if case .denied = error { return true }
    }
    return false
  }

  // MARK: - Core's log

  /// Core refuses this, and says so, where `log_core` reads it.
  private func checkCoreLog() {
    expect(
      isDenied { () throws(SessionError) in _ = try environment.open(ROM.self, label: Text("no-such-module")) },
      "what core does not have is denied")
  }

  // MARK: - Timer

  private func checkTimer() throws(SessionError) {
    let timer = try environment.open(Timer.self)
    var signals: UInt64 = 0
    guard let handler = try? environment.entrypoint.onSignal(.io, { count in signals += count }) else { return }
    try? timer.call(Timer.setSignal, handler.capability)
    let start = (try? timer.call(Timer.elapsed)) ?? 0
    try? timer.call(Timer.triggerOnce, 30_000)
    expect(wait { signals == 1 }, "a timer signals")
    let passed = ((try? timer.call(Timer.elapsed)) ?? 0) - start
    expect(passed >= 30_000, "a timer does not signal too early: \(passed)")
    try? timer.call(Timer.triggerPeriodic, 10_000)
    expect(wait { signals >= 4 }, "a timer signals again and again")
    try? timer.call(Timer.triggerOnce, 0)
    environment.entrypoint.dispatchPendingIOSignals()
    let count = signals
    environment.entrypoint.pause(.milliseconds(50))
    environment.entrypoint.dispatchPendingIOSignals()
    expect(signals == count, "a timer stops when it is told to")
    timer.close()
  }

  // MARK: - Accounts

  /// What was opened is closed: its donations are back.
  private func checkAccount(_ before: QuotaState?) {
    let after = environment.quota
    expect(
      (after?.capabilityLimit ?? 0) == (before?.capabilityLimit ?? 1) && (after?.ramLimit ?? 0) == (before?.ramLimit ?? 1),
      "all donations come back")
  }

  // MARK: - ROMs that change

  private var seen: [String] = []
  private var roms: [ROMContent] = []

  /// dynamic_rom goes 1, 2, nothing; rom_filter says what it made of it.
  private func followROMs() throws(SessionError) {
    let changing = try ROMContent(Text("number"), environment: environment)
    let derived = try ROMContent(Text("derived"), environment: environment)
    roms = [changing, derived]
    deadline = environment.entrypoint.after(.seconds(20)) { [self] in
      expect(false, "the derived ROM becomes what it should: \(seen.count) contents")
      for text in seen { environment.log("seen: \(text)") }
      finish()
    }
    try changing.watch {}
    try derived.watch { [self] in note(String(decoding: derived.bytes, as: UTF8.self)) }
  }

  private static let expected = [
    "answer | is: 1\n+ small\n+ copy\n-\n", "answer | is: 2\n+ large\n+ copy\n-\n", "answer | is: none\n+ large\n-\n",
  ]

  private func note(_ text: String) {
    if !text.utf8.isEmpty, !seen.contains(where: { $0.isSame(as: text) }) { seen.append(text) }
    for expected in Self.expected where !seen.contains(where: { $0.isSame(as: expected) }) { return }
    expect(seen.count == Self.expected.count, "the derived ROM becomes nothing else")
    finish()
  }
}
