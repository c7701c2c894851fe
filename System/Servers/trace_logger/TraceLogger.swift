// Writes from time to time which threads there are, how much of the time each ran, and what they did.
//
// It sees the threads below the label of its TRACE session, and lists those that its policies name.

import Bulkhead
import HID
import Policy

@main final class TraceLogger: Component {
  private let environment: Environment
  private let trace: Session<Trace>
  private let configuration: Configuration
  private var threads: [WatchedThread] = []
  private var timeout: Timeout?
  private var reports = 0
  private var lastTime: UInt64 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    trace = try environment.open(Trace.self)
    configuration = try environment.configuration()
    try configuration.watch { _ in }
    lastTime = environment.clock.ticks
    findThreads()
    waitForNext()
  }

  private func waitForNext() {
    let seconds = (try? configuration.node.number("period_sec", default: 5)) ?? 5
    timeout = environment.entrypoint.after(.milliseconds(UInt64(max(1, min(seconds, 86_400))) * 1000)) { [self] in
      report()
      waitForNext()
    }
  }

  // MARK: - Threads

  /// Forgets who is gone, and looks for who is new.
  private func findThreads() {
    var found: [WatchedThread] = []
    var number: UInt64 = 0
    while let subjects: TraceSubjects = try? trace.call(Trace.subjects, number), subjects.count > 0 {
      for index in 0..<subjects.count {
        if let thread = thread(subjects.numbers[index]) { found.append(thread) }
      }
      number = subjects.numbers[subjects.count - 1]
    }
    threads = found
  }

  private func thread(_ number: UInt64) -> WatchedThread? {
    if let known = threads.first(where: { $0.number == number }) { return known }
    guard let information: TraceInformation = try? trace.call(Trace.information, number) else { return nil }
    guard let policy = policy(information) else { return nil }
    let thread = WatchedThread(number, information)
    if (try? policy.flag("events", default: false)) == true { watch(thread) }
    return thread
  }

  private func policy(_ information: TraceInformation) -> Node? {
    guard let policy = configuration.node.policy(for: information.label.string) else { return nil }
    guard let name = policy.attribute("thread") else { return policy }
    return name.isSame(as: information.thread.string) ? policy : nil
  }

  private func watch(_ thread: WatchedThread) {
    do throws(TraceFailure) {
      try trace.call(Trace.watch, Pair(thread.number, .all))
      thread.isWatched = true
    } catch { environment.log("\(thread.name): its events are not noted, since its account has no room for them") }
  }

  // MARK: - Reports

  private func report() {
    findThreads()
    let now = environment.clock.ticks
    let passed = max(1, now &- lastTime)
    lastTime = now
    reports += 1
    environment.log("report \(reports): \(threads.count) threads")
    for thread in threads { report(thread, passed) }
  }

  private func report(_ thread: WatchedThread, _ passed: UInt64) {
    guard let information: TraceInformation = try? trace.call(Trace.information, thread.number) else { return }
    let share = TraceText.share(information.executionTime &- thread.executionTime, of: passed)
    thread.executionTime = information.executionTime
    let total = TraceText.seconds(environment.clock.span(ticks: information.executionTime).microseconds)
    environment.log(
      "\(thread.name): cpu \(information.cpu), \(TraceText.name(information.state)), \(share) of the time, \(total) s in all")
    if thread.isWatched { reportEvents(of: thread) }
  }

  private func reportEvents(of thread: WatchedThread) {
    while let records: TraceRecords = try? trace.call(Trace.records, Pair(thread.number, thread.newest)), records.count > 0 {
      for index in 0..<records.count {
        let record = records.records[index]
        if record.number > thread.newest + 1 { environment.log("  \(record.number - thread.newest - 1) events are lost") }
        thread.newest = record.number
        let time = TraceText.seconds(environment.clock.span(ticks: record.ticks).microseconds)
        environment.log("  \(time) \(TraceText.event(record))")
      }
    }
  }
}

/// A thread that is listed.
final class WatchedThread {
  let number: UInt64
  /// Of its component, and its own.
  let name: String
  var executionTime: UInt64
  var isWatched = false
  /// The number of the newest event that was reported.
  var newest: UInt64 = 0

  init(_ number: UInt64, _ information: TraceInformation) {
    self.number = number
    name = information.label.string + ", " + information.thread.string
    executionTime = information.executionTime
  }
}
