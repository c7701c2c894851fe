// Signals from all CPUs at once, to handlers that are slow, and to handlers that come and go.

import Bulkhead
import Synchronization
import TestSupport

/// What arrived.
private final class Tally {
  var total: UInt64 = 0
  var runs: UInt64 = 0
  var late: UInt64 = 0
  var handlers: [KeptHandler] = []
}

private final class KeptHandler {
  let handler: SignalHandler
  init(_ handler: consuming SignalHandler) { self.handler = handler }
}

/// Few: where a host runs more CPUs than it has, each crossing of theirs can take milliseconds.
private let perThread: UInt64 = 400

func checkSignalStorm(_ checks: Checks) {
  let (entrypoint, tally) = (checks.environment.entrypoint, Tally())
  let expected = 4 * perThread
  for number in 0..<8 { add(number, to: tally, expected, checks) }
  sendFromEverywhere(checks, tally.handlers.map { $0.handler.capability })
  checks.expect(tally.total == expected, "no signal of any CPU is lost, and none comes twice")
  checks.expect(tally.runs < expected, "a slow handler learns of many at once")
  // They refer to what refers to them.
  tally.handlers = []
  checkComingAndGoing(checks)
}

/// One of them takes its time: what comes meanwhile is counted.
private func add(_ number: Int, to tally: Tally, _ expected: UInt64, _ checks: Checks) {
  let entrypoint = checks.environment.entrypoint
  do throws(EntrypointError) {
    let handler = try entrypoint.onSignal { count in
      tally.total += count
      tally.runs += 1
      if number == 0, tally.runs < 5 { entrypoint.pause(.milliseconds(2)) }
      if tally.total == expected { entrypoint.stop() }
    }
    tally.handlers.append(KeptHandler(handler))
  } catch { checks.expect(false, "a signal handler can be made") }
}

private func sendFromEverywhere(_ checks: Checks, _ targets: [Capability<SignalTarget>]) {
  do throws(ThreadError) {
    let first = try sender(0, checks, targets)
    let second = try sender(1, checks, targets)
    let third = try sender(2, checks, targets)
    let fourth = try sender(3, checks, targets)
    checks.environment.entrypoint.run()
    first.join()
    second.join()
    third.join()
    fourth.join()
  } catch { checks.expect(false, "threads can be made") }
}

private func sender(_ number: UInt64, _ checks: Checks, _ targets: [Capability<SignalTarget>]) throws(ThreadError) -> Thread {
  try onCPU(number, checks.environment) { _ in
    for round in 0..<Int(perThread) { targets[round % targets.count].submit() }
  }
}

/// A thread on a CPU, or on the last one that there is.
func onCPU(
  _ number: UInt64, _ environment: Environment, _ body: @escaping @Sendable (Entrypoint) -> Void
) throws(ThreadError) -> Thread {
  var options = ThreadOptions()
  let space = (try? environment.cpu.call(CPU.affinitySpace)) ?? Affinity(width: 1)
  options.cpu = number % max(UInt64(space.width) * UInt64(space.height), 1)
  return try Thread(Text("worker"), options: options, environment: environment, body: body)
}

// MARK: - Handlers that come and go

/// Whom the sender signals, as long as it is not the last possible number.
private let target = Atomic<UInt32>(0)

/// 50 handlers, one after the other, while somebody signals each of them more often than it waits for.
private func checkComingAndGoing(_ checks: Checks) {
  let (entrypoint, tally) = (checks.environment.entrypoint, Tally())
  target.store(0, ordering: .relaxed)
  do throws(ThreadError) {
    let sender = try onCPU(1, checks.environment) { _ in signalEach() }
    for _ in 0..<50 where !comesAndGoes(checks, tally) { tally.late += 1 }
    target.store(UInt32.max, ordering: .relaxed)
    sender.join()
  } catch { checks.expect(false, "a thread can be made") }
  entrypoint.dispatchPendingIOSignals()
  checks.expect(tally.late == 0, "a handler that ended never runs again, whoever signals it")
}

/// Signals each target ten times, the last of them perhaps when it has gone.
private func signalEach() {
  var last: UInt32 = 0
  while true {
    let index = target.load(ordering: .relaxed)
    if index == UInt32.max { return }
    if index == last { continue }
    last = index
    for _ in 0..<10 { Capability<SignalTarget>(CapabilityIndex(rawValue: index)).submit() }
  }
}

private func comesAndGoes(_ checks: Checks, _ tally: Tally) -> Bool {
  let entrypoint = checks.environment.entrypoint
  let before = tally.runs
  do throws(EntrypointError) {
    let handler = try entrypoint.onSignal(.io) { _ in tally.runs += 1 }
    target.store(handler.capability.index.rawValue, ordering: .relaxed)
    while tally.runs < before + 1 { entrypoint.dispatchOneIOSignal() }
  } catch { return false }
  let after = tally.runs
  entrypoint.dispatchPendingIOSignals()
  return tally.runs == after
}
