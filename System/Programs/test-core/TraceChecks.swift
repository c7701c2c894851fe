// TRACE: who is seen, and what is seen of them.

import Bulkhead
import TestSupport

func checkTrace(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let trace = try checks.environment.open(Trace.self)
  probe.start(.spin, 0, priority: 1)
  guard let number = find("probe", trace) else { return checks.expect(false, "own threads are seen") }
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
  try checkRecords(checks, trace)
}

/// What this component's own thread notes of itself. A page of its account goes to that, for good.
private func checkRecords(_ checks: Checks, _ trace: borrowing Session<Trace>) throws(SessionError) {
  guard let number = find("main", trace) else { return checks.expect(false, "the own thread is seen") }
  TracePoint.checkpoint("before", 1)
  let start = newest(trace, number)
  try? trace.call(Trace.watch, Pair(number, TraceEvents(.log) | TraceEvents(.checkpoint)))
  let used = checks.environment.quota
  TracePoint.checkpoint("one", 11)
  checks.environment.log("noted")
  TracePoint.checkpoint("two", 22)
  let some = records(trace, number, after: start)
  checks.expect(some.count == 3, "exactly what is watched is noted")
  checks.expect(
    some.first.map { $0.kind == .checkpoint && $0.name == "one" && $0.argument == 11 } ?? false, "a place of the program")
  checks.expect(some.count > 1 && some[1].kind == .log && some[1].name == "noted" && some[1].detail == 5, "a line of the log")
  checks.expect(some.count > 2 && some[1].ticks < some[2].ticks, "one after the other")
  try? trace.call(Trace.watch, Pair(number, TraceEvents(.call)))
  checks.expect(checks.environment.quota == used, "watching anew costs nothing more")
  let before = newest(trace, number)
  for _ in 0..<200 { _ = checks.environment.quota }
  checkOverwriting(checks, trace, number, after: before)
  try? trace.call(Trace.watch, Pair(number, TraceEvents.none))
  let last = newest(trace, number)
  TracePoint.checkpoint("after", 3)
  checks.expect(newest(trace, number) == last, "who is not watched any more notes nothing")
  for gone in [0, 1, UInt64.max] {
    checks.refuses("threads that are not seen cannot be watched", TraceFailure.invalidSubject) { () throws(TraceFailure) in
      try trace.call(Trace.watch, Pair(gone, TraceEvents.all))
    }
    checks.refuses("nor can what they note be read", TraceFailure.invalidSubject) { () throws(TraceFailure) in
      _ = try trace.call(Trace.records, Pair(gone, 0))
    }
  }
}

/// The newest 63 of many are there, in order, and none of them twice.
private func checkOverwriting(_ checks: Checks, _ trace: borrowing Session<Trace>, _ thread: UInt64, after start: UInt64) {
  let many = records(trace, thread, after: start)
  var isOrdered = true
  for index in many.indices.dropFirst() where many[index].number <= many[index - 1].number { isOrdered = false }
  checks.expect(many.count >= 40 && isOrdered, "the newest of many are there, in order")
  checks.expect((many.first?.number ?? 0) > start + 100, "the oldest are not")
  var areCalls = true
  for record in many where record.kind != .call || record.argument == 0 { areCalls = false }
  checks.expect(areCalls, "and all of them are calls")
}

private func newest(_ trace: borrowing Session<Trace>, _ thread: UInt64) -> UInt64 {
  records(trace, thread, after: 0).last?.number ?? 0
}

private func records(_ trace: borrowing Session<Trace>, _ thread: UInt64, after start: UInt64) -> [TraceRecord] {
  var found: [TraceRecord] = []
  while let next: TraceRecords = try? trace.call(Trace.records, Pair(thread, found.last?.number ?? start)), next.count > 0 {
    for index in 0..<next.count { found.append(next.records[index]) }
    // Reading is a call, too: it may go on for ever.
    if found.count > 70 { break }
  }
  return found
}

/// The number of the thread of that name.
private func find(_ name: StaticString, _ trace: borrowing Session<Trace>) -> UInt64? {
  var found: UInt64?
  guard let subjects: TraceSubjects = try? trace.call(Trace.subjects, 0) else { return nil }
  for index in 0..<subjects.count {
    let number = subjects.numbers[index]
    if let one: TraceInformation = try? trace.call(Trace.information, number), one.thread == name { found = number }
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
