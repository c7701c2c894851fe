// TRACE sessions: the threads of the domains whose label is the session's own, or lies below it.

import RPC
import Sessions

final class TraceSession: ServedObject {
  private let label: [UInt8]

  init(_ system: System, label: String) {
    self.label = Array(label.utf8)
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(Trace.subjects) { number throws(TraceFailure) in self.subjects(after: number) }
    request.serve(Trace.information) { number throws(TraceFailure) in Self.information(try self.subject(number)) }
    request.serve(Trace.pause) { (number) throws(TraceFailure) -> Void in try self.subject(number).pause(.trace) }
    request.serve(Trace.watch) { (arguments) throws(TraceFailure) -> Void in
      try self.subject(arguments.first).watch(arguments.second)
    }
    request.serve(Trace.records) { arguments throws(TraceFailure) in
      try self.subject(arguments.first).records(after: arguments.second)
    }
    request.serve(Trace.resume) { (number) throws(TraceFailure) -> Void in try self.subject(number).unpause(.trace) }
  }

  private func subjects(after number: UInt64) -> TraceSubjects {
    var found = TraceSubjects()
    for thread in system.threads.after(number) where isVisible(thread) {
      guard found.append(thread.number) else { break }
    }
    return found
  }

  private func subject(_ number: UInt64) throws(TraceFailure) -> ThreadObject {
    guard let thread = system.threads[number], isVisible(thread) else { throw .invalidSubject }
    return thread
  }

  private func isVisible(_ thread: ThreadObject) -> Bool {
    let other = thread.domain.label.utf8
    guard other.starts(with: label) else { return false }
    return other.count == label.count || other.dropFirst(label.count).starts(with: " -> ".utf8)
  }

  private static func information(_ thread: ThreadObject) -> TraceInformation {
    let state: TraceInformation.State = thread.stoppingFault != nil ? .faulted : thread.pauses == .none ? .running : .paused
    return TraceInformation(
      state: state, cpu: thread.schedule?.cpu ?? 0, priority: thread.schedule?.priority ?? 0,
      executionTime: thread.executionTime, thread: Text(thread.name), label: Text(thread.domain.label))
  }
}
