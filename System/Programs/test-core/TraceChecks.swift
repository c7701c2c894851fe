// TRACE: who is seen, and what is seen of them.

import Bulkhead
import TestSupport

func checkTrace(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let trace = try checks.environment.open(Trace.self)
  probe.start(.spin, 0, priority: 1)
  guard let number = find(checks, trace) else { return checks.expect(false, "own threads are seen") }
  let first: TraceInformation? = try? trace.call(Trace.information, number)
  probe.pause(.milliseconds(5))
  let second: TraceInformation? = try? trace.call(Trace.information, number)
  checks.expect(second?.priority == 1 && second?.state == .running, "a thread is seen as it is")
  checks.expect((second?.executionTime ?? 0) > (first?.executionTime ?? 0), "its time grows while it runs")
  try? trace.call(Trace.pause, number)
  let third: TraceInformation? = try? trace.call(Trace.information, number)
  probe.pause(.milliseconds(5))
  let fourth: TraceInformation? = try? trace.call(Trace.information, number)
  checks.expect(fourth?.state == .paused, "a paused thread is seen as paused")
  checks.expect(third?.executionTime == fourth?.executionTime && third != nil, "its time stands still")
  try? trace.call(Trace.resume, number)
  probe.pause(.milliseconds(5))
  let fifth: TraceInformation? = try? trace.call(Trace.information, number)
  checks.expect((fifth?.executionTime ?? 0) > (fourth?.executionTime ?? 0), "and grows again")
  probe.end()
  for gone in [number, 0, 1, UInt64.max] {
    checks.refuses("threads that are gone, or init's, are not seen", TraceFailure.invalidSubject) { () throws(TraceFailure) in
      _ = try trace.call(Trace.information, gone)
    }
    checks.refuses("nor can they be stopped", TraceFailure.invalidSubject) { () throws(TraceFailure) in
      try trace.call(Trace.pause, gone)
    }
  }
  try checkScope(checks, trace)
}

/// The number of the probe's thread.
private func find(_ checks: Checks, _ trace: borrowing Session<Trace>) -> UInt64? {
  var found: UInt64?
  guard let subjects: TraceSubjects = try? trace.call(Trace.subjects, 0) else { return nil }
  for index in 0..<subjects.count {
    let number = subjects.numbers[index]
    if let one: TraceInformation = try? trace.call(Trace.information, number), one.thread == "probe" { found = number }
  }
  return found
}

/// The greeter runs beside this component, so there is somebody to be seen.
private func checkScope(_ checks: Checks, _ trace: borrowing Session<Trace>) throws(SessionError) {
  guard let subjects: TraceSubjects = try? trace.call(Trace.subjects, 0) else {
    return checks.expect(false, "there are subjects")
  }
  var isOwn = subjects.count > 0
  for index in 0..<subjects.count {
    let one: TraceInformation? = try? trace.call(Trace.information, subjects.numbers[index])
    if one.map({ $0.label == "init -> test-core" }) != true { isOwn = false }
  }
  checks.expect(isOwn, "only threads of this component are seen")
  let after: TraceSubjects? = try? trace.call(Trace.subjects, UInt64.max)
  checks.expect(after?.count == 0, "after the last one there is none")
  let below = try checks.environment.open(Trace.self, label: Text("below"))
  let none: TraceSubjects? = try? below.call(Trace.subjects, 0)
  checks.expect(none?.count == 0, "a session with a label below sees nothing of this")
}
